//! The history of a request for OAT: what happened and was tried, when and by whom, oldest first (A1).

use api::OatEntryBody;
use api_client::Paging;
use axum::extract::Path;

use super::request::{address, called, id};
use crate::layout::Section;
use crate::pages::changes::history::{Entry, LISTED, Page, by};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let id = id(&text)?;
    let cursor = visit.query().text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let api = visit.api()?;
    let (oat, history) = tokio::join!(ask(api.read_oat(id)), ask(api.read_oat_history(id, &page)));
    let (oat, history) = (oat?.body, history?.body);
    let title = format!("History of {}", oat.reference);
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let here = format!("{}/history", address(id));
    visit.show(&Page {
        frame: visit.frame(&title, Section::Testing).without(history.not_shown),
        heading: called(&oat),
        back: address(id),
        entries: history.items.iter().map(entry).collect(),
        next: history.next.as_deref().map(|next| with_query(&here, &[("cursor", Some(next))])),
        first: cursor.map(|_| here.clone()),
    })
}

fn entry(body: &OatEntryBody) -> Entry {
    Entry {
        what: words::happened(body.kind, &body.what),
        instant: body.at.to_string(),
        when: words::moment(body.at),
        who: by(&body.by),
        facts: words::test_facts(&body.facts),
    }
}
