//! The history of a technical change: what happened and was tried, when and by whom, oldest first (A1).

use api::{HistoryByBody, HistoryEntryBody};
use api_client::Paging;
use askama::Template;
use axum::extract::Path;

use super::change::{called, id};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// Entries of a page.
pub const LISTED: u32 = 50;

/// A history: of a change, or of people.
#[derive(Template)]
#[template(path = "pages/changes/history.html")]
pub struct Page {
    pub frame: Frame,
    pub heading: String,
    pub back: String,
    pub entries: Vec<Entry>,
    pub next: Option<String>,
    /// Where the first page is, on another one.
    pub first: Option<String>,
}

/// An entry.
pub struct Entry {
    pub what: String,
    /// For programs.
    pub instant: String,
    pub when: String,
    pub who: String,
    pub facts: Vec<(String, String)>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let id = id(&text)?;
    let cursor = visit.query().text("cursor");
    let api = visit.api()?;
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let (change, history) = tokio::join!(ask(api.read_change(id)), ask(api.read_history(id, &page)));
    let (change, history) = (change?.body, history?.body);
    let heading = called(&change);
    let title = format!("History of {}", words::inside(&heading));
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let here = format!("/portal/changes/{id}/history");
    visit.show(&Page {
        frame: visit.frame(&title, Section::Changes).without(history.not_shown),
        heading,
        back: format!("/portal/changes/{id}"),
        entries: history.items.iter().map(entry).collect(),
        next: history.next.as_deref().map(|next| with_query(&here, &[("cursor", Some(next))])),
        first: cursor.map(|_| here.clone()),
    })
}

fn entry(body: &HistoryEntryBody) -> Entry {
    Entry {
        what: words::entry(body),
        instant: body.at.to_string(),
        when: words::moment(body.at),
        who: body.by.as_ref().map_or_else(|| "Unknown".to_owned(), by),
        facts: words::facts(body),
    }
}

/// Who did it.
pub fn by(body: &HistoryByBody) -> String {
    let role = body.role.map(|role| role.to_string());
    let roles = body.roles.as_ref().filter(|roles| !roles.is_empty());
    let roles = roles.map(|roles| roles.iter().map(|role| role.to_string()).collect::<Vec<_>>().join(", "));
    match (&body.name, role.or(roles), body.process) {
        (Some(name), Some(role), _) => format!("{name} ({role})"),
        (Some(name), None, _) => name.clone(),
        (None, Some(role), _) => words::first(&role),
        (None, None, Some(process)) => format!("Automatic: {}", process.0),
        (None, None, None) => "Unknown".to_owned(),
    }
}
