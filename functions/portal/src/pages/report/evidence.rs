//! The evidence files of a draft (C4, E3): which there are, and where each is on its way.

use api::EvidenceBody;
use askama::Template;
use axum::extract::Path;
use domain::evidence::EvidencePlace;
use domain::policy::Policy;

use super::draft;
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::words;

#[derive(Template)]
#[template(path = "pages/report/evidence.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    needed: String,
    megabytes: u64,
    files: Vec<File>,
    again: String,
}

/// A file.
struct File {
    name: String,
    state: String,
    colour: &'static str,
    /// Why it was rejected.
    reason: Option<String>,
}

/// Shows them.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, api) = (id(&text)?, visit.api()?);
    let (change, files) = tokio::join!(draft::open(&visit, &text), ask(api.list_evidence(id)));
    let (change, files) = (change?, files?.body);
    let policy = Policy::in_force(visit.today());
    visit.show(&Page {
        frame: visit.frame(&format!("Evidence: {}", words::inside(&called(&change))), Section::Changes),
        heading: called(&change),
        back: format!("/portal/changes/{id}/check"),
        needed: format!("It is needed at {} scale and above.", policy.evidence_from),
        megabytes: policy.limits.evidence_bytes / (1024 * 1024),
        files: files.items.iter().map(file).collect(),
        again: format!("/portal/changes/{id}/evidence"),
    })
}

fn file(body: &EvidenceBody) -> File {
    File {
        name: body.file_name.clone(),
        state: words::first(&body.state.to_string()),
        colour: match body.state.0 {
            EvidencePlace::Accepted => "green",
            EvidencePlace::Rejected | EvidencePlace::Expired => "red",
            EvidencePlace::Checking => "blue",
            EvidencePlace::AwaitingUpload => "grey",
        },
        reason: body.rejection.clone(),
    }
}
