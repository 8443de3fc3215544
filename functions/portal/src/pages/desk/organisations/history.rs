//! What happened to an organisation, its people and its endpoints, and was tried, oldest first (A1, P2).

use api_client::Paging;
use axum::extract::Path;

use super::organisation::id;
use crate::layout::Section;
use crate::pages::changes::history::{LISTED, Page};
use crate::pages::team::history::entry;
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let id = id(&text)?;
    let cursor = visit.query().text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let api = visit.api()?;
    let (record, history) =
        tokio::join!(ask(api.read_organisation(id)), ask(api.read_organisation_history(id, &page)));
    let (record, history) = (record?.body, history?.body);
    let names = record.members.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
    let title = format!("History of {}", record.name);
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let home = format!("/portal/organisations/{id}");
    let here = format!("{home}/history");
    visit.show(&Page {
        frame: visit.frame(&title, Section::Organisations).without(history.not_shown),
        heading: record.name,
        back: home,
        entries: history.items.iter().map(|one| entry(one, &names)).collect(),
        next: history.next.as_deref().map(|next| with_query(&here, &[("cursor", Some(next))])),
        first: cursor.map(|_| here.clone()),
    })
}
