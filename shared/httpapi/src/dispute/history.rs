//! The history of a dispute (A1).

use api::{DisputeEntryBody, EntryKind};
use app::{DisputeEntry, Downloaded, Recorded};
use domain::codes::Coded;
use domain::dispute::EventKind;
use domain::oat::Target;
use serde_json::{Value, json};

use crate::by::history_by;
use crate::oat::find_profile_body;
use crate::shown::Of;

impl Of<&DisputeEntry> for DisputeEntryBody {
    fn of(entry: &DisputeEntry) -> Self {
        match entry {
            DisputeEntry::Happened(Recorded { version, before, after, event, name }) => Self {
                kind: EntryKind::Happened,
                at: event.at,
                by: history_by(&event.by, name.as_ref()),
                what: event.kind.code().to_owned(),
                version: Some(*version),
                before: before.map(Of::of),
                after: Some((*after).into()),
                facts: facts(&event.kind),
            },
            DisputeEntry::Refused(refused) => Self {
                kind: EntryKind::Refused,
                at: refused.at,
                by: Of::of(refused),
                what: refused.command.code().to_owned(),
                version: None,
                before: None,
                after: None,
                facts: json!({ "refusal": refused.refusal }),
            },
            DisputeEntry::Downloaded(download) => Self {
                kind: EntryKind::Downloaded,
                at: download.at,
                by: history_by(&download.by, download.name.as_ref()),
                what: "evidence_downloaded".to_owned(),
                version: None,
                before: None,
                after: None,
                facts: match download.of {
                    Downloaded::Evidence(id) => json!({ "evidence": id.to_string() }),
                    Downloaded::Bundle(id) => json!({ "bundle": id.to_string() }),
                },
            },
        }
    }
}

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
