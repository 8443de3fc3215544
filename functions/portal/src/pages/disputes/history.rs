//! The history of a dispute: what happened and was tried, when and by whom, oldest first (A1).

use api::DisputeEntryBody;
use api_client::Paging;
use axum::extract::Path;

use super::{address, id};
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
    let (dispute, history) =
        tokio::join!(ask(api.read_dispute(id)), ask(api.read_dispute_history(id, &page)));
    let (dispute, history) = (dispute?.body, history?.body);
    let heading = format!("Dispute {}", dispute.reference);
    let title = format!("History of {}", words::inside(&heading));
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let here = format!("{}/history", address(id));
    visit.show(&Page {
        frame: visit.frame(&title, Section::Testing).without(history.not_shown),
        heading,
        back: address(id),
        entries: history.items.iter().map(entry).collect(),
        next: history.next.as_deref().map(|next| with_query(&here, &[("cursor", Some(next))])),
        first: cursor.map(|_| here.clone()),
    })
}

fn entry(body: &DisputeEntryBody) -> Entry {
    Entry {
        what: words::said(body.kind, &body.what),
        instant: body.at.to_string(),
        when: words::moment(body.at),
        who: by(&body.by),
        facts: words::test_facts(&body.facts),
    }
}
