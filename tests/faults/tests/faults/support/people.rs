//! Who calls, as the claims of their access token.

use domain::actor::{OrganisationRole, PdpRole};
use fakes::{member, organisation, staff};
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
            Self::Staff(_) | Self::SupportColleague => {}
        }
        claims
    }
}
