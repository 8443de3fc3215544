//! The history of a notice of downtime that was given without a change: what happened and was tried, when and by whom, oldest first
//! (A1). That of a change is in the history of the change.

use api::NoticeEntryBody;
use api_client::Paging;
use axum::extract::Path;
use domain::ids::DowntimeId;

use crate::layout::Section;
use crate::pages::changes::history::{Entry, LISTED, Page, by};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let id: DowntimeId = text.parse().map_err(|_| Trouble::NotFound)?;
    let cursor = visit.query().text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let api = visit.api()?;
    let (notice, history) = tokio::join!(ask(api.read_downtime(id)), ask(api.read_notice_history(id, &page)));
    let (notice, history) = (notice?.body, history?.body);
    let heading = format!("Downtime on {}", words::moment(notice.start));
    let title = format!("History of {}", words::inside(&heading));
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let here = format!("/portal/downtime/{id}/history");
    visit.show(&Page {
        frame: visit.frame(&title, Section::Downtime).without(history.not_shown),
        heading,
        back: format!("/portal/downtime/{id}"),
        entries: history.items.iter().map(entry).collect(),
        next: history.next.as_deref().map(|next| with_query(&here, &[("cursor", Some(next))])),
        first: cursor.map(|_| here.clone()),
    })
}

fn entry(body: &NoticeEntryBody) -> Entry {
    Entry {
        what: words::happened(body.kind, &body.what),
        instant: body.at.to_string(),
        when: words::moment(body.at),
        who: by(&body.by),
        facts: words::notice_facts(&body.facts),
    }
}
