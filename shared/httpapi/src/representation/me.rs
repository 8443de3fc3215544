//! Who the caller is.

use app::Me;
use domain::endpoint::EndpointType;
use domain::ids::{EndpointId, PersonId};
use domain::organisation::{Organisation, Person};
use serde::Serialize;
use utoipa::ToSchema;

use super::codes::RoleCode;
use super::words::EndpointTypeWord;

/// The caller, by the membership records.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MeBody {
    /// The caller's id.
    #[schema(format = "uuid")]
    pub person: String,
    /// Their name; none when they are not in the records any more.
    #[schema(required = true)]
    pub name: Option<String>,
    /// Their roles now; a token may carry older ones for up to 15 minutes.
    #[schema(value_type = Vec<RoleCode>)]
    pub roles: Vec<&'static str>,
    /// Their organisation; none for PDP.
    #[schema(required = true)]
    pub organisation: Option<OrganisationBody>,
}

/// The caller's organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrganisationBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its live endpoints: a change can name those it affects.
    pub live_endpoints: Vec<LiveEndpointBody>,
}

/// A live endpoint.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LiveEndpointBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What it serves.
    pub endpoint_type: EndpointTypeWord,
}

impl MeBody {
    /// The body for `person`.
    pub fn new(person: PersonId, me: &Me) -> Self {
        match me {
            Me::Member(own) => {
                let found = own.people.iter().find(|p| p.id == person);
                Self { organisation: Some(own.into()), ..Self::of(person, found, |role| role.code()) }
            }
            Me::Staff(team) => {
                Self::of(person, team.people.iter().find(|p| p.id == person), |role| role.code())
            }
        }
    }

    fn of<R: Copy>(id: PersonId, found: Option<&Person<R>>, code: fn(R) -> &'static str) -> Self {
        Self {
            person: id.to_string(),
            name: found.map(|person| person.name.to_string()),
            roles: found.map(|person| person.roles.iter().copied().map(code).collect()).unwrap_or_default(),
            organisation: None,
        }
    }
}

impl LiveEndpointBody {
    /// The body of this endpoint.
    pub(super) fn new(id: EndpointId, kind: EndpointType) -> Self {
        Self { id: id.to_string(), endpoint_type: kind.into() }
    }
}

impl From<&Organisation> for OrganisationBody {
    fn from(own: &Organisation) -> Self {
        let live = own.live_endpoints.iter().map(|(id, kind)| LiveEndpointBody::new(*id, *kind));
        Self { id: own.id.to_string(), name: own.name.to_string(), live_endpoints: live.collect() }
    }
}
