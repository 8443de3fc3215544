//! The home page: what its reader has to do, then what waits for others, then what ended lately. Of PDP, the work list (Q1).

use api::{SummaryBody, TaskBody};
use api_client::{Paging, WhichChanges, WhichTasks};
use askama::Template;
use domain::change::Status;
use domain::task::{OatProgress, TaskKind};
use jiff::civil::Date;

use crate::layout::{Frame, Section};
use crate::pages::desk::work::list;
use crate::pages::oat::standing::is_manager;
use crate::pages::report::reports;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::words::{self, TaskLine};

/// How many tasks the home page of an organisation lists. When there are more, it says so and leads to all of them.
const WAITING: u32 = 35;
/// Changes of an organisation in which what goes live and what ended is looked for.
const CHANGES: u32 = 25;
/// Changes that ended lately.
const ENDED: usize = 5;

/// The page of an organisation's people.
#[derive(Template)]
#[template(path = "pages/home/home.html")]
struct Home {
    frame: Frame,
    mine: Vec<TaskLine>,
    /// Whether there is more than is shown.
    more: bool,
    others: Vec<TaskLine>,
    /// Whether more waits for others than is shown.
    more_others: bool,
    /// Whether PDP tests more changes, or more endpoints go live, than is shown.
    more_changes: bool,
    /// Changes that PDP tests.
    tested: Vec<Automatic>,
    going_live: Vec<Automatic>,
    ended: Vec<Ended>,
    /// Whether its reader reports changes.
    reports: bool,
    /// Whether its reader requests tests, and there may be an initial connection to test: no change has been reported yet.
    connects: bool,
}

/// A change in which something happens without anybody: its OAT, going live.
struct Automatic {
    reference: String,
    href: String,
    when: String,
}

/// A change that ended.
struct Ended {
    reference: String,
    href: String,
    words: String,
    day: String,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    if who.is_pdp { list::page(&visit, who).await } else { home(&visit, who).await }
}

async fn home<P: Ports>(visit: &Visit<P>, who: &Who) -> Shown {
    let api = visit.api()?;
    let work = |mine| WhichTasks { mine, page: Paging::first(WAITING), ..WhichTasks::default() };
    let changes = WhichChanges { page: Paging::first(CHANGES), ..WhichChanges::default() };
    let (own, all) = (work(true), work(false));
    let (mine, all, changes) =
        tokio::join!(ask(api.read_work(&own)), ask(api.read_work(&all)), ask(api.list_changes(&changes)));
    let (mine, all, changes) = (mine?.body, all?.body, changes?.body);
    let today = visit.today();
    let of_others = |task: &&TaskBody| !who.has(task.role.0);
    visit.show(&Home {
        frame: visit.frame("For you to do", Section::Home),
        mine: mine.items.iter().map(|task| own_line(task, &changes.items, who, today)).collect(),
        more: mine.next.is_some(),
        others: all.items.iter().filter(of_others).map(|task| TaskLine::of(task, who, today)).collect(),
        more_others: all.next.is_some(),
        more_changes: changes.next.is_some(),
        tested: changes.items.iter().filter_map(tested).collect(),
        going_live: changes.items.iter().filter_map(going_live).collect(),
        ended: changes.items.iter().filter_map(ended).take(ENDED).collect(),
        reports: reports(who),
        connects: changes.items.is_empty() && is_manager(who),
    })
}

/// Something that its reader has to do. Drafts have no reference yet: their type and when they were begun tell them apart.
fn own_line(task: &TaskBody, changes: &[SummaryBody], who: &Who, today: Date) -> TaskLine {
    let mut line = TaskLine::of(task, who, today);
    if task.kind != TaskKind::Draft {
        return line;
    }
    let change = changes.iter().find(|row| Some(row.id) == task.technical_change);
    let what = change.and_then(|row| row.change_type).map(|kind| format!("{}. ", kind.0)).unwrap_or_default();
    let begun = change.map_or(task.since, |row| row.drafted_at);
    line.about = format!("{what}Begun on {}. Not sent yet.", words::moment(begun));
    line
}

/// A change whose OAT is with PDP.
fn tested(row: &SummaryBody) -> Option<Automatic> {
    row.oat.filter(|oat| *oat == OatProgress::WithPdp)?;
    Some(automatic(row, "When the result is there, you get an email".to_owned()))
}

/// A change of which every step is done, and which only waits for its day.
fn going_live(row: &SummaryBody) -> Option<Automatic> {
    let waits = row.status == Status::Confirmed && row.next_step.is_none();
    let at = row.go_live_at.filter(|_| waits)?;
    Some(automatic(row, words::moment(at)))
}

fn automatic(row: &SummaryBody, when: String) -> Automatic {
    let reference = row.reference.clone().unwrap_or_default();
    Automatic { reference, href: format!("/portal/changes/{}", row.id), when }
}

fn ended(row: &SummaryBody) -> Option<Ended> {
    let reference = row.reference.clone().filter(|_| row.status.is_terminal())?;
    Some(Ended {
        reference,
        href: format!("/portal/changes/{}", row.id),
        words: row.status.to_string(),
        day: words::moment(row.updated_at),
    })
}
