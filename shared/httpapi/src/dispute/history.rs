//! The history of a dispute (A1).

use domain::codes::Coded;
use domain::dispute::EventKind;
use domain::oat::Target;
use serde_json::{Value, json};

use crate::by::history_by;
use crate::history::{downloaded, history_rows};
use crate::oat::find_profile_body;
use crate::shown::Of;

history_rows!(DisputeEntry => DisputeEntryBody of EntryKind, download => {
    let (what, facts) = downloaded(download.of);
    Self {
        kind: api::EntryKind::Downloaded,
        at: download.at,
        by: history_by(&download.by, download.name.as_ref()),
        what: what.to_owned(),
        version: None,
        before: None,
        after: None,
        facts,
    }
});

fn facts(kind: &EventKind) -> Value {
    match kind {
        EventKind::DisputeOpened {
            reference,
            organisation_name,
            result,
            targets,
            text,
            profile,
            policy,
            ..
        } => {
            let target = |target: &Target| json!({ "endpoint": target.endpoint.to_string(), "url": target.url.as_str() });
            json!({
                "reference": reference.to_string(),
                "organisation_name": organisation_name,
                "result": api::DisputedResultBody::of(result),
                "endpoints": targets.iter().map(target).collect::<Vec<_>>(),
                "text": text.as_str(),
                "find_profile": profile.as_ref().map(|mark| find_profile_body(mark, None)),
                "policy": policy,
            })
        }
        EventKind::UploadRequested { id, file_name, declared, expires_at } => json!({
            "evidence": id.to_string(),
            "file_name": file_name.as_str(),
            "declared": declared.map(|format| format.media_type()),
            "expires_at": expires_at.to_string(),
        }),
        EventKind::FileReceived { id } => json!({ "evidence": id.to_string() }),
        EventKind::FileAccepted { id, file } => json!({
            "evidence": id.to_string(),
            "format": file.format.code(),
            "bytes": file.bytes,
            "sha256": hex::encode(file.sha256),
        }),
        EventKind::FileRejected { id, reason } => {
            json!({ "evidence": id.to_string(), "reason": reason.code() })
        }
        EventKind::DisputeAnswered { ruling, text } => {
            json!({ "ruling": Coded::code(*ruling), "answer": text.as_str() })
        }
    }
}
