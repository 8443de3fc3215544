//! The people of the reader's own side, their roles, and which roles nobody holds (P1, S5); of an organisation its vouching scheme too.

use std::collections::BTreeSet;

use api::{OrganisationRecordBody, RoleProposalBody, TeamBody, VouchingSchemeBody};
use askama::Template;
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::ids::OrganisationId;

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
    heading: String,
    now: String,
    is_pdp: bool,
    people: Vec<Person>,
    roles: Vec<RoleLine>,
    scheme: Option<Scheme>,
    /// Roles at PDP that wait for a second administrator.
    proposals: Vec<String>,
    invitation_days: u32,
}

/// A person.
struct Person {
    name: String,
    email: String,
    roles: String,
}

/// A role, and who holds it.
struct RoleLine {
    name: String,
    does: &'static str,
    /// Their names; nobody when there is none.
    held_by: Option<String>,
}

/// The scheme with which an organisation is connected for the first time.
struct Scheme {
    facts: Vec<Row>,
    endpoints: Vec<String>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let invitation_days = visit.policy().limits.invitation_days;
    let page = if who.is_pdp {
        let team = ask(visit.api()?.read_team()).await?.body;
        of_pdp(&team, who, visit.frame("Team", Section::Team), invitation_days)
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

fn of_organisation(record: &OrganisationRecordBody, who: &Who, frame: Frame, invitation_days: u32) -> Page {
    let people = record.members.iter().map(|one| {
        (one.id.to_string(), one.name.as_str(), one.email.as_str(), roles(&one.roles, |role| role.0))
    });
    let people: Vec<_> = people.collect();
    let lines = lines(OrganisationRole::ALL, &people);
    Page {
        frame,
        heading: format!("The people of {}", record.name),
        now: now(&lines, "at your organisation", ORGANISATION_ASKS),
        is_pdp: false,
        people: people.iter().map(|one| person(one, who)).collect(),
        roles: lines,
        scheme: record.vouching_scheme.as_ref().map(scheme),
        proposals: Vec::new(),
        invitation_days,
    }
}

fn of_pdp(team: &TeamBody, who: &Who, frame: Frame, invitation_days: u32) -> Page {
    let people = team.members.iter().map(|one| {
        (one.id.to_string(), one.name.as_str(), one.email.as_str(), roles(&one.roles, |role| role.0))
    });
    let people: Vec<_> = people.collect();
    let lines = lines(PdpRole::ALL, &people);
    let name = |id: String| people.iter().find(|one| one.0 == id).map(|one| one.1.to_owned());
    Page {
        frame,
        heading: "The people of the Pensions Dashboards Programme".to_owned(),
        now: now(&lines, "at PDP", PDP_ASKS),
        is_pdp: true,
        people: people.iter().map(|one| person(one, who)).collect(),
        roles: lines,
        scheme: None,
        proposals: team.role_proposals.iter().map(|one| proposal(one, &name)).collect(),
        invitation_days,
    }
}

/// Id, name, email address and roles of a person.
type Member<'a> = (String, &'a str, &'a str, BTreeSet<Role>);

fn roles<W, R: Into<Role>>(words: &[W], role: impl Fn(&W) -> R) -> BTreeSet<Role> {
    words.iter().map(|word| role(word).into()).collect()
}

fn person((id, name, email, roles): &Member<'_>, who: &Who) -> Person {
    let is_reader = *id == who.person;
    let held: Vec<_> = roles.iter().map(ToString::to_string).collect();
    Person {
        name: if is_reader { format!("{name} (you)") } else { (*name).to_owned() },
        email: (*email).to_owned(),
        roles: if held.is_empty() { "No role".to_owned() } else { words::first(&held.join(", ")) },
    }
}

fn lines<R: Copy + Into<Role>>(all: &[R], people: &[Member<'_>]) -> Vec<RoleLine> {
    let line = |role: &R| {
        let role: Role = (*role).into();
        let holders: Vec<_> = people.iter().filter(|one| one.3.contains(&role)).map(|one| one.1).collect();
        RoleLine {
            name: words::first(&role.to_string()),
            does: does(role),
            held_by: (!holders.is_empty()).then(|| holders.join(", ")),
        }
    };
    all.iter().map(line).collect()
}

/// Whom to ask, at an organisation.
const ORGANISATION_ASKS: &str = "To add or remove somebody, or to change a role, a name or an email address, raise a ticket with PDP support through the support portal. A PDP administrator does it.";
/// Whom to ask, at PDP.
const PDP_ASKS: &str =
    "PDP administrators add and remove people and correct their details. A role at PDP takes two of them.";

/// What its reader can do now.
fn now(lines: &[RoleLine], place: &str, asks: &str) -> String {
    let empty: Vec<_> =
        lines.iter().filter(|line| line.held_by.is_none()).map(|line| words::inside(&line.name)).collect();
    if empty.is_empty() {
        return format!("There is nothing for you to do here: somebody holds every role. {asks}");
    }
    let these = if empty.len() == 1 { "this role" } else { "these roles" };
    format!(
        "Nobody {place} holds {these}: {}. What waits for {these} does not move on, and emails about it wait too. Agree who takes {}. {asks}",
        empty.join(", "),
        if empty.len() == 1 { "it" } else { "them" },
    )
}

/// What somebody with this role does.
const fn does(role: Role) -> &'static str {
    match role {
        Role::Organisation(OrganisationRole::PrimaryBusinessContact) => {
            "Reports technical changes, answers PDP’s questions, and withdraws changes. At most two people."
        }
        Role::Organisation(OrganisationRole::PrimaryTechnicalContact) => {
            "Downloads and deploys cryptographic material."
        }
        Role::Organisation(OrganisationRole::ServiceManager) => {
            "Takes service acceptance, asks for operational acceptance testing (OAT), and gives the connection date."
        }
        Role::Organisation(OrganisationRole::TestManager) => {
            "Takes the prerequisites and integration testing."
        }
        Role::Organisation(OrganisationRole::SecurityLead) => "Takes the IT health check.",
        Role::Pdp(PdpRole::Reviewer) => "Reviews technical changes, and decides on steps that are submitted.",
        Role::Pdp(PdpRole::ImplementationManager) => {
            "Arranges integration testing, and decides on prerequisites and reports."
        }
        Role::Pdp(PdpRole::Support) => {
            "Answers support requests and disputes, and decides on holds, new tests and overrides."
        }
        Role::Pdp(PdpRole::Administrator) => {
            "Looks after organisations, people and their roles, and publishes cryptographic material."
        }
    }
}

fn scheme(body: &VouchingSchemeBody) -> Scheme {
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

fn proposal(body: &RoleProposalBody, name: &impl Fn(String) -> Option<String>) -> String {
    let whom = body.name.clone().or_else(|| body.person.and_then(|id| name(id.to_string())));
    let whom = whom.unwrap_or_else(|| "Somebody who has left".to_owned());
    let by = name(body.proposed_by.to_string()).unwrap_or_else(|| "somebody who has left".to_owned());
    let roles: Vec<_> = body.roles.iter().map(|role| role.0.to_string()).collect();
    format!("{whom}: {}. Proposed by {by} on {}.", roles.join(", "), words::moment(body.at))
}
