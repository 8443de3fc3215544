//! The other technical changes of an organisation, for a reviewer who decides on one of them.

use api::SummaryBody;
use api_client::{Paging, WhichChanges};
use askama::Template;
use axum::extract::Path;

use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// Entries of a page.
const LISTED: u32 = 25;

#[derive(Template)]
#[template(path = "pages/desk/review/earlier.html")]
struct Page {
    frame: Frame,
    called: String,
    back: String,
    organisation: String,
    rows: Vec<Row>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// A change.
struct Row {
    name: String,
    href: String,
    kind: String,
    scale: String,
    state: String,
    when: String,
}

/// Shows them. Whose they are, only the change says.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, api) = (id(&text)?, visit.api()?);
    let change = ask(api.read_change(id)).await?.body;
    let cursor = visit.query().text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let which = WhichChanges { organisation: Some(change.organisation), page, ..WhichChanges::default() };
    let found = ask(api.list_changes(&which)).await?.body;
    let here = format!("/portal/changes/{id}/review/earlier");
    let name = words::inside(&called(&change));
    let title = format!("Other changes by the organisation that sent {name}");
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    visit.show(&Page {
        frame: visit.frame(&title, Section::Changes).without(found.not_shown),
        called: called(&change),
        back: format!("/portal/changes/{id}/review"),
        organisation: change.organisation_name.clone().unwrap_or_else(|| "this organisation".to_owned()),
        rows: found.items.iter().filter(|one| one.id != id).map(row).collect(),
        next: found.next.as_deref().map(|next| with_query(&here, &[("cursor", Some(next))])),
        first: cursor.map(|_| here.clone()),
    })
}

fn row(body: &SummaryBody) -> Row {
    Row {
        name: body.reference.clone().unwrap_or_else(|| "Not sent yet".to_owned()),
        href: format!("/portal/changes/{}", body.id),
        kind: body
            .change_type
            .map_or_else(|| "No type chosen yet".to_owned(), |kind| words::first(&kind.to_string())),
        scale: body.scale.map_or_else(|| "No scale yet".to_owned(), words::scale),
        state: match words::oat_progress(body.oat) {
            Some(oat) => format!("It {}. {oat}.", body.status.0),
            None => format!("It {}.", body.status.0),
        },
        when: match body.submitted_at {
            Some(at) => format!("sent on {}", words::moment(at)),
            None => format!("begun on {}", words::moment(body.drafted_at)),
        },
    }
}
