//! Requests for OAT: an organisation's own, the last requested first, or for PDP those in a queue or of one organisation; and the way to
//! pre-flights and disputes.

use api::OatRowBody;
use api_client::{Paging, WhichOats};
use askama::Template;
use domain::codes::Coded;
use domain::ids::OrganisationId;
use domain::oat::{Queue, Status, SubjectKind};

use super::new::{own_endpoints, to_connect};
use super::request::address;
use super::standing::{explained, is_manager, state, tested};
use crate::components::{Field, SelectOption};
use crate::layout::{Frame, Section};
use crate::pages::pre_flights::may_try;
use crate::pages::whose::{Search, Whose};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// Entries of a page.
const LISTED: usize = 25;

/// What PDP reads first.
const FOR_PDP: &str = "There is nothing to do here: these are the tests in one state, or of one organisation. Tests that wait for PDP are in the work list.";

#[derive(Template)]
#[template(path = "pages/oat/list.html")]
struct Page {
    frame: Frame,
    now: &'static str,
    may_try: bool,
    /// Whether its reader can request the test of an initial connection.
    connects: bool,
    is_pdp: bool,
    /// For PDP: which queue is shown.
    queues: Option<(Field, Vec<SelectOption>)>,
    /// For PDP: whose tests are shown.
    whose: Whose,
    /// Whether less is on it than fits, and it is not the last page all the same.
    is_short: bool,
    rows: Vec<Row>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// A request.
struct Row {
    name: String,
    href: String,
    tested: String,
    organisation: String,
    state: &'static str,
    colour: &'static str,
    words: String,
    date: String,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let query = visit.query();
    // PDP sees everybody's requests, of which there are too many to see at once.
    let chosen = who.is_pdp.then(|| Queue::from_code(&query.value("queue")).unwrap_or(Queue::Failed));
    let whose = Whose::read(&query, who);
    if whose.is_asked() {
        let address = |id| list_address(None, Some(id), None);
        return match whose.search(&visit, address).await? {
            Search::One(response) => Ok(response),
            Search::Several(whose) => visit.show(&choosing(&visit, chosen, whose)),
        };
    }
    // Those of one organisation are shown in every state.
    let queue = chosen.filter(|_| whose.id.is_none());
    let cursor = query.text("cursor");
    let page = Paging { limit: u32::try_from(LISTED).ok(), cursor: cursor.clone() };
    let which = WhichOats { organisation: whose.id, queue, page };
    let is_manager = is_manager(who);
    let (api, own) = (visit.api()?, own_endpoints());
    let (found, endpoints, whose) = tokio::join!(
        ask(api.list_oats(&which)),
        async {
            if is_manager {
                ask(api.list_endpoints(&own)).await.map(|found| found.body.items)
            } else {
                Ok(Vec::new())
            }
        },
        whose.named(&visit)
    );
    let (found, endpoints, whose) = (found?.body, endpoints?, whose?);
    let is_asked_for =
        |row: &OatRowBody| row.subject == SubjectKind::InitialConnection && row.status != Status::Closed;
    let connects = !to_connect(&endpoints).is_empty() && !found.items.iter().any(is_asked_for);
    let title = match (queue, &whose.name) {
        (Some(queue), _) => format!("Testing: {queue}"),
        (None, Some(name)) => format!("Testing: {name}"),
        (None, None) => "Testing".to_owned(),
    };
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let may_try = may_try(who);
    visit.show(&Page {
        frame: visit.frame(&title, Section::Testing).without(found.not_shown),
        now: match (who.is_pdp, may_try) {
            (true, _) => FOR_PDP,
            _ if connects => "It is your turn: request the test of your initial connection. You can try your endpoints with a pre-flight first.",
            (false, true) => "You can open a test, or try your endpoints with a pre-flight before you request a test. A test is requested from the page of its technical change.",
            (false, false) => "You can open a test to see where it is. A service manager requests tests and re-tests.",
        },
        may_try,
        connects,
        is_pdp: who.is_pdp,
        queues: queue.map(queues),
        is_short: found.next.is_some() && found.items.len() < LISTED,
        rows: found.items.iter().map(|one| row(one, who.is_pdp)).collect(),
        next: found.next.as_deref().map(|next| list_address(queue, whose.id, Some(next))),
        first: cursor.map(|_| list_address(queue, whose.id, None)),
        whose,
    })
}

/// The list before it is known whose it is.
fn choosing<P: Ports>(visit: &Visit<P>, queue: Option<Queue>, whose: Whose) -> Page {
    Page {
        frame: visit.frame(&format!("Testing{}", whose.said()), Section::Testing),
        now: "Choose the organisation whose tests you want to see.",
        may_try: false,
        connects: false,
        is_pdp: true,
        queues: queue.map(queues),
        whose,
        is_short: false,
        rows: Vec::new(),
        next: None,
        first: None,
    }
}

fn queues(queue: Queue) -> (Field, Vec<SelectOption>) {
    let options = Queue::ALL.iter();
    let options = options.map(|one| SelectOption::new(one.code(), &words::first(&one.to_string())));
    (Field::new("queue", "State").value(queue.code()), options.collect())
}

fn row(row: &OatRowBody, is_pdp: bool) -> Row {
    let (state, colour) = state(row.status.0);
    let waits = [
        row.override_proposed.then_some("Somebody at PDP has to decide on another result."),
        row.date_change_asked.then_some("PDP has to decide on another connection date."),
    ];
    let cause = row.cause.as_ref().map(|cause| explained(cause, is_pdp));
    let words: Vec<_> = cause.into_iter().chain(waits.into_iter().flatten().map(str::to_owned)).collect();
    Row {
        name: row.reference.clone(),
        href: address(row.id),
        tested: words::first(&tested(row.technical_change.as_deref(), row.vouching_scheme.as_deref())),
        organisation: row.organisation_name.clone(),
        state,
        colour,
        words: words.join(" "),
        date: words::day(row.connection_date),
    }
}

fn list_address(queue: Option<Queue>, organisation: Option<OrganisationId>, cursor: Option<&str>) -> String {
    let organisation = organisation.map(|id| id.to_string());
    let pairs =
        [("queue", queue.map(Queue::code)), ("organisation", organisation.as_deref()), ("cursor", cursor)];
    with_query("/portal/oat", &pairs)
}
