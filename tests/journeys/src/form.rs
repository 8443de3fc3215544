//! Posts an upload form the way a browser without JavaScript does.

use anyhow::Result;
use api::UploadFormBody;
use ureq::http::Request;

use crate::stack::Stack;

const BOUNDARY: &str = "----a-boundary-that-no-file-has-7e1f";

/// Posts `file` with the hidden fields of `form` (as the API gave it), the file last. Returns status and body.
///
/// # Errors
/// When there is no answer at all.
pub fn post_form(
    stack: &Stack,
    form: &UploadFormBody,
    file_name: &str,
    file: &[u8],
) -> Result<(u16, String)> {
    let mut body = Vec::with_capacity(file.len() + 4096);
    for field in &form.fields {
        let (name, value) = (&field.name, &field.value);
        body.extend(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    body.extend(head.bytes());
    body.extend(file);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
    let request = Request::builder()
        .method("POST")
        .uri(&form.action)
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(&body[..])?;
    let response = stack.agent.run(request)?;
    let status = response.status().as_u16();
    Ok((status, response.into_body().read_to_string()?))
}
