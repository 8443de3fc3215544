//! The people of the reader's own side, their roles, and which roles nobody holds (P1, S5); of an organisation its vouching scheme too.

use api::{OrganisationRecordBody, RoleProposalBody, TeamBody, VouchingSchemeBody};
use askama::Template;
use domain::actor::PdpRole;
use domain::ids::{OrganisationId, PersonId};

use super::people::{Member, RoleLine, lines, nobody_holds, roles_of};
use crate::components::Row;
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::words;

#[derive(Template)]
#[template(path = "pages/team/team.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    heading: String,
    now: String,
    is_pdp: bool,
    /// Whether the reader looks after these people.
    administers: bool,
    people: Vec<Person>,
    roles: Vec<RoleLine>,
    scheme: Option<Scheme>,
    /// Roles at PDP that wait for a second administrator: the page of each, and its words.
    proposals: Vec<(String, String)>,
    invitation_days: u32,
}

/// A person.
struct Person {
    name: String,
    /// Their page, for PDP's people.
    href: Option<String>,
    email: String,
    roles: String,
}

/// The scheme with which an organisation is connected for the first time.
pub struct Scheme {
    pub facts: Vec<Row>,
    pub endpoints: Vec<String>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let invitation_days = visit.policy().limits.invitation_days;
    let page = if who.is_pdp {
        let team = ask(visit.api()?.read_team()).await?.body;
        let done = words::done(&visit.query().value("done"));
        Page { done, ..of_pdp(&team, who, visit.frame("Team", Section::Team), invitation_days) }
    } else {
        let record = ask(visit.api()?.read_organisation(organisation(who)?)).await?.body;
        of_organisation(&record, who, visit.frame("Team", Section::Team), invitation_days)
    };
    visit.show(&page)
}

/// The organisation of a reader.
///
/// # Errors
/// [`Trouble::Ended`] for PDP's people, and for a session from before sessions knew it.
pub fn organisation(who: &Who) -> Result<OrganisationId, Trouble> {
    who.organisation_id.ok_or(Trouble::Ended)
}

/// Whether this person looks after organisations, people and their roles.
pub fn administers(who: &Who) -> bool {
    who.has(PdpRole::Administrator.into())
}

fn of_organisation(record: &OrganisationRecordBody, who: &Who, frame: Frame, invitation_days: u32) -> Page {
    let people: Vec<_> = record.members.iter().map(Member::from).collect();
    let roles = lines(roles_of(false), &people);
    Page {
        frame,
        done: None,
        heading: format!("The people of {}", record.name),
        now: now(&roles, "at your organisation", (false, ORGANISATION_ASKS)),
        is_pdp: false,
        administers: false,
        people: people.iter().map(|one| person(one, who)).collect(),
        roles,
        scheme: record.vouching_scheme.as_ref().map(scheme),
        proposals: Vec::new(),
        invitation_days,
    }
}

fn of_pdp(team: &TeamBody, who: &Who, frame: Frame, invitation_days: u32) -> Page {
    let people: Vec<_> = team.members.iter().map(Member::from).collect();
    let roles = lines(roles_of(true), &people);
    let administers = administers(who);
    let said = (administers, if administers { ADMINISTRATOR_DOES } else { PDP_ASKS });
    let page =
        |one: &RoleProposalBody| (format!("/portal/team/proposals/{}", one.id), proposal(one, &people));
    Page {
        frame,
        done: None,
        heading: "The people of the Pensions Dashboards Programme".to_owned(),
        now: match waiting(team, who).filter(|_| administers) {
            Some(waiting) => format!("{waiting} {}", now(&roles, "at PDP", said)),
            None => now(&roles, "at PDP", said),
        },
        is_pdp: true,
        administers,
        people: people.iter().map(|one| person(one, who)).collect(),
        roles,
        scheme: None,
        proposals: team.role_proposals.iter().map(page).collect(),
        invitation_days,
    }
}

fn person(one: &Member, who: &Who) -> Person {
    Person {
        name: one.called(who),
        href: who.is_pdp.then(|| format!("/portal/team/people/{}", one.id)),
        email: one.email.clone(),
        roles: one.roles_in_words(),
    }
}

/// How many proposals this administrator can approve.
fn waiting(team: &TeamBody, who: &Who) -> Option<String> {
    let is_readers = |person: PersonId| who.is(person);
    let others = team.role_proposals.iter().filter(|one| !is_readers(one.proposed_by));
    match others.filter(|one| !one.person.is_some_and(is_readers)).count() {
        0 => None,
        1 => Some("You can approve or withdraw 1 proposal of roles below.".to_owned()),
        count => Some(format!("You can approve or withdraw {count} proposals of roles below.")),
    }
}

/// Whom to ask, at an organisation.
const ORGANISATION_ASKS: &str = "To add or remove somebody, or to change a role, a name or an email address, raise a ticket with PDP support through the support portal. A PDP administrator makes the change.";
/// Whom to ask, at PDP.
const PDP_ASKS: &str =
    "PDP administrators add and remove people and correct their details. A role at PDP takes two of them.";
/// What an administrator can do.
const ADMINISTRATOR_DOES: &str = "You can add and remove people here, and correct their details. A role at PDP takes two administrators: one proposes it, another approves it.";

/// What its reader can do now: whether they look after these people, and what is said of that.
fn now(lines: &[RoleLine], place: &str, (administers, said): (bool, &str)) -> String {
    match (nobody_holds(lines, place), administers) {
        (Some(empty), _) => format!("{empty} Agree who takes over. {said}"),
        (None, true) => format!("Every role is held. {said}"),
        (None, false) => format!("There is nothing for you to do here: every role is held. {said}"),
    }
}

/// The scheme of an organisation, in words.
pub fn scheme(body: &VouchingSchemeBody) -> Scheme {
    let state = match (body.live_at, body.oat_requested_at) {
        (Some(at), _) => format!("Live since {}", words::moment(at)),
        (None, Some(at)) => {
            format!(
                "Not live yet. Operational acceptance testing (OAT) was asked for on {}",
                words::moment(at)
            )
        }
        (None, None) => {
            "Not live yet. A service manager asks for operational acceptance testing (OAT) next".to_owned()
        }
    };
    let further = if body.may_add_further_schemes {
        "Yes, by technical changes"
    } else {
        "Not yet: this scheme has to be live first"
    };
    Scheme {
        facts: vec![
            Row::new("Name", body.name.clone()),
            Row::new("State", state),
            Row::new("Can further schemes be added?", further),
        ],
        endpoints: body.endpoints.iter().map(|one| format!("{}: {}", one.endpoint_type.0, one.url)).collect(),
    }
}

/// A proposal, as a sentence.
fn proposal(body: &RoleProposalBody, people: &[Member]) -> String {
    format!(
        "{}: {}. Proposed by {} on {}.",
        whom(body, people),
        proposed(body),
        proposer(body, people),
        words::moment(body.at)
    )
}

/// What they are called who should get the roles.
pub fn whom(body: &RoleProposalBody, people: &[Member]) -> String {
    let member = || people.iter().find(|one| body.person == Some(one.id)).map(|one| one.name.clone());
    body.name.clone().or_else(member).unwrap_or_else(|| "Somebody who has left".to_owned())
}

/// What they are called who proposed it.
pub fn proposer(body: &RoleProposalBody, people: &[Member]) -> String {
    let found = people.iter().find(|one| one.id == body.proposed_by);
    found.map_or_else(|| "somebody who has left".to_owned(), |one| one.name.clone())
}

/// The roles that are proposed.
pub fn proposed(body: &RoleProposalBody) -> String {
    body.roles.iter().map(|role| role.0.to_string()).collect::<Vec<_>>().join(", ")
}
