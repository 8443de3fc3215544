//! An export: being made, ready to be fetched, or failed. Its page keeps its address, so people can leave it and come back.

use api::{DownloadBody, ExportBody};
use askama::Template;
use axum::extract::Path;
use domain::ids::{ChangeId, ExportId};

use crate::components::Row;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::id as change_id;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/exports/export.html")]
struct Page {
    frame: Frame,
    back: (String, &'static str),
    title: &'static str,
    now: String,
    /// Where to look again, while it is being made.
    again: Option<String>,
    /// Where another is asked for, when it cannot be had.
    another: Option<String>,
    /// Whether it can be fetched.
    is_ready: bool,
    /// The link, once it was asked for, and until when it works.
    link: Option<(String, String)>,
    facts: Vec<Row>,
    form: FormView,
}

/// Shows an export of the register.
pub async fn register<P: Ports>(visit: Visit<P>, Path(export): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, None, id(&export)?, form, None).await
}

/// Asks for the link to it. It is a secret, so it stands on the page that answers and in no address.
pub async fn link_register<P: Ports>(visit: Visit<P>, Path(export): Path<String>) -> Shown {
    let id = id(&export)?;
    match taken(visit.api()?.link_register(id), &visit.form).await? {
        Ok(link) => page(&visit, None, id, FormView::again(&visit), Some(link.body)).await,
        Err(problem) => page(&visit, None, id, FormView::mistaken(&visit, &problem, &[]), None).await,
    }
}

/// Shows a bundle.
pub async fn bundle<P: Ports>(visit: Visit<P>, Path((change, export)): Path<(String, String)>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, Some(change_id(&change)?), id(&export)?, form, None).await
}

/// Asks for the link to it.
pub async fn link_bundle<P: Ports>(visit: Visit<P>, Path((change, export)): Path<(String, String)>) -> Shown {
    let (change, id) = (change_id(&change)?, id(&export)?);
    match taken(visit.api()?.link_bundle(change, id), &visit.form).await? {
        Ok(link) => page(&visit, Some(change), id, FormView::again(&visit), Some(link.body)).await,
        Err(problem) => page(&visit, Some(change), id, FormView::mistaken(&visit, &problem, &[]), None).await,
    }
}

/// The page of an export.
pub fn address(change: Option<ChangeId>, id: ExportId) -> String {
    format!("{}/{id}", asked_at(change))
}

/// The page on which it is asked for.
fn asked_at(change: Option<ChangeId>) -> String {
    match change {
        Some(change) => format!("/portal/changes/{change}/bundle"),
        None => "/portal/endpoints/export".to_owned(),
    }
}

/// Reads an id out of an address.
fn id(text: &str) -> Result<ExportId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

async fn page<P: Ports>(
    visit: &Visit<P>,
    change: Option<ChangeId>,
    id: ExportId,
    form: FormView,
    link: Option<DownloadBody>,
) -> Shown {
    let api = visit.api()?;
    let export = match change {
        Some(change) => ask(api.read_bundle(change, id)).await?,
        None => ask(api.read_register(id)).await?,
    };
    let export = export.body;
    let (title, section, back) = match change {
        Some(change) => {
            ("Evidence bundle", Section::Changes, (format!("/portal/changes/{change}"), "Technical change"))
        }
        None => {
            ("Export of the endpoints", Section::Endpoints, ("/portal/endpoints".to_owned(), "Endpoints"))
        }
    };
    let is_ready = export.ready_at.is_some();
    let has_failed = export.failure.is_some();
    let mut frame =
        visit.frame(&format!("{title}, asked for on {}", words::moment(export.requested_at)), section);
    let status = form.mark(&mut frame);
    let page = Page {
        back,
        title,
        now: now(&export),
        again: (!is_ready && !has_failed).then(|| address(change, id)),
        another: has_failed.then(|| asked_at(change)),
        is_ready,
        link: link.map(|link| (link.url, words::clock(link.expires_at))),
        facts: facts(&export),
        form,
        frame,
    };
    html(status, &page)
}

fn now(export: &ExportBody) -> String {
    match (&export.failure, export.ready_at) {
        (Some(why), _) => format!("{why}."),
        (None, Some(_)) => format!("The file is ready. You can download it until {}.", words::moment(export.expires_at)),
        (None, None) => "The file is being made. This usually takes less than a minute. You can leave this page and come back to it.".to_owned(),
    }
}

fn facts(export: &ExportBody) -> Vec<Row> {
    let by = export.requested_by.role.map_or_else(String::new, |role| format!(", by {}", role.0.somebody()));
    let rows = [
        Some(Row::new("Kind of file", export.format.to_string())),
        Some(Row::new("Asked for", format!("{}{by}", words::moment(export.requested_at)))),
        export.ready_at.map(|at| Row::new("Ready since", words::moment(at))),
        export.bytes.map(|bytes| Row::new("Size", format!("{bytes} bytes"))),
        export.sha256.clone().map(|digest| Row::new("SHA-256 digest", digest)),
    ];
    rows.into_iter().flatten().collect()
}
