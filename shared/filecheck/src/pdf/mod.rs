//! A PDF (ISO 32000): its start, its end and its objects. Must not decode pictures, fonts or pages, nor run anything.
//!
//! A PDF is read from its end and by offsets, so it is held whole while it is looked at.

mod crypt;
mod end;
mod filter;
mod flags;
mod lex;
mod objects;
mod stream;
mod value;
mod xref;

pub use self::flags::PdfFlags;
use crate::fault::{Fault, Flaw};
use crate::foreign::{Rules, find_in};
use crate::padding::without_padding;
use crate::source::Source;
use crate::window::{Stop, Window};

/// Looks at the whole file. Answers the flags.
pub(crate) async fn walk<S: Source>(window: &mut Window<'_, S>) -> Result<PdfFlags, Stop<S::Error>> {
    version(window.ahead(9).await?)?;
    Ok(examine(window.all().await?)?)
}

/// Looks at the bytes of a whole file.
fn examine(bytes: &[u8]) -> Result<PdfFlags, Fault> {
    let document = without_padding(bytes);
    let examined = objects::examine(document);
    // The more telling fault comes first. A second format in an attached file is flagged; anywhere else it is hidden.
    let mut from = 0;
    let mut places = vec![(examined.first_object, Rules::PDF_HEAD)];
    for attachment in &examined.attachments {
        places.push((attachment.start, Rules::PDF_BODY));
        places.push((attachment.end, Rules::ATTACHED));
    }
    places.push((bytes.len(), Rules::PDF_BODY));
    for (to, rules) in places {
        if let Some(found) = find_in(bytes, from..to, rules) {
            return Err(Fault::SecondFormat(found));
        }
        from = from.max(to);
    }
    end::check(document)?;
    match examined.fault {
        Some(fault) => Err(fault),
        None => Ok(examined.flags),
    }
}

/// Checks `%PDF-1.0` to `%PDF-1.7` and `%PDF-2.0`, with nothing glued to it.
fn version(start: &[u8]) -> Result<(), Fault> {
    let number = start.get(5..8).unwrap_or_default();
    let known = matches!(number, [b'1', b'.', b'0'..=b'7'] | b"2.0");
    let ends = start.get(8).is_some_and(|byte| !byte.is_ascii_alphanumeric());
    if known && ends { Ok(()) } else { Err(Fault::Malformed(Flaw::PdfVersion)) }
}
