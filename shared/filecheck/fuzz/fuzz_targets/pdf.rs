//! Any PDF gets a verdict, in bounded time and memory (E2).
//!
//! The first byte of the input says what the rest is: a whole file, or a part that mutations cannot reach behind
//! compression or a checksum (the objects of an object stream, the rows of a cross-reference stream, an encryption
//! dictionary). In the folder above, with a corpus begun by `seeds`: `RUSTC_BOOTSTRAP=1 cargo fuzz run pdf --
//! -dict=fuzz/pdf.dict -timeout=5 -rss_limit_mb=512`.

#![no_main]

use filecheck::corpus::{PdfFile, verdict};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((kind, rest)) = input.split_first() else { return };
    let mut file = PdfFile::with_page("");
    let file = match kind % 4 {
        0 => {
            let header: &[u8] = if rest.starts_with(b"%PDF-") { b"" } else { b"%PDF-1.7\n" };
            [header, rest].concat()
        }
        1 => {
            let (count, rest) = rest.split_at(rest.len().min(1));
            let first = usize::from(count.first().copied().unwrap_or_default() >> 2);
            let entries = format!("/Type /ObjStm /N {} /First {first}", count.first().map_or(0, |byte| byte & 3));
            file.compressed(6, &entries, rest).end_with_table("").bytes()
        }
        2 => {
            let start = file.length();
            let entries = "/Type /XRef /W [1 4 2] /Size 9 /Root 1 0 R";
            file.compressed(6, entries, rest).raw(format!("startxref\n{start}\n%%EOF")).bytes()
        }
        _ => {
            let dictionary = [b"<< /Filter /Standard ", rest, b" >>"].concat();
            file.object(6, dictionary).end_with_table("/Encrypt 6 0 R /ID [<00><00>]").bytes()
        }
    };
    let _ = verdict(&file);
});
