//! Posts an upload form the way a browser without JavaScript does.

use anyhow::{Context, Result};
use serde_json::Value;
use ureq::http::Request;

use crate::stack::Stack;

const BOUNDARY: &str = "----a-boundary-that-no-file-has-7e1f";

/// Posts `file` with the hidden fields of `form` (as the API gave it), the file last. Returns status and body.
///
/// # Errors
/// When the form is not one, or there is no answer at all.
pub fn post_form(stack: &Stack, form: &Value, file_name: &str, file: &[u8]) -> Result<(u16, String)> {
    let mut body = Vec::with_capacity(file.len() + 4096);
    for field in form["fields"].as_array().context("a form has fields")? {
        let (name, value) = (field["name"].as_str(), field["value"].as_str());
        let (name, value) = (name.context("a field has a name")?, value.context("a field has a value")?);
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
        .uri(form["action"].as_str().context("a form has an action")?)
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(&body[..])?;
    let response = stack.agent.run(request)?;
    let status = response.status().as_u16();
    Ok((status, response.into_body().read_to_string()?))
}
