//! An organisation: its people, the roles that nobody holds, emails that came back, its vouching scheme, and the way to all else of it.

use api::{ContactFeedbackBody, OrganisationRecordBody, TaskBody};
use api_client::{Paging, WhichTasks};
use askama::Template;
use axum::extract::Path;
use domain::ids::OrganisationId;
use domain::task::TaskKind;

use crate::layout::{Frame, Section};
use crate::pages::desk::people::mail::{Delivery, EVERYBODY, feedback};
use crate::pages::desk::people::{Side, Whose};
use crate::pages::team::people::{Member, RoleLine, lines, nobody_holds};
use crate::pages::team::team::{Scheme, administers, scheme};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words::{self, TaskLine};

/// People of a page.
const LISTED: usize = 50;

/// Empty roles that are asked for: more than there are roles.
const EMPTY_ROLES: Paging = Paging::first(25);

#[derive(Template)]
#[template(path = "pages/desk/organisations/organisation.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    heading: String,
    now: String,
    /// What can be done: pages and their names.
    can: Vec<(&'static str, String)>,
    people: Vec<Line>,
    roles: Vec<RoleLine>,
    scheme: Option<Scheme>,
    /// What else there is of it: pages and their names.
    more: Vec<(&'static str, String)>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// A person.
struct Line {
    name: String,
    href: String,
    email: String,
    roles: String,
    /// The trouble with emails to them, if there is any, and its colour.
    wrong: Option<(&'static str, &'static str)>,
}

/// Reads the id of an organisation out of an address.
pub fn id(text: &str) -> Result<OrganisationId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, who) = (id(&text)?, visit.signed_in()?);
    let side = Side::Organisation(id);
    let api = visit.api()?;
    let empty = WhichTasks {
        organisation: Some(id),
        kind: Some(TaskKind::EmptyRole),
        page: EMPTY_ROLES,
        ..WhichTasks::default()
    };
    let (record, feedback, empty) = tokio::join!(
        ask(api.read_organisation(id)),
        feedback(&visit, side, &EVERYBODY),
        ask(api.read_work(&empty))
    );
    let (record, feedback, empty) = (record?.body, feedback?.items, empty?.body.items);
    let query = visit.query();
    let from = query.value("from").parse().unwrap_or(0_usize);
    let members: Vec<_> = record.members.iter().map(Member::from).collect();
    let needed = |line: RoleLine| RoleLine { needed: needed(&line, &empty, &visit), ..line };
    let roles: Vec<_> = lines(side.roles(), &members).into_iter().map(needed).collect();
    let administers = administers(who);
    let more = [
        ("Its technical changes", format!("/portal/changes?organisation={id}")),
        ("Its endpoints", format!("/portal/endpoints?organisation={id}")),
        ("Emails that came back", side.page("mail")),
        ("PDP’s notes", side.page("notes")),
        ("History", side.page("history")),
    ];
    let title = if from > 0 { format!("{}, further people", record.name) } else { record.name.clone() };
    let people = members.iter().skip(from).take(LISTED);
    let further = from.saturating_add(LISTED);
    visit.show(&Page {
        frame: visit.frame(&title, Section::Organisations),
        done: words::done(&query.value("done")),
        now: now(&record, &roles, (wrong(&members, &feedback), administers)),
        can: if administers { can(&record, side) } else { Vec::new() },
        people: people.map(|one| line(one, side, &feedback)).collect(),
        roles,
        scheme: record.vouching_scheme.as_ref().map(scheme),
        more: more.into(),
        next: (members.len() > further)
            .then(|| with_query(&side.home(), &[("from", Some(further.to_string().as_str()))])),
        first: (from > 0).then(|| side.home()),
        heading: record.name,
    })
}

/// Since when somebody has been needed for a role that nobody holds, and who at PDP is at it.
fn needed<P: Ports>(line: &RoleLine, empty: &[TaskBody], visit: &Visit<P>) -> Option<String> {
    let who = visit.who()?;
    let task = empty.iter().find(|task| task.empty_role.is_none_or(|role| role == line.role));
    let task = task.filter(|_| line.held_by.is_none()).map(|task| TaskLine::of(task, who, visit.today()))?;
    let claim = task.claim.map(|claim| format!(" {claim}.")).unwrap_or_default();
    Some(format!("Needed {}.{claim}", task.age))
}

fn line(member: &Member, side: Side, feedback: &[ContactFeedbackBody]) -> Line {
    let known = feedback.iter().find(|one| one.person == member.id).map(Delivery::of);
    Line {
        name: member.name.clone(),
        href: Whose { side, person: member.id }.home(),
        email: member.email.clone(),
        roles: member.roles_in_words(),
        wrong: known.and_then(|known| known.wrong),
    }
}

/// How many of these people emails do not reach as they should.
fn wrong(members: &[Member], feedback: &[ContactFeedbackBody]) -> usize {
    let is_member = |one: &&ContactFeedbackBody| members.iter().any(|member| member.id == one.person);
    feedback.iter().filter(is_member).filter(|one| Delivery::of(one).wrong.is_some()).count()
}

/// What its reader can do now. `wrong` counts the people whom emails do not reach.
fn now(record: &OrganisationRecordBody, roles: &[RoleLine], (wrong, administers): (usize, bool)) -> String {
    let of_people = if record.members.is_empty() {
        Some(format!("{} has no people yet, so nobody gets its emails or can sign in for it.", record.name))
    } else {
        nobody_holds(roles, &format!("at {}", record.name))
    };
    let of_mail = match wrong {
        0 => None,
        1 => Some("Something is wrong with emails to 1 person.".to_owned()),
        count => Some(format!("Something is wrong with emails to {count} people.")),
    };
    let is_connected = !record.live_endpoints.is_empty() || record.vouching_scheme.is_some();
    let of_scheme = (!is_connected).then(|| {
        "It has no live endpoints and no vouching scheme, so it cannot be connected yet.".to_owned()
    });
    let problems: Vec<_> = [of_people, of_mail, of_scheme].into_iter().flatten().collect();
    match (problems.is_empty(), administers) {
        (true, true) => "There is nothing that you must do. You can change what this page shows.".to_owned(),
        (true, false) => {
            "There is nothing for you to do here. A PDP administrator changes what this page shows."
                .to_owned()
        }
        (false, true) => problems.join(" "),
        (false, false) => format!("{} A PDP administrator puts this right.", problems.join(" ")),
    }
}

/// What an administrator can do.
fn can(record: &OrganisationRecordBody, side: Side) -> Vec<(&'static str, String)> {
    let words = match &record.vouching_scheme {
        None => "Record its vouching scheme",
        Some(_) => "Change its vouching scheme",
    };
    let pages = [
        Some(("Add somebody", side.page("people/new"))),
        super::vouching_scheme::closed(record).is_none().then(|| (words, side.page("vouching-scheme"))),
        Some(("Change its name", side.page("name"))),
    ];
    pages.into_iter().flatten().collect()
}
