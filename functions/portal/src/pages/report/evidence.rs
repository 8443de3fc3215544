//! The evidence files of a draft (C4, E3): which there are, where each is on its way, and the ways to add and to remove one.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::EvidenceId;

use super::draft;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::pages::files::{Line, Subject};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/report/evidence.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    needed: String,
    megabytes: u64,
    files: Vec<Line>,
    again: String,
    /// The page on which a file is added.
    add: String,
    done: Option<&'static str>,
    form: FormView,
}

/// Shows them.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, &text, form).await
}

/// Removes a file.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, api) = (id(&text)?, visit.api()?);
    let removed: EvidenceId = visit.form.value("remove").parse().map_err(|_| Trouble::Unreadable)?;
    let files = ask(api.list_evidence(id)).await?.body;
    // Sent twice, the file is gone already.
    if files.items.iter().any(|file| file.id == removed)
        && let Err(problem) = taken(api.remove_evidence(id, removed), &visit.form).await?
    {
        return page(&visit, &text, FormView::mistaken(&visit, &problem, &[])).await;
    }
    Ok(Redirect::to(&format!("/portal/changes/{id}/evidence?done=file-removed")).into_response())
}

async fn page<P: Ports>(visit: &Visit<P>, text: &str, form: FormView) -> Shown {
    let (id, api) = (id(text)?, visit.api()?);
    let (change, files) = tokio::join!(draft::open(visit, text), ask(api.list_evidence(id)));
    let (change, files) = (change?, files?.body);
    let policy = visit.policy();
    let title = format!("Evidence: {}", words::inside(&called(&change)));
    let mut frame = visit.frame(&title, Section::Changes);
    let status = form.mark(&mut frame);
    let page = Page {
        frame,
        heading: called(&change),
        back: format!("/portal/changes/{id}/check"),
        needed: format!("It is needed at {} scale and above.", policy.evidence_from),
        megabytes: policy.limits.evidence_bytes / (1024 * 1024),
        files: files.items.iter().map(|file| Line::of(id.into(), file)).collect(),
        again: format!("/portal/changes/{id}/evidence"),
        add: Subject::Submission(id).add_page(),
        done: words::done(&visit.query().value("done")),
        form: form.showing(change.version),
    };
    html(status, &page)
}
