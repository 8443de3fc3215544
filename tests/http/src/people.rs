//! Everyone who may call, as the claims of their access tokens.

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::ids::PersonId;
use domain::organisation::Person;
use fakes::{member, organisation, staff};
use serde_json::{Value, json};

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// Of the organisation with this number, in this role or none.
    Member(u8, Option<OrganisationRole>),
    /// Of PDP, in this role or none.
    Staff(Option<PdpRole>),
}

/// Every role, nobody's role, in both organisations and at PDP.
pub const EVERYONE: [Caller; 17] = {
    use OrganisationRole as O;
    use PdpRole as P;
    [
        Caller::Member(1, Some(O::PrimaryBusinessContact)),
        Caller::Member(1, Some(O::PrimaryTechnicalContact)),
        Caller::Member(1, Some(O::ServiceManager)),
        Caller::Member(1, Some(O::TestManager)),
        Caller::Member(1, Some(O::SecurityLead)),
        Caller::Member(1, None),
        Caller::Member(2, Some(O::PrimaryBusinessContact)),
        Caller::Member(2, Some(O::PrimaryTechnicalContact)),
        Caller::Member(2, Some(O::ServiceManager)),
        Caller::Member(2, Some(O::TestManager)),
        Caller::Member(2, Some(O::SecurityLead)),
        Caller::Member(2, None),
        Caller::Staff(Some(P::Reviewer)),
        Caller::Staff(Some(P::ImplementationManager)),
        Caller::Staff(Some(P::Support)),
        Caller::Staff(Some(P::Administrator)),
        Caller::Staff(None),
    ]
};

impl Caller {
    /// The primary business contact of the first organisation.
    pub const BUSINESS: Self = Self::Member(1, Some(OrganisationRole::PrimaryBusinessContact));
    /// The primary technical contact of the first organisation.
    pub const TECHNICAL: Self = Self::Member(1, Some(OrganisationRole::PrimaryTechnicalContact));
    /// The service manager of the first organisation.
    pub const SERVICE: Self = Self::Member(1, Some(OrganisationRole::ServiceManager));
    /// The test manager of the first organisation.
    pub const TEST_MANAGER: Self = Self::Member(1, Some(OrganisationRole::TestManager));
    /// The security lead of the first organisation.
    pub const SECURITY: Self = Self::Member(1, Some(OrganisationRole::SecurityLead));
    /// The primary business contact of the second organisation.
    pub const RIVAL: Self = Self::Member(2, Some(OrganisationRole::PrimaryBusinessContact));
    /// PDP's reviewer.
    pub const REVIEWER: Self = Self::Staff(Some(PdpRole::Reviewer));
    /// PDP's implementation manager.
    pub const IMPLEMENTATION: Self = Self::Staff(Some(PdpRole::ImplementationManager));
    /// PDP support.
    pub const SUPPORT: Self = Self::Staff(Some(PdpRole::Support));
    /// PDP's administrator.
    pub const ADMINISTRATOR: Self = Self::Staff(Some(PdpRole::Administrator));

    /// Who they are to the use cases.
    pub fn actor(self) -> Actor {
        let mut actor = match self {
            Self::Member(number, role) => member(number, role.unwrap_or(OrganisationRole::SecurityLead)),
            Self::Staff(role) => staff(role.unwrap_or(PdpRole::Administrator)),
        };
        match (&mut actor, self) {
            (Actor::Member { roles, .. }, Self::Member(_, role)) => *roles = role.into_iter().collect(),
            (Actor::Staff { roles, .. }, Self::Staff(role)) => *roles = role.into_iter().collect(),
            _ => {}
        }
        actor
    }

    /// The claims of their access token, as API Gateway hands them on: all of them strings. It lives until `expires`.
    pub fn claims(self, expires: i64) -> Value {
        let (actor, party, roles) = match self {
            Self::Member(number, role) => {
                let actor = member(number, role.unwrap_or(OrganisationRole::SecurityLead));
                (actor, "organisation", role.map_or("", OrganisationRole::code))
            }
            Self::Staff(role) => {
                let actor = staff(role.unwrap_or(PdpRole::Administrator));
                (actor, "pdp", role.map_or("", PdpRole::code))
            }
        };
        let mut claims = json!({
            "sub": actor.person().expect("a person").to_string(),
            "exp": expires.to_string(),
            "token_use": "access",
            "party": party,
            "roles": roles,
            "name": actor.name().expect("a name").as_str(),
            "scope": format!("technical-changes/{party}"),
        });
        if let Self::Member(number, _) = self {
            claims["organisation"] = json!(organisation(number).id.to_string());
        }
        claims
    }
}

/// The names of people, by their ids, as the API shows them.
pub fn names<R>(people: &[Person<R>]) -> Vec<(PersonId, String)> {
    people.iter().map(|person| (person.id, person.name.to_string())).collect()
}
