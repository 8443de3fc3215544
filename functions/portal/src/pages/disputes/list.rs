//! Disputes: an organisation's own, the newest first, or for PDP those that wait for its answer (Q10).

use api_client::{Paging, WhichDisputes};
use askama::Template;

use super::address;
use super::dispute::{result, state};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// Entries of a page.
const LISTED: u32 = 25;

#[derive(Template)]
#[template(path = "pages/disputes/list.html")]
struct Page {
    frame: Frame,
    now: &'static str,
    is_pdp: bool,
    rows: Vec<Row>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// A dispute.
struct Row {
    name: String,
    href: String,
    organisation: String,
    result: String,
    state: &'static str,
    colour: &'static str,
    when: String,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let cursor = visit.query().text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let found = ask(visit.api()?.list_disputes(&WhichDisputes { organisation: None, page })).await?.body;
    let title = "Disputes of results";
    let title = if cursor.is_some() { format!("{title}, further page") } else { title.to_owned() };
    let rows = found.items.iter().map(|one| {
        let (state, colour) = state(one.ruling.map(|ruling| ruling.0));
        Row {
            name: one.reference.clone(),
            href: address(one.id),
            organisation: one.organisation_name.clone(),
            result: result(&one.result).0,
            state,
            colour,
            when: words::moment(one.opened_at),
        }
    });
    visit.show(&Page {
        frame: visit.frame(&title, Section::Testing).without(found.not_shown),
        now: if who.is_pdp {
            "PDP support answers the disputes below."
        } else {
            "There is nothing for you to do here. To dispute a result, open the report of its test. PDP answers each dispute."
        },
        is_pdp: who.is_pdp,
        rows: rows.collect(),
        next: found.next.as_deref().map(|next| with_query("/portal/disputes", &[("cursor", Some(next))])),
        first: cursor.map(|_| "/portal/disputes".to_owned()),
    })
}
