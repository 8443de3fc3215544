//! The caller's identity.

use api::{LiveEndpointBody, MeBody, OrganisationBody};
use app::Me;
use domain::actor::Role;
use domain::endpoint::EndpointType;
use domain::ids::{EndpointId, PersonId};
use domain::organisation::{Organisation, Person};

use crate::shown::Of;

/// The caller, as the records know them.
pub fn me_body(person: PersonId, me: &Me) -> MeBody {
    match me {
        Me::Member(own) => {
            let found = own.people.iter().find(|p| p.id == person);
            MeBody { organisation: Some(Of::of(own)), ..of(person, found) }
        }
        Me::Staff(team) => of(person, team.people.iter().find(|p| p.id == person)),
    }
}

fn of<R: Copy + Into<Role>>(id: PersonId, found: Option<&Person<R>>) -> MeBody {
    let roles = |person: &Person<R>| person.roles.iter().map(|role| (*role).into().into()).collect();
    MeBody {
        person: id,
        name: found.map(|person| person.name.to_string()),
        roles: found.map(roles).unwrap_or_default(),
        organisation: None,
    }
}

/// A live endpoint, which serves this.
pub(super) fn live_endpoint((id, kind): (&EndpointId, &EndpointType)) -> LiveEndpointBody {
    LiveEndpointBody { id: *id, endpoint_type: (*kind).into() }
}

impl Of<&Organisation> for OrganisationBody {
    fn of(own: &Organisation) -> Self {
        let live_endpoints = own.live_endpoints.iter().map(live_endpoint).collect();
        Self { id: own.id, name: own.name.to_string(), live_endpoints }
    }
}
