//! The list of technical changes: an organisation's own, or for PDP everybody's in one state.

use api::SummaryBody;
use api_client::{Paging, WhichChanges};
use askama::Template;
use domain::change::Status;
use domain::codes::Coded;

use crate::components::{Field, SelectOption};
use crate::layout::{Frame, Section};
use crate::pages::report::reports;
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::words;

/// Entries of a page.
const LISTED: u32 = 25;

#[derive(Template)]
#[template(path = "pages/changes/list.html")]
struct Page {
    frame: Frame,
    status: Field,
    statuses: Vec<SelectOption>,
    is_pdp: bool,
    /// Whether its reader reports changes.
    reports: bool,
    caption: String,
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
    organisation: String,
    scale: String,
    status: &'static str,
    when: String,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let query = visit.query();
    // PDP sees everybody's changes, of which there are too many to see at once.
    let default = who.is_pdp.then_some(Status::InReview);
    let status = Status::from_code(&query.value("status")).or(default);
    let cursor = query.text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let which = WhichChanges { status, page, ..WhichChanges::default() };
    let found = ask(visit.api()?.list_changes(&which)).await?.body;

    let caption = status.map_or("All technical changes", name);
    let title = status.map_or("Technical changes".to_owned(), |status| {
        format!("Technical changes: {}", words::inside(name(status)))
    });
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let all = (!who.is_pdp).then(|| SelectOption::new("", "All"));
    let shown = Status::ALL.iter().filter(|status| !who.is_pdp || **status != Status::Draft);
    let statuses = all.into_iter().chain(shown.map(|status| SelectOption::new(status.code(), name(*status))));
    visit.show(&Page {
        frame: visit.frame(&title, Section::Changes),
        status: Field::new("status", "State").value(status.map_or("", Status::code)),
        statuses: statuses.collect(),
        is_pdp: who.is_pdp,
        reports: reports(who),
        caption: caption.to_owned(),
        rows: found.items.iter().map(row).collect(),
        next: found.next.as_deref().map(|next| address(status, Some(next))),
        first: cursor.map(|_| address(status, None)),
    })
}

fn row(summary: &SummaryBody) -> Row {
    Row {
        name: summary.reference.clone().unwrap_or_else(|| "Not sent yet".to_owned()),
        href: format!("/portal/changes/{}", summary.id),
        kind: summary.change_type.map_or_else(|| "No type chosen yet".to_owned(), |kind| kind.to_string()),
        organisation: summary.organisation_name.clone().unwrap_or_default(),
        scale: summary
            .scale
            .map_or_else(|| "Not chosen yet".to_owned(), |scale| words::first(&scale.to_string())),
        status: name(summary.status.0),
        when: when(summary),
    }
}

/// What happens next and when, or when something happened last.
fn when(summary: &SummaryBody) -> String {
    match (summary.status.0, summary.review_due, summary.next_step, summary.go_live_at) {
        (Status::InReview, Some(due), _, _) => format!("Review due by {}", words::day(due)),
        (Status::Confirmed, _, Some(step), _) => format!("Next: {}", words::inside(&step.to_string())),
        (Status::Confirmed, _, None, Some(at)) => format!("Goes live on {}", words::moment(at)),
        _ => format!("Since {}", words::moment(summary.updated_at)),
    }
}

/// A state, as a choice of a list.
const fn name(status: Status) -> &'static str {
    match status {
        Status::Draft => "Not sent yet",
        Status::InReview => "Being reviewed by PDP",
        Status::AwaitingInformation => "Waiting for an answer to PDP",
        Status::Confirmed => "Confirmed, in progress",
        Status::Rejected => "Rejected",
        Status::Withdrawn => "Withdrawn",
        Status::Complete => "Complete",
    }
}

fn address(status: Option<Status>, cursor: Option<&str>) -> String {
    let pairs = [status.map(|status| ("status", status.code())), cursor.map(|cursor| ("cursor", cursor))];
    let pairs: Vec<_> = pairs.into_iter().flatten().collect();
    if pairs.is_empty() {
        return "/portal/changes".to_owned();
    }
    format!("/portal/changes?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}
