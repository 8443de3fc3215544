//! Forms with a file in them (`multipart/form-data`), as browsers send them.
//!
//! Must not: keep a file, or believe its name: nobody needs that.

use super::form::{Form, SentFile};

/// The content type of such a form, without its boundary.
pub const KIND: &str = "multipart/form-data";

/// Reads the body of a request with this content type; none when it is not such a form.
pub fn read(content_type: &str, body: &[u8]) -> Option<Form> {
    let delimiter = format!("--{}", boundary(content_type)?);
    // Every delimiter but the first ends the line before it.
    let mut rest = body.strip_prefix(delimiter.as_bytes())?;
    let delimiter = format!("\r\n{delimiter}");
    let mut form = Form::default();
    while !rest.starts_with(b"--") {
        let (part, after) = cut(rest.strip_prefix(b"\r\n")?, delimiter.as_bytes())?;
        add(&mut form, part)?;
        rest = after;
    }
    Some(form)
}

/// The boundary that a content type names.
fn boundary(content_type: &str) -> Option<&str> {
    let parameters = content_type.strip_prefix(KIND)?;
    let named = parameters.split(';').find_map(|one| one.trim().strip_prefix("boundary="))?;
    let plain = named.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(named);
    // No longer than RFC 2046 allows.
    (1..=70).contains(&plain.len()).then_some(plain)
}

/// Adds what is in a part: a text, or a file.
fn add(form: &mut Form, part: &[u8]) -> Option<()> {
    let (head, content) = cut(part, b"\r\n\r\n")?;
    let head = std::str::from_utf8(head).ok()?;
    let is_it = |line: &&str| line.to_ascii_lowercase().starts_with("content-disposition:");
    let disposition = head.split("\r\n").find(is_it)?;
    let name = parameter(disposition, "name")?.to_owned();
    if parameter(disposition, "filename").is_some() {
        form.files.push(SentFile { field: name, bytes: content.to_vec() });
    } else {
        form.fields.push((name, String::from_utf8(content.to_vec()).ok()?));
    }
    Some(())
}

/// A parameter of a header. Browsers write a quotation mark in one as `%22`.
fn parameter<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    let (_, rest) = header.split_once(&format!("; {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// What is before and after the first of these bytes.
fn cut<'b>(bytes: &'b [u8], at: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let place = bytes.windows(at.len()).position(|window| window == at)?;
    Some((bytes.get(..place)?, bytes.get(place + at.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=----B1";

    fn sent(parts: &[&[u8]]) -> Vec<u8> {
        let parts = parts.iter().map(|part| [b"------B1\r\n", *part, b"\r\n"].concat());
        parts.chain([b"------B1--\r\n".to_vec()]).collect::<Vec<_>>().concat()
    }

    #[test]
    fn texts_and_a_file_are_read() {
        let body = sent(&[
            b"Content-Disposition: form-data; name=\"key\"\r\n\r\nK 1\r\nand more",
            b"content-disposition: form-data; name=\"pack\"; filename=\"a; name=%22b%22.p7m\"\r\nContent-Type: application/x\r\n\r\n\x00\xff\r\n\r\n--\r\n",
            b"Content-Disposition: form-data; name=\"empty\"\r\n\r\n",
        ]);
        let form = read(TYPE, &body).unwrap();
        assert_eq!(form.value("key"), "K 1\nand more");
        assert_eq!(form.file("pack"), Some(&b"\x00\xff\r\n\r\n--\r\n"[..]));
        assert_eq!((form.value("pack"), form.value("empty")), (String::new(), String::new()));
        assert_eq!(read("multipart/form-data; boundary=\"----B1\"", &body), Some(form));
    }

    #[test]
    fn where_no_file_is_chosen_there_is_none() {
        let body = sent(&[b"Content-Disposition: form-data; name=\"pack\"; filename=\"\"\r\n\r\n"]);
        assert_eq!(read(TYPE, &body).unwrap().file("pack"), None);
    }

    #[test]
    fn what_is_no_such_form_is_not_read() {
        let whole = sent(&[b"Content-Disposition: form-data; name=\"key\"\r\n\r\nK"]);
        for length in 0..whole.len() - 4 {
            assert_eq!(read(TYPE, &whole[..length]), None, "{length}");
        }
        let no_text = sent(&[b"Content-Disposition: form-data; name=\"key\"\r\n\r\n\xff"]);
        let no_name = sent(&[b"Content-Disposition: form-data\r\n\r\nK"]);
        let no_head = sent(&[b"K"]);
        for body in [no_text, no_name, no_head, Vec::new(), b"key=K".to_vec()] {
            assert_eq!(read(TYPE, &body), None);
        }
        let long = format!("multipart/form-data; boundary={}", "b".repeat(71));
        for kind in
            ["multipart/form-data", "text/plain; boundary=----B1", "multipart/form-data; boundary=", &long]
        {
            assert_eq!(read(kind, &whole), None, "{kind}");
        }
    }
}
