//! The home page: what its reader has to do, then what waits for others, then what ended lately. Of PDP, the work list (Q1).

use api::{SummaryBody, TaskBody, TaskPage};
use api_client::{Paging, WhichChanges, WhichTasks};
use askama::Template;
use domain::change::Status;
use domain::codes::Coded;
use domain::task::{OatProgress, TaskKind};
use jiff::civil::Date;

use crate::layout::{Frame, Section};
use crate::pages::report::reports;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words::{self, TaskLine};

/// Things to do on the page of an organisation: who has more is told so.
const MINE: u32 = 35;
/// Entries of a page of the work list.
const LISTED: u32 = 25;
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
    /// Changes that PDP tests.
    tested: Vec<Automatic>,
    going_live: Vec<Automatic>,
    ended: Vec<Ended>,
    /// Whether its reader reports changes.
    reports: bool,
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

/// The page of PDP's people.
#[derive(Template)]
#[template(path = "pages/home/work_list.html")]
struct WorkList {
    frame: Frame,
    views: Vec<View>,
    kinds: Vec<View>,
    caption: &'static str,
    tasks: Vec<TaskLine>,
    /// Whether everything counted is only a part.
    at_least: bool,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// A choice of what the list shows.
struct View {
    text: String,
    href: String,
    is_current: bool,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    if who.is_pdp { work_list(&visit, who).await } else { home(&visit, who).await }
}

async fn home<P: Ports>(visit: &Visit<P>, who: &Who) -> Shown {
    let api = visit.api()?;
    let work = |mine| WhichTasks { mine, page: Paging::first(MINE), ..WhichTasks::default() };
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
        tested: changes.items.iter().filter_map(tested).collect(),
        going_live: changes.items.iter().filter_map(going_live).collect(),
        ended: changes.items.iter().filter_map(ended).take(ENDED).collect(),
        reports: reports(who),
    })
}

fn lines(tasks: &[TaskBody], who: &Who, today: Date) -> Vec<TaskLine> {
    tasks.iter().map(|task| TaskLine::of(task, who, today)).collect()
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

async fn work_list<P: Ports>(visit: &Visit<P>, who: &Who) -> Shown {
    let query = visit.query();
    let everything = query.value("show") == "all";
    let kind = TaskKind::from_code(&query.value("kind"));
    let cursor = query.text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let api = visit.api()?;
    let page: Result<_, Trouble> = ask(api.read_work(&WhichTasks {
        mine: !everything,
        kind,
        counted: true,
        page,
        ..WhichTasks::default()
    }))
    .await;
    let page: TaskPage = page?.body;
    let title = match (everything, kind) {
        (false, None) => "Work list".to_owned(),
        (true, None) => "Work list: everything".to_owned(),
        (false, Some(kind)) => format!("Work list: {kind}"),
        (true, Some(kind)) => format!("Work list: everything, {kind}"),
    };
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let counts = page.counts.as_ref();
    let kinds = counts.into_iter().flat_map(|counts| &counts.kinds).map(|count| View {
        text: format!("{}: {}", words::first(&count.kind.to_string()), count.count),
        href: address(everything, Some(count.kind.0), None),
        is_current: kind == Some(count.kind.0),
    });
    visit.show(&WorkList {
        frame: visit.frame(&title, Section::Home),
        views: vec![
            View { text: "For me".to_owned(), href: address(false, None, None), is_current: !everything },
            View { text: "Everything".to_owned(), href: address(true, None, None), is_current: everything },
        ],
        kinds: kinds.collect(),
        caption: if everything {
            "Everything that waits for PDP and for organisations"
        } else {
            "What waits for your roles"
        },
        tasks: lines(&page.items, who, visit.today()),
        at_least: counts.is_some_and(|counts| counts.at_least),
        next: page.next.as_deref().map(|next| address(everything, kind, Some(next))),
        first: cursor.map(|_| address(everything, kind, None)),
    })
}

fn address(everything: bool, kind: Option<TaskKind>, cursor: Option<&str>) -> String {
    let (show, kind) = (everything.then_some("all"), kind.map(TaskKind::code));
    with_query("/portal/", &[("show", show), ("kind", kind), ("cursor", cursor)])
}
