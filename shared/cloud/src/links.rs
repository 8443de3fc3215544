//! Download links (E4, S4): one minute, as an attachment. The person's name for the file goes into a header. Encoding
//! stops any name from ending the header, starting another parameter, or posing as a program.

use std::sync::Arc;

use app::{Clock, DownloadLink, DownloadLinks, ExportLinks, Fault, MaterialLinks};
use domain::change::material::Environment;
use domain::evidence::{AcceptedFile, FileFormat, FileOwner, KeptVersion};
use domain::export::Subject;
use domain::ids::{ChangeId, EvidenceId, ExportId, PackId};
use domain::text::FileName;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::keys::{evidence_key, export_key, material_key};
use crate::material_store::MEDIA_TYPE;
use crate::presign::{Linked, link};
use crate::sdk::{Sdk, SdkSettings};

/// The longest name, encoded twice, must leave room in a URL.
const MAX_NAME: usize = 150;

/// Characters that `filename*` need not encode (RFC 8187).
const EXTENDED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'!').remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'$');

/// Links to what is in one bucket: files, exports, or packs.
#[derive(Clone)]
pub struct S3Links {
    settings: SdkSettings,
    clock: Arc<dyn Clock>,
    bucket: String,
}

impl S3Links {
    /// Links to what is in this bucket. `clock` is the real one: S3 compares signatures with its own.
    pub fn new(sdk: &Sdk, clock: Arc<dyn Clock>, bucket: String) -> Self {
        Self { settings: sdk.settings().clone(), clock, bucket }
    }

    fn attachment(
        &self,
        key: &str,
        version: Option<&KeptVersion>,
        name: &str,
        media_type: &str,
    ) -> Result<DownloadLink, Fault> {
        let version = version.map(KeptVersion::as_str);
        let linked =
            Linked { bucket: &self.bucket, key, version, disposition: &disposition(name), media_type };
        link(&self.settings, &linked, self.clock.now())
    }
}

impl DownloadLinks for S3Links {
    async fn link(
        &self,
        of: FileOwner,
        evidence: EvidenceId,
        accepted: &AcceptedFile,
        file_name: &FileName,
    ) -> Result<DownloadLink, Fault> {
        self.attachment(
            &evidence_key(of, evidence),
            accepted.version.as_ref(),
            &safe_name(file_name.as_str(), accepted.format),
            accepted.format.media_type(),
        )
    }
}

impl ExportLinks for S3Links {
    async fn link_export(
        &self,
        export: ExportId,
        build: u32,
        subject: Subject,
        file_name: &str,
    ) -> Result<DownloadLink, Fault> {
        self.attachment(&export_key(export, build), None, file_name, subject.media_type())
    }
}

impl MaterialLinks for S3Links {
    async fn link(
        &self,
        change: ChangeId,
        environment: Environment,
        pack: PackId,
        file_name: &str,
    ) -> Result<DownloadLink, Fault> {
        self.attachment(&material_key(change, environment, pack), None, file_name, MEDIA_TYPE)
    }
}

/// The `Content-Disposition` (RFC 6266) that saves a file under `name`: an ASCII form for old programs and the whole name.
fn disposition(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '(' | ')');
    let fallback: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{}", utf8_percent_encode(name, EXTENDED))
}

/// The name without misleading characters, and with an extension of its format.
fn safe_name(name: &str, format: FileFormat) -> String {
    let reordering = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    let shown: String = name.chars().filter(|c| !reordering(*c) && !c.is_control()).collect();
    let extensions: &[&str] = match format {
        FileFormat::Jpeg => &["jpg", "jpeg"],
        FileFormat::Png => &["png"],
        FileFormat::Pdf => &["pdf"],
    };
    let fitting = shown.rsplit_once('.').and_then(|(stem, extension)| {
        extensions.iter().find(|known| known.eq_ignore_ascii_case(extension)).map(|known| (stem, *known))
    });
    let (stem, extension) = fitting.unwrap_or((&shown, extensions.first().copied().unwrap_or_default()));
    let stem: String = stem.chars().take(MAX_NAME).collect();
    format!("{stem}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disposition(name: &str, format: FileFormat) -> String {
        super::disposition(&safe_name(name, format))
    }

    #[test]
    fn a_plain_name_is_kept() {
        assert_eq!(
            disposition("IT acceptance-v2.pdf", FileFormat::Pdf),
            "attachment; filename=\"IT acceptance-v2.pdf\"; filename*=UTF-8''IT%20acceptance-v2.pdf"
        );
    }

    #[test]
    fn a_name_in_another_script_is_kept_whole_beside_an_ascii_form() {
        assert_eq!(
            disposition("é€.png", FileFormat::Png),
            "attachment; filename=\"__.png\"; filename*=UTF-8''%C3%A9%E2%82%AC.png"
        );
    }

    #[test]
    fn no_name_can_end_the_header_or_start_another_parameter() {
        for name in [
            "a\"; filename=evil.exe; x=\".pdf",
            "a\r\nSet-Cookie: b=c.pdf",
            "a\\\".pdf",
            "a;b='c'*%0d%0a.pdf",
            "a\0.pdf",
        ] {
            let header = disposition(name, FileFormat::Pdf);
            assert!(header.bytes().all(|b| (0x20..0x7F).contains(&b)), "{header:?}");
            assert_eq!(header.matches('"').count(), 2, "{header}");
            assert_eq!(header.matches(';').count(), 2, "{header}");
            assert!(!header.contains('\\'), "{header}");
        }
    }

    #[test]
    fn a_file_is_never_saved_as_something_it_is_not() {
        assert_eq!(safe_name("evil.exe", FileFormat::Pdf), "evil.exe.pdf");
        assert_eq!(safe_name("PHOTO.JPEG", FileFormat::Jpeg), "PHOTO.jpeg");
        assert_eq!(safe_name("no extension", FileFormat::Png), "no extension.png");
        assert_eq!(safe_name("invoice\u{202E}fdp.exe", FileFormat::Pdf), "invoicefdp.exe.pdf");
    }

    #[test]
    fn the_longest_name_fits_in_a_url() {
        let header = disposition(&"\u{1F4C4}".repeat(255), FileFormat::Pdf);
        let in_url = utf8_percent_encode(&header, NON_ALPHANUMERIC).to_string();
        assert!(in_url.len() < 4096, "{}", in_url.len());
    }
}
