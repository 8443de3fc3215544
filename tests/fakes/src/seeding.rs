//! Putting organisations and PDP's team into the store in memory, as seeding puts them into the table.

use std::collections::BTreeMap;

use domain::actor::Actor;
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::EndpointId;
use domain::organisation::{Organisation, PdpTeam};
use domain::register::{EndpointState, RegisteredEndpoint};

use super::store::{MemoryStore, State};
use app::{Holder, Standing};

impl MemoryStore {
    /// Puts an organisation, its people and the URLs of its live endpoints, in place of what was put before. What changes and its
    /// vouching scheme made of its endpoints stays, and so does what was taken out of use. A version is never given twice.
    pub fn put_organisation(&self, organisation: &Organisation, urls: &BTreeMap<EndpointId, EndpointUrl>) {
        let mut state = self.state();
        let id = organisation.id;
        let mut put = organisation.clone();
        let is_own = |entry: &RegisteredEndpoint| entry.organisation == id;
        let scheme = state.organisations.get(&id).and_then(|before| before.vouching.clone());
        let of_scheme = |id| scheme.as_ref().is_some_and(|scheme| scheme.has(id));
        let was_put = |entry: &RegisteredEndpoint| {
            let seeded = entry.change.is_none() && !of_scheme(entry.id);
            is_own(entry) && seeded && entry.state == EndpointState::Live
        };
        let gone: Vec<_> = state.register.values().filter(|entry| was_put(entry)).cloned().collect();
        for entry in gone {
            state.register.remove(&(id, entry.id));
            state.urls.remove(&entry.endpoint);
        }
        for entry in state.register.values().filter(|entry| is_own(entry)) {
            if matches!(entry.state, EndpointState::Live | EndpointState::Suspended) {
                put.live_endpoints.insert(entry.id, entry.endpoint.endpoint_type);
            } else {
                put.live_endpoints.remove(&entry.id);
            }
        }
        if scheme.is_some() {
            put.vouching = scheme;
        } else {
            for (own, endpoint) in put.vouching.iter().flat_map(|scheme| &scheme.endpoints) {
                state.urls.insert(endpoint.clone(), Holder::Endpoint(id, *own));
                let since = RegisteredEndpoint::connected_before(*own, id, endpoint.clone()).since;
                let entry = RegisteredEndpoint::of_vouching_scheme(*own, id, endpoint.clone(), since);
                state.register.insert((id, *own), entry);
            }
        }
        for (endpoint, endpoint_type) in &organisation.live_endpoints {
            if let (Some(url), false) = (urls.get(endpoint), state.register.contains_key(&(id, *endpoint))) {
                let what = ProposedEndpoint { endpoint_type: *endpoint_type, url: url.clone() };
                state.urls.insert(what.clone(), Holder::Endpoint(id, *endpoint));
                let entry = RegisteredEndpoint::connected_before(*endpoint, id, what);
                state.register.insert((id, *endpoint), entry);
            }
        }
        let is_own =
            |actor: &Actor| matches!(actor, Actor::Member { organisation, .. } if *organisation == id);
        state.leave(is_own);
        for person in &organisation.people {
            let (roles, name) = (person.roles.clone(), Some(person.name.clone()));
            let actor = Actor::Member { person: person.id, organisation: id, roles, name };
            state.memberships.insert(person.sign_in, Standing::Member(actor));
        }
        if let Some(before) = state.organisations.get(&id) {
            put.suspended.clone_from(&before.suspended);
            put.restorations.clone_from(&before.restorations);
            put.version = before.version;
            if put != *before {
                put.version += 1;
            }
        }
        state.organisations.insert(id, put);
    }

    /// Puts PDP's people; who was there before is forgotten, and roles that are proposed still are. A version is never given twice.
    pub fn put_pdp_team(&self, team: &PdpTeam) {
        let mut state = self.state();
        state.leave(Actor::is_staff);
        for person in &team.people {
            let (roles, name) = (person.roles.clone(), Some(person.name.clone()));
            let actor = Actor::Staff { person: person.id, roles, name };
            state.memberships.insert(person.sign_in, Standing::Member(actor));
        }
        let mut put = team.clone();
        put.proposals.extend(state.pdp.proposals.iter().cloned());
        put.proposals.dedup();
        if state.pdp.version > 0 {
            put.version = state.pdp.version;
            if put != state.pdp {
                put.version += 1;
            }
        }
        state.pdp = put;
    }
}

impl State {
    /// Whoever is such an actor leaves.
    fn leave(&mut self, is_such: impl Fn(&Actor) -> bool) {
        for standing in self.memberships.values_mut() {
            if let Standing::Member(actor) = standing
                && is_such(actor)
                && let Some(person) = actor.person()
            {
                *standing = Standing::Left(person);
            }
        }
    }
}
