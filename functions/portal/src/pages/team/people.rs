//! The people of one side and the roles that they hold, as pages show them.

use std::collections::BTreeSet;

use api::{MemberBody, TeamMemberBody};
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::ids::PersonId;

use crate::session::Who;
use crate::words;

/// A person of an organisation, or of PDP.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub roles: BTreeSet<Role>,
}

/// A role, and who holds it.
pub struct RoleLine {
    pub role: Role,
    pub name: String,
    pub does: &'static str,
    /// Their names; nobody when there is none.
    pub held_by: Option<String>,
    /// What is known of what waits for a role that nobody holds.
    pub needed: Option<String>,
}

impl From<&MemberBody> for Member {
    fn from(body: &MemberBody) -> Self {
        Self {
            id: body.id,
            name: body.name.clone(),
            email: body.email.clone(),
            roles: body.roles.iter().map(|role| role.0.into()).collect(),
        }
    }
}

impl From<&TeamMemberBody> for Member {
    fn from(body: &TeamMemberBody) -> Self {
        Self {
            id: body.id,
            name: body.name.clone(),
            email: body.email.clone(),
            roles: body.roles.iter().map(|role| role.0.into()).collect(),
        }
    }
}

impl Member {
    /// Whether it is the reader.
    pub fn is(&self, who: &Who) -> bool {
        who.is(self.id)
    }

    /// Their name, and whether that is the reader's.
    pub fn called(&self, who: &Who) -> String {
        if self.is(who) { format!("{} (you)", self.name) } else { self.name.clone() }
    }

    /// The roles that they hold.
    pub fn roles_in_words(&self) -> String {
        if self.roles.is_empty() { "No role".to_owned() } else { words::first(&listed(&self.roles)) }
    }
}

/// Roles, as they stand in the middle of a sentence.
pub fn listed<'r>(roles: impl IntoIterator<Item = &'r Role>) -> String {
    roles.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The roles of a side, in their order.
pub fn roles_of(is_pdp: bool) -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(move |role| matches!(role, Role::Pdp(_)) == is_pdp)
}

/// These roles, and who of these people holds each.
pub fn lines(all: impl IntoIterator<Item = Role>, people: &[Member]) -> Vec<RoleLine> {
    let line = |role: Role| {
        let holders: Vec<_> =
            people.iter().filter(|one| one.roles.contains(&role)).map(|one| one.name.as_str()).collect();
        RoleLine {
            role,
            name: words::first(&role.to_string()),
            does: does(role),
            held_by: (!holders.is_empty()).then(|| holders.join(", ")),
            needed: None,
        }
    };
    all.into_iter().map(line).collect()
}

/// What somebody with this role does.
pub const fn does(role: Role) -> &'static str {
    match role {
        Role::Organisation(OrganisationRole::PrimaryBusinessContact) => {
            "Reports technical changes, answers PDP’s questions, and withdraws changes. At most two people."
        }
        Role::Organisation(OrganisationRole::PrimaryTechnicalContact) => {
            "Downloads and deploys cryptographic material."
        }
        Role::Organisation(OrganisationRole::ServiceManager) => {
            "Completes service acceptance, asks for operational acceptance testing (OAT), and gives the connection date."
        }
        Role::Organisation(OrganisationRole::TestManager) => {
            "Completes the prerequisites, agrees integration testing with PDP, and submits its report."
        }
        Role::Organisation(OrganisationRole::SecurityLead) => "Completes the IT health check.",
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

/// Roles of these that nobody holds, in words: none, when somebody holds each.
pub fn nobody_holds(lines: &[RoleLine], place: &str) -> Option<String> {
    let empty: Vec<_> =
        lines.iter().filter(|line| line.held_by.is_none()).map(|line| words::inside(&line.name)).collect();
    let these = if empty.len() == 1 { "this role" } else { "these roles" };
    (!empty.is_empty()).then(|| {
        format!(
            "Nobody {place} holds {these}: {}. Work for {these} cannot move on, and emails about it wait too.",
            empty.join(", ")
        )
    })
}
