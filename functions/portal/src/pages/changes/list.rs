//! The list of technical changes: an organisation's own, or for PDP everybody's in one state. Each row says who acts next.

use api::SummaryBody;
use api_client::{Paging, WhichChanges};
use askama::Template;
use domain::change::Status;
use domain::codes::Coded;
use domain::figures::With;
use jiff::civil::Date;

use crate::components::{Field, SelectOption};
use crate::layout::{Frame, Section};
use crate::pages::report::reports;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words::{self, TaskLine};

/// Entries of a page.
const LISTED: u32 = 25;

#[derive(Template)]
#[template(path = "pages/changes/list.html")]
struct Page {
    frame: Frame,
    status: Field,
    statuses: Vec<SelectOption>,
    waits_for: Field,
    sides: Vec<SelectOption>,
    is_pdp: bool,
    /// Whether its reader reports changes.
    reports: bool,
    /// What the reader can do now.
    now: String,
    caption: String,
    rows: Vec<Row>,
    /// Why there is nothing in the list.
    nothing: &'static str,
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
    oat: Option<String>,
    /// What waits for either side, the reader's own first.
    tasks: Vec<TaskLine>,
    /// What happens when nobody has to act.
    otherwise: String,
}

/// Which changes are listed.
#[derive(Debug, Clone, Copy)]
struct Filter {
    status: Option<Status>,
    waits_for: Option<With>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let query = visit.query();
    // PDP sees everybody's changes, of which there are too many to see at once.
    let default = who.is_pdp.then_some(Status::InReview);
    let filter = Filter {
        status: Status::from_code(&query.value("status")).or(default),
        waits_for: With::from_code(&query.value("waits_for")),
    };
    let cursor = query.text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let which =
        WhichChanges { status: filter.status, waits_for: filter.waits_for, page, ..WhichChanges::default() };
    let found = ask(visit.api()?.list_changes(&which)).await?.body;

    let rows: Vec<_> = found.items.iter().map(|one| row(one, who, visit.today())).collect();
    let title = match filter.said(who) {
        said if said.is_empty() => "Technical changes".to_owned(),
        said => format!("Technical changes: {said}"),
    };
    let caption = if title.contains(':') { title.clone() } else { "All technical changes".to_owned() };
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let all = (!who.is_pdp).then(|| SelectOption::new("", "All"));
    let shown = Status::ALL.iter().filter(|status| !who.is_pdp || **status != Status::Draft);
    let statuses = all.into_iter().chain(shown.map(|status| SelectOption::new(status.code(), name(*status))));
    let sides = With::ALL.iter().map(|side| SelectOption::new(side.code(), side_name(*side, who)));
    visit.show(&Page {
        frame: visit.frame(&title, Section::Changes),
        status: Field::new("status", "State").value(filter.status.map_or("", Status::code)),
        statuses: statuses.collect(),
        waits_for: Field::new("waits_for", "Who must act").value(filter.waits_for.map_or("", With::code)),
        sides: [SelectOption::new("", "Anybody or nobody")].into_iter().chain(sides).collect(),
        is_pdp: who.is_pdp,
        reports: reports(who),
        now: now(&rows),
        caption,
        nothing: match (cursor.is_some() || found.next.is_some(), filter.status, filter.waits_for) {
            (true, ..) => "There are none on this page.",
            (false, None, None) => "There are no technical changes yet.",
            (false, Some(_), None) => "There are no changes in this state.",
            (false, _, Some(_)) => "There are no changes that fit your choice.",
        },
        rows,
        next: found.next.as_deref().map(|next| filter.address(Some(next))),
        first: cursor.map(|_| filter.address(None)),
    })
}

impl Filter {
    /// What is chosen, in the middle of a sentence.
    fn said(self, who: &Who) -> String {
        let status = self.status.map(|status| words::inside(name(status)));
        let side = self.waits_for.map(|side| format!("{} must act", words::inside(side_name(side, who))));
        status.into_iter().chain(side).collect::<Vec<_>>().join(", ")
    }

    fn address(self, cursor: Option<&str>) -> String {
        let (status, waits_for) = (self.status.map(Status::code), self.waits_for.map(With::code));
        with_query("/portal/changes", &[("status", status), ("waits_for", waits_for), ("cursor", cursor)])
    }
}

/// Of how many of these it is the reader's turn.
fn now(rows: &[Row]) -> String {
    match rows.iter().filter(|row| row.tasks.iter().any(|task| task.is_yours)).count() {
        0 => "There is nothing for you to do in the changes below.".to_owned(),
        1 => "It is your turn in 1 of the changes below.".to_owned(),
        count => format!("It is your turn in {count} of the changes below."),
    }
}

fn row(summary: &SummaryBody, who: &Who, today: Date) -> Row {
    let tasks = [&summary.waits_for_organisation, &summary.waits_for_pdp].into_iter().flatten();
    let mut tasks: Vec<_> = tasks.map(|task| TaskLine::of(task, who, today)).collect();
    tasks.sort_by_key(|task| !task.is_yours);
    Row {
        // Drafts have no reference: when they were begun tells them apart.
        name: summary
            .reference
            .clone()
            .unwrap_or_else(|| format!("Draft begun on {}", words::moment(summary.drafted_at))),
        href: format!("/portal/changes/{}", summary.id),
        kind: summary.change_type.map_or_else(|| "No type chosen yet".to_owned(), |kind| kind.to_string()),
        organisation: summary.organisation_name.clone().unwrap_or_default(),
        scale: summary
            .scale
            .map_or_else(|| "No scale chosen yet".to_owned(), |scale| words::first(&scale.to_string())),
        status: name(summary.status.0),
        oat: words::oat_progress(summary.oat),
        otherwise: words::without_tasks(summary),
        tasks,
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

/// A side, as a choice of a list.
const fn side_name(side: With, who: &Who) -> &'static str {
    match (side, who.is_pdp) {
        (With::Organisation, false) => "Your organisation",
        (With::Organisation, true) => "The organisation",
        (With::Pdp, _) => "PDP",
    }
}
