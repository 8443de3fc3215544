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

/// The live endpoints, and those that are suspended.
pub(super) fn live_endpoints(own: &Organisation) -> Vec<LiveEndpointBody> {
    let live = |(id, kind): (&EndpointId, &EndpointType)| LiveEndpointBody {
        id: *id,
        endpoint_type: (*kind).into(),
        suspended: own.suspended.contains(id),
    };
    own.live_endpoints.iter().map(live).collect()
}

impl Of<&Organisation> for OrganisationBody {
    fn of(own: &Organisation) -> Self {
        Self { id: own.id, name: own.name.to_string(), live_endpoints: live_endpoints(own) }
    }
}
