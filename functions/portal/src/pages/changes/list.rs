//! The list of technical changes: an organisation's own, or for PDP everybody's in one state or those of one organisation. Each row says
//! who acts next.

use api::SummaryBody;
use api_client::{Paging, WhichChanges};
use askama::Template;
use domain::change::Status;
use domain::codes::Coded;
use domain::figures::With;
use domain::ids::OrganisationId;
use jiff::civil::Date;

use crate::components::{Field, SelectOption};
use crate::layout::{Frame, Section};
use crate::pages::report::reports;
use crate::pages::whose::{Search, Whose};
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words::{self, TaskLine};

/// Entries of a page.
const LISTED: usize = 25;

#[derive(Template)]
#[template(path = "pages/changes/list.html")]
struct Page {
    frame: Frame,
    status: Field,
    statuses: Vec<SelectOption>,
    waits_for: Field,
    sides: Vec<SelectOption>,
    /// For PDP: whose changes are shown.
    whose: Whose,
    /// The list of everybody's.
    everybody: String,
    is_pdp: bool,
    /// Whether its reader reports changes.
    reports: bool,
    /// What the reader can do now.
    now: String,
    caption: String,
    rows: Vec<Row>,
    /// Why there is nothing in the list.
    nothing: &'static str,
    /// Whether less is on it than fits, and it is not the last page all the same.
    is_short: bool,
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
    organisation: Option<OrganisationId>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let query = visit.query();
    let whose = Whose::read(&query, who);
    // PDP sees everybody's changes, of which there are too many to see at once.
    let is_first = query.values("status").is_empty() && whose.id.is_none();
    let default = (who.is_pdp && is_first).then_some(Status::InReview);
    let filter = Filter {
        status: Status::from_code(&query.value("status")).or(default),
        waits_for: With::from_code(&query.value("waits_for")),
        organisation: whose.id,
    };
    if whose.is_asked() {
        let address = |id| Filter { organisation: Some(id), ..filter }.address(None);
        return match whose.search(&visit, address).await? {
            Search::One(response) => Ok(response),
            Search::Several(whose) => {
                let now = "Choose the organisation whose changes you want to see.";
                visit.show(&page(&visit, who, filter, whose, now))
            }
        };
    }
    if who.is_pdp && filter.status.is_none() && filter.organisation.is_none() {
        let now = "Choose a state, or find an organisation: there are too many changes to show all of them.";
        return visit.show(&page(&visit, who, filter, whose, now));
    }
    let cursor = query.text("cursor");
    let which = WhichChanges {
        organisation: filter.organisation,
        status: filter.status,
        waits_for: filter.waits_for,
        page: Paging { limit: u32::try_from(LISTED).ok(), cursor: cursor.clone() },
    };
    let api = visit.api()?;
    let (found, whose) = tokio::join!(ask(api.list_changes(&which)), whose.named(&visit));
    let (found, whose) = (found?.body, whose?);
    let rows: Vec<_> = found.items.iter().map(|one| row(one, who, visit.today())).collect();
    let mut page = page(&visit, who, filter, whose, "");
    if cursor.is_some() {
        page.frame.title.push_str(", further page");
    }
    page.frame.not_shown = found.not_shown;
    visit.show(&Page {
        now: now(&rows),
        nothing: match (cursor.is_some() || found.next.is_some(), filter.status, filter.waits_for) {
            (true, ..) => "There are none on this page.",
            (false, None, None) => "There are no technical changes yet.",
            (false, Some(_), None) => "There are no changes in this state.",
            (false, _, Some(_)) => "No changes match your choice.",
        },
        is_short: found.next.is_some() && rows.len() < LISTED,
        rows,
        next: found.next.as_deref().map(|next| filter.address(Some(next))),
        first: cursor.map(|_| filter.address(None)),
        ..page
    })
}

/// The page as far as what it shows is chosen on it; `now` says what to do first.
fn page<P: Ports>(visit: &Visit<P>, who: &Who, filter: Filter, whose: Whose, now: &'static str) -> Page {
    let said = format!("{}{}", filter.said(who), whose.said());
    let title = match said.trim_start_matches(", ") {
        "" => "Technical changes".to_owned(),
        said => format!("Technical changes: {said}"),
    };
    let caption = if title.contains(':') { title.clone() } else { "All technical changes".to_owned() };
    let all = if who.is_pdp { "All, of one organisation" } else { "All" };
    let shown = Status::ALL.iter().filter(|status| !who.is_pdp || **status != Status::Draft);
    let statuses = shown.map(|status| SelectOption::new(status.code(), name(*status)));
    let sides = With::ALL.iter().map(|side| SelectOption::new(side.code(), side_name(*side, who)));
    Page {
        frame: visit.frame(&title, Section::Changes),
        status: Field::new("status", "State").value(filter.status.map_or("", Status::code)),
        statuses: [SelectOption::new("", all)].into_iter().chain(statuses).collect(),
        waits_for: Field::new("waits_for", "Who acts next").value(filter.waits_for.map_or("", With::code)),
        sides: [SelectOption::new("", "Anybody, or nobody")].into_iter().chain(sides).collect(),
        whose,
        everybody: Filter { organisation: None, ..filter }.address(None),
        is_pdp: who.is_pdp,
        reports: reports(who),
        now: now.to_owned(),
        caption,
        rows: Vec::new(),
        nothing: now,
        is_short: false,
        next: None,
        first: None,
    }
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
        let organisation = self.organisation.map(|id| id.to_string());
        let pairs = [
            ("status", status),
            ("waits_for", waits_for),
            ("organisation", organisation.as_deref()),
            ("cursor", cursor),
        ];
        with_query("/portal/changes", &pairs)
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
