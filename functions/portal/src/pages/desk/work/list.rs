//! PDP's work list, its home page (Q1): all that waits for PDP, or for one organisation and PDP, the most urgent first, with how much
//! there is of each kind and who works on what.

use api::{TaskBody, TaskCountsBody};
use api_client::{Paging, WhichTasks};
use askama::Template;
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::codes::Coded;
use domain::ids::OrganisationId;
use domain::task::TaskKind;

use super::claim::TAKE_OVER;
use crate::components::{Field, SelectOption};
use crate::layout::{Frame, Section};
use crate::pages::whose::{Search, Whose};
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::web::form::Form;
use crate::words::{self, TaskLine};

/// Entries of a page.
const LISTED: usize = 25;
/// The choice of what waits for every role.
const ALL: &str = "all";

#[derive(Template)]
#[template(path = "pages/desk/work/list.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    now: String,
    show: Field,
    roles: Vec<SelectOption>,
    whose: Whose,
    /// The list of everybody's.
    everybody: String,
    /// What is chosen beside the filters, for their form.
    kept: Option<&'static str>,
    kinds: Vec<Kind>,
    caption: String,
    rows: Vec<Row>,
    /// Tells what its buttons send from all else, each with its row.
    key: String,
    /// What the list shows, for the buttons of its rows, which lead back to it.
    view: Vec<(&'static str, String)>,
    /// Whether everything counted is only a part.
    at_least: bool,
    /// Whether less is on it than fits, and it is not the last page all the same.
    is_short: bool,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// A choice of one kind, or of all of them, with how much of it there is.
struct Kind {
    text: String,
    href: String,
    is_current: bool,
}

/// What waits.
struct Row {
    task: TaskLine,
    /// What its reader can say about working on it.
    button: Option<Button>,
}

/// A button that claims or releases.
struct Button {
    text: &'static str,
    action: String,
}

/// For whom what is shown waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// For a role of the reader.
    Mine,
    Everybody,
    Of(Role),
}

/// What a work list shows, as its address says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    turn: Turn,
    kind: Option<TaskKind>,
    organisation: Option<OrganisationId>,
    cursor: Option<String>,
}

/// Shows it.
pub async fn page<P: Ports>(visit: &Visit<P>, who: &Who) -> Shown {
    let query = visit.query();
    let (view, whose) = (View::read(&query), Whose::read(&query, who));
    if whose.is_asked() {
        let address = |id| View { organisation: Some(id), ..view.first() }.address();
        return match whose.search(visit, address).await? {
            Search::One(response) => Ok(response),
            Search::Several(whose) => visit.show(&choosing(visit, who, &view, whose)),
        };
    }
    let api = visit.api()?;
    let which = view.which();
    let (found, whose) = tokio::join!(ask(api.read_work(&which)), whose.named(visit));
    let (found, whose) = (found?.body, whose?);
    let today = visit.today();
    let row = |task: &TaskBody| Row { task: TaskLine::of(task, who, today), button: button(task, who) };
    let rows: Vec<_> = found.items.iter().map(row).collect();
    let counts = found.counts.as_ref();
    let title = view.title(&whose.said());
    let page = Page {
        done: words::done(&query.value("done")),
        now: now(&rows, who, &view),
        kinds: counts.map(|counts| view.kinds(counts)).unwrap_or_default(),
        caption: view.caption(whose.name.as_deref()),
        at_least: counts.is_some_and(|counts| counts.at_least),
        is_short: found.next.is_some() && rows.len() < LISTED,
        rows,
        key: visit.new_key(),
        next: found.next.map(|next| View { cursor: Some(next), ..view.clone() }.address()),
        first: view.cursor.as_ref().map(|_| view.first().address()),
        ..filters(visit.frame(&title, Section::Home).without(found.not_shown), who, &view, whose)
    };
    visit.show(&page)
}

/// The list before it is known whose it is.
fn choosing<P: Ports>(visit: &Visit<P>, who: &Who, view: &View, whose: Whose) -> Page {
    let title = view.title(&whose.said());
    let page = filters(visit.frame(&title, Section::Home), who, view, whose);
    Page { now: "Choose the organisation whose work you want to see.".to_owned(), ..page }
}

/// The page as far as what it shows is chosen on it.
fn filters(frame: Frame, who: &Who, view: &View, whose: Whose) -> Page {
    let mine = if who.roles.is_empty() { "My roles (I have none)" } else { "My roles" };
    let of_pdp = PdpRole::ALL.iter().copied().map(Role::from);
    // What waits for an organisation is read with what is about it.
    let of_organisations = OrganisationRole::ALL.iter().copied().map(Role::from);
    let of_organisations = of_organisations.filter(|_| view.organisation.is_some());
    let roles = of_pdp.chain(of_organisations);
    let roles = roles.map(|role| SelectOption::new(role.code(), &words::first(&role.to_string())));
    let all = [SelectOption::new("", mine), SelectOption::new(ALL, "All roles")];
    Page {
        frame,
        done: None,
        now: String::new(),
        show: Field::new("show", "Whose turn").value(view.turn.code()),
        roles: all.into_iter().chain(roles).collect(),
        whose,
        everybody: View { organisation: None, ..view.first() }.address(),
        kept: view.kind.map(TaskKind::code),
        kinds: Vec::new(),
        caption: String::new(),
        rows: Vec::new(),
        key: String::new(),
        view: view.pairs().into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
        at_least: false,
        is_short: false,
        next: None,
        first: None,
    }
}

/// What there is to do for the reader.
fn now(rows: &[Row], who: &Who, view: &View) -> String {
    match (rows.iter().filter(|row| row.task.is_yours).count(), view.turn) {
        _ if who.roles.is_empty() => {
            "There is nothing for you to do: you have no role yet. A PDP administrator gives roles."
                .to_owned()
        }
        (0, Turn::Mine) => "There is nothing here for you to do now.".to_owned(),
        (0, _) if rows.is_empty() => "Nothing here waits for anybody now.".to_owned(),
        (0, _) => "There is nothing here for you to do now. The most urgent comes first.".to_owned(),
        (1, _) => "1 task below is for you. The most urgent comes first.".to_owned(),
        (count, _) => {
            format!("{count} tasks below are for you. The most urgent comes first.")
        }
    }
}

/// What somebody at PDP can say about working on this.
fn button(task: &TaskBody, who: &Who) -> Option<Button> {
    // An organisation's turn is nobody's work at PDP.
    let is_offered = matches!(task.role.0, Role::Pdp(_)) && !who.roles.is_empty();
    let place = format!("/portal/work/{}", task.id);
    let (text, action) = match &task.claim {
        None => ("Claim", format!("{place}/claim")),
        Some(claim) if who.is(claim.person) => ("Release", format!("{place}/release")),
        Some(_) => ("Take over", format!("{place}/claim?{TAKE_OVER}=yes")),
    };
    is_offered.then_some(Button { text, action })
}

impl Turn {
    fn read(code: &str) -> Self {
        match Role::from_code(code) {
            Some(role) => Self::Of(role),
            None if code == ALL => Self::Everybody,
            None => Self::Mine,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Mine => "",
            Self::Everybody => ALL,
            Self::Of(role) => role.code(),
        }
    }
}

impl View {
    /// What the query of an address, or the form of a button on the list, says.
    pub fn read(form: &Form) -> Self {
        Self {
            turn: Turn::read(&form.value("show")),
            kind: TaskKind::from_code(&form.value("kind")),
            organisation: form.value("organisation").parse().ok(),
            cursor: form.text("cursor"),
        }
    }

    /// The address of the list that shows this.
    pub fn address(&self) -> String {
        self.with_done(None)
    }

    /// The same, saying what was just done there.
    pub fn after(&self, done: &str) -> String {
        self.with_done(Some(done))
    }

    fn with_done(&self, done: Option<&str>) -> String {
        let pairs = self.pairs();
        let pairs = pairs.iter().map(|(name, value)| (*name, value.as_deref()));
        with_query("/portal/", &pairs.chain([("done", done)]).collect::<Vec<_>>())
    }

    fn pairs(&self) -> [(&'static str, Option<String>); 4] {
        let show = Some(self.turn.code().to_owned()).filter(|code| !code.is_empty());
        [
            ("show", show),
            ("kind", self.kind.map(|kind| kind.code().to_owned())),
            ("organisation", self.organisation.map(|id| id.to_string())),
            ("cursor", self.cursor.clone()),
        ]
    }

    /// Its first page.
    fn first(&self) -> Self {
        Self { cursor: None, ..self.clone() }
    }

    /// What is asked of the API.
    fn which(&self) -> WhichTasks {
        WhichTasks {
            organisation: self.organisation,
            kind: self.kind,
            role: match self.turn {
                Turn::Of(role) => Some(role),
                Turn::Mine | Turn::Everybody => None,
            },
            mine: self.turn == Turn::Mine,
            counted: true,
            page: Paging { limit: u32::try_from(LISTED).ok(), cursor: self.cursor.clone() },
        }
    }

    /// The kinds of which something waits, and all of them together.
    fn kinds(&self, counts: &TaskCountsBody) -> Vec<Kind> {
        let kind = |kind: Option<TaskKind>, name: &str, count: u32| Kind {
            text: format!("{name}: {count}"),
            href: Self { kind, ..self.first() }.address(),
            is_current: kind == self.kind,
        };
        let all = counts.kinds.iter().map(|one| one.count).sum();
        let each = counts.kinds.iter();
        let each = each.map(|one| kind(Some(one.kind.0), &plain(&one.kind.to_string()), one.count));
        [kind(None, "All kinds", all)].into_iter().chain(each).collect()
    }

    /// The title of the page; `whose` says whose work it shows.
    fn title(&self, whose: &str) -> String {
        let turn = match self.turn {
            Turn::Mine => None,
            Turn::Everybody => Some("everything".to_owned()),
            Turn::Of(role) => Some(format!("for {}", role.somebody())),
        };
        let chosen: Vec<_> = turn.into_iter().chain(self.kind.map(|kind| kind.to_string())).collect();
        let chosen = if chosen.is_empty() { String::new() } else { format!(": {}", chosen.join(", ")) };
        let further = if self.cursor.is_some() { ", further page" } else { "" };
        format!("Work list{chosen}{whose}{further}")
    }

    /// What the list has.
    fn caption(&self, organisation: Option<&str>) -> String {
        let about = organisation.map(|name| format!(" about {name}")).unwrap_or_default();
        match (self.turn, organisation) {
            (Turn::Mine, _) => format!("Waiting for your roles{about}"),
            (Turn::Everybody, None) => "Everything waiting for PDP".to_owned(),
            (Turn::Everybody, Some(name)) => format!("Everything waiting at {name}, and at PDP about it"),
            (Turn::Of(role), _) => format!("Waiting for {}{about}", role.somebody()),
        }
    }
}

/// A kind as the name of a count, without its article: `Review`.
fn plain(kind: &str) -> String {
    let name = kind.strip_prefix("a ").or_else(|| kind.strip_prefix("an "));
    words::first(name.unwrap_or(kind))
}
