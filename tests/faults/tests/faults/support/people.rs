//! Who calls, as the claims of their access token.

use domain::actor::{OrganisationRole, PdpRole};
use domain::ids::SignInId;
use domain::organisation::{Contact, PdpTeam, Person};
use fakes::{member, organisation, pdp_team, staff};
use serde_json::{Value, json};

/// Long after everything here.
const TOKEN_END: i64 = 4_000_000_000;

/// Someone who calls.
#[derive(Debug, Clone, Copy)]
pub enum By {
    /// Of the organisation with this number.
    Member(u8, OrganisationRole),
    Staff(PdpRole),
    /// PDP support, and not the one who is otherwise.
    SupportColleague,
    /// A PDP administrator, and not the one who is otherwise.
    AdministratorColleague,
    /// Of the organisation `{id}`.
    Newcomer(OrganisationRole),
}

impl By {
    /// The primary business contact of the first organisation.
    pub const BUSINESS: Self = Self::Member(1, OrganisationRole::PrimaryBusinessContact);
    /// PDP's reviewer.
    pub const REVIEWER: Self = Self::Staff(PdpRole::Reviewer);

    /// As API Gateway hands them on.
    pub fn claims(self) -> Value {
        let (actor, party, role) = match self {
            Self::Member(number, role) => (member(number, role), "organisation", role.code()),
            Self::Staff(role) => (staff(role), "pdp", role.code()),
            Self::SupportColleague => (staff(PdpRole::Reviewer), "pdp", PdpRole::Support.code()),
            Self::AdministratorColleague => (staff(PdpRole::Reviewer), "pdp", PdpRole::Administrator.code()),
            Self::Newcomer(role) => (member(9, role), "organisation", role.code()),
        };
        let mut claims = json!({
            "sub": actor.person().expect("a person").to_string(),
            "exp": TOKEN_END.to_string(),
            "token_use": "access",
            "party": party,
            "roles": role,
        });
        match self {
            Self::Member(number, _) => claims["organisation"] = json!(organisation(number).id.to_string()),
            Self::Newcomer(_) => claims["organisation"] = json!("{id}"),
            Self::Staff(_) | Self::SupportColleague | Self::AdministratorColleague => {}
        }
        claims
    }
}

/// PDP's team, in which the reviewer administers too.
pub fn two_administrators() -> PdpTeam {
    let mut team = pdp_team();
    for person in team.people.iter_mut().filter(|person| person.roles.contains(&PdpRole::Reviewer)) {
        person.roles.insert(PdpRole::Administrator);
    }
    team
}

/// Those who can be members of something and have been invited: the security lead of the first organisation, and PDP support.
pub fn invited() -> [(Contact, SignInId); 2] {
    let lead = organisation(1).holders(OrganisationRole::SecurityLead).next().map(as_invited);
    let support = pdp_team().holders(PdpRole::Support).next().map(as_invited);
    [lead.expect("a security lead"), support.expect("somebody in support")]
}

fn as_invited<R>(person: &Person<R>) -> (Contact, SignInId) {
    (person.contact(), person.sign_in)
}
