//! The common beginnings of journeys.

use anyhow::{Context, Result};
use filecheck::corpus;
use journeys::{Answer, Caller, Stack, eventually, post_form};
use serde_json::{Value, json};

pub const CONTACT: &str = "business@meadow-pensions.example.org";
pub const REVIEWER: &str = "reviewer@pdp.example.com";

/// A host name that no other test uses.
pub fn host() -> String {
    format!("{}.meadow-pensions.example.org", uuid::Uuid::new_v4().simple())
}

/// Complete answers at minor scale that add Find, View and PAT refresh at `host`.
pub fn answers(host: &str) -> Value {
    json!({
        "change_type": "both",
        "reason": "A new version of the platform.",
        "oat_requested": false,
        "suggested_scale": "minor",
        "needs_downtime": false,
        "new_endpoints": [
            { "endpoint_type": "find", "url": format!("https://find.{host}/pdp") },
            { "endpoint_type": "view", "url": format!("https://view.{host}/pdp") },
            { "endpoint_type": "pat_refresh", "url": format!("https://pat.{host}/pdp") },
        ],
    })
}

/// Begins a draft with these answers; answers its path.
pub fn draft(contact: &Caller, answers: &Value) -> Result<String> {
    let drafted = contact.post("/technical-changes", None, answers)?.expect(201)?;
    drafted.location.context("a draft has a location")
}

/// Asks for a form for a file of this type.
pub fn form(contact: &Caller, change: &str, name: &str, media_type: &str) -> Result<Answer> {
    let wanted = json!({ "file_name": name, "media_type": media_type });
    contact.post(&format!("{change}/evidence"), None, &wanted)?.expect(201)
}

/// Waits until a file is decided; returns its last state.
pub fn decided(caller: &Caller, file: &str) -> Result<Answer> {
    eventually("the inspection of the file", || {
        let seen = caller.get(file)?.expect(200)?;
        Ok(matches!(seen.text("/state"), "accepted" | "rejected").then_some(seen))
    })
}

/// Uploads a good PDF and waits until it is accepted; returns the path of the file.
pub fn accepted_pdf(stack: &Stack, contact: &Caller, change: &str) -> Result<String> {
    let upload = form(contact, change, "acceptance.pdf", "application/pdf")?;
    let (status, answer) = post_form(stack, &upload.body["form"], "acceptance.pdf", &corpus::pdf())?;
    assert!((200..300).contains(&status), "{status} {answer}");
    let file = upload.location.context("a file has a location")?;
    assert_eq!(decided(contact, &file)?.text("/state"), "accepted");
    Ok(file)
}

/// Submits the change as it is now; answers it.
pub fn submit(contact: &Caller, change: &str) -> Result<Answer> {
    let read = contact.get(change)?.expect(200)?;
    contact.post(&format!("{change}/submission"), read.etag.as_deref(), &json!({}))
}
