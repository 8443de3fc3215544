//! All that waits at an organisation, for its reader and for others, where the home page has no room for it (Q1, W2).

use api_client::{Paging, WhichTasks};
use askama::Template;

use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words::TaskLine;

/// Entries of a page.
const LISTED: usize = 25;

const HERE: &str = "/portal/waiting";

#[derive(Template)]
#[template(path = "pages/home/waiting.html")]
struct Page {
    frame: Frame,
    /// Of how much it is the reader's turn.
    now: String,
    tasks: Vec<TaskLine>,
    /// Whether less is on it than fits, and it is not the last page all the same.
    is_short: bool,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// Shows it. PDP has its work list.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    if who.is_pdp {
        return Err(Trouble::NotFound);
    }
    let cursor = visit.query().text("cursor");
    let page = Paging { limit: u32::try_from(LISTED).ok(), cursor: cursor.clone() };
    let which = WhichTasks { page, ..WhichTasks::default() };
    let found = ask(visit.api()?.read_work(&which)).await?.body;
    let today = visit.today();
    let tasks: Vec<_> = found.items.iter().map(|task| TaskLine::of(task, who, today)).collect();
    let title = if cursor.is_some() {
        "Everything that is waiting, further page"
    } else {
        "Everything that is waiting"
    };
    visit.show(&Page {
        frame: visit.frame(title, Section::Home),
        now: now(&tasks),
        is_short: found.next.is_some() && tasks.len() < LISTED,
        tasks,
        next: found.next.as_deref().map(|next| with_query(HERE, &[("cursor", Some(next))])),
        first: cursor.map(|_| HERE.to_owned()),
    })
}

fn now(tasks: &[TaskLine]) -> String {
    match (tasks.len(), tasks.iter().filter(|task| task.is_yours).count()) {
        (0, _) => "Nothing on this page waits for anybody.".to_owned(),
        (_, 0) => "There is nothing for you to do in the list below.".to_owned(),
        (_, 1) => "It is your turn in 1 of the entries below.".to_owned(),
        (_, count) => format!("It is your turn in {count} of the entries below."),
    }
}
