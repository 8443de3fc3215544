//! All downtime, with and without a change (Q6): what is under way and coming, or what was cancelled lately.

use api::DowntimeRowBody;
use api_client::{Paging, WhichDowntime};
use askama::Template;
use domain::downtime::DowntimeState;

use super::notice::{colour, may_declare};
use crate::components::{Field, SelectOption};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// Entries of a page.
const LISTED: u32 = 25;
/// The choice of what was cancelled lately.
const CANCELLED: &str = "cancelled";

#[derive(Template)]
#[template(path = "pages/downtime/list.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    now: &'static str,
    declares: bool,
    /// Whether its reader sees all downtime by day too.
    has_calendar: bool,
    which: Field,
    choices: Vec<SelectOption>,
    caption: &'static str,
    rows: Vec<Row>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// A notice.
struct Row {
    when: String,
    href: String,
    ends: String,
    nature: String,
    /// Whose it is, for PDP.
    organisation: Option<String>,
    /// The change that it was given with.
    reference: Option<String>,
    endpoints: String,
    state: String,
    colour: &'static str,
    short: bool,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let query = visit.query();
    let cancelled = query.value("state") == CANCELLED;
    let cursor = query.text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let asked = WhichDowntime { cancelled, page, ..WhichDowntime::default() };
    let found = ask(visit.api()?.list_downtime(&asked)).await?.body;
    let caption = if cancelled { "Cancelled recently" } else { "Under way and planned" };
    let title = format!("Downtime: {}", words::inside(caption));
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let declares = may_declare(who);
    visit.show(&Page {
        frame: visit.frame(&title, Section::Downtime).without(found.not_shown),
        done: words::done(&query.value("done")),
        now: match (declares, who.is_pdp) {
            (true, _) => "You can give notice of planned downtime, or change a notice that was given.",
            (false, true) => "There is nothing to do here: organisations give notice of their downtime.",
            (false, false) => {
                "There is nothing for you to do here. A primary business contact or a service manager gives notice of downtime."
            }
        },
        declares,
        has_calendar: who.is_pdp,
        which: Field::new("state", "Which downtime").value(if cancelled { CANCELLED } else { "" }),
        choices: vec![
            SelectOption::new("", "Under way and planned"),
            SelectOption::new(CANCELLED, "Cancelled recently"),
        ],
        caption,
        rows: found.items.iter().map(|one| row(one, who.is_pdp)).collect(),
        next: found.next.as_deref().map(|next| address(cancelled, Some(next))),
        first: cursor.map(|_| address(cancelled, None)),
    })
}

fn row(one: &DowntimeRowBody, is_pdp: bool) -> Row {
    let endpoints: Vec<_> =
        one.affected_endpoints.iter().map(|one| format!("{}: {}", one.endpoint_type.0, one.url)).collect();
    let more = one.affected_count.saturating_sub(endpoints.len());
    let more = (more > 0).then(|| format!("and {more} more"));
    Row {
        when: words::moment(one.start),
        href: row_address(one),
        ends: words::moment(one.end),
        nature: one.nature.clone(),
        organisation: one.organisation_name.clone().filter(|_| is_pdp),
        reference: one.change.map(|_| match &one.reference {
            Some(reference) => format!("Technical change {reference}"),
            None => "With a technical change".to_owned(),
        }),
        endpoints: endpoints.into_iter().chain(more).collect::<Vec<_>>().join(", "),
        state: words::first(&one.state.to_string()),
        colour: colour(one.state.0),
        short: one.short_notice,
    }
}

/// The page of a notice in a list.
pub fn row_address(one: &DowntimeRowBody) -> String {
    match one.change {
        // A change does not keep what is cancelled.
        Some(change) if one.state == DowntimeState::Cancelled => format!("/portal/changes/{change}/downtime"),
        Some(change) => format!("/portal/changes/{change}/downtime/{}", one.id),
        None => format!("/portal/downtime/{}", one.id),
    }
}

fn address(cancelled: bool, cursor: Option<&str>) -> String {
    with_query("/portal/downtime", &[("state", cancelled.then_some(CANCELLED)), ("cursor", cursor)])
}
