//! The store in memory: what it holds, and how a test puts in and looks at what use cases cannot.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::actor::Actor;
use domain::change::{Change, Version};
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::{ChangeId, EndpointId, MailId, OrganisationId, PersonId};
use domain::organisation::{Organisation, PdpTeam};
use domain::reference::Reference;
use jiff::Timestamp;
use uuid::Uuid;

use crate::mail::{Mail, MailState};
use crate::ports::{HistoryEntry, IdempotencyKey, Receipt};

/// Who has a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// A change proposes it.
    Change(ChangeId),
    /// It is live at an organisation.
    Live(OrganisationId),
}

/// Place of an entry in a history: what happened at a version comes before what was refused or downloaded at it.
pub(super) type HistoryPlace = (ChangeId, Version, Option<Uuid>);

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) changes: BTreeMap<ChangeId, Change>,
    pub(super) history: BTreeMap<HistoryPlace, (OrganisationId, HistoryEntry)>,
    pub(super) urls: BTreeMap<ProposedEndpoint, Holder>,
    pub(super) references: BTreeSet<Reference>,
    /// With the instant it was kept at.
    pub(super) receipts: BTreeMap<(PersonId, IdempotencyKey), (Receipt, Timestamp)>,
    pub(super) mails: BTreeMap<MailId, (Mail, MailState)>,
    pub(super) organisations: BTreeMap<OrganisationId, Organisation>,
    pub(super) actors: BTreeMap<PersonId, Actor>,
    pub(super) pdp: PdpTeam,
}

/// A store in memory. Clones share everything; every call is atomic.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore(Arc<Mutex<State>>);

impl MemoryStore {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an organisation, its people and the URLs of its live endpoints; what it had before is forgotten.
    pub fn put_organisation(&self, organisation: &Organisation, urls: &BTreeMap<EndpointId, EndpointUrl>) {
        let mut state = self.state();
        let id = organisation.id;
        state.urls.retain(|_, holder| *holder != Holder::Live(id));
        state
            .actors
            .retain(|_, actor| !matches!(actor, Actor::Member { organisation, .. } if *organisation == id));
        for (endpoint, endpoint_type) in &organisation.live_endpoints {
            if let Some(url) = urls.get(endpoint) {
                let endpoint = ProposedEndpoint { endpoint_type: *endpoint_type, url: url.clone() };
                state.urls.insert(endpoint, Holder::Live(id));
            }
        }
        for person in &organisation.people {
            let roles = person.roles.clone();
            let actor = Actor::Member { person: person.id, organisation: id, roles };
            state.actors.insert(person.id, actor);
        }
        state.organisations.insert(id, organisation.clone());
    }

    /// Puts PDP's people; who was there before is forgotten.
    pub fn put_pdp_team(&self, team: &PdpTeam) {
        let mut state = self.state();
        state.actors.retain(|_, actor| !matches!(actor, Actor::Staff { .. }));
        for person in &team.people {
            let actor = Actor::Staff { person: person.id, roles: person.roles.clone() };
            state.actors.insert(person.id, actor);
        }
        state.pdp = team.clone();
    }

    /// Puts a change as it is, without history, in place of what was there.
    pub fn put_change(&self, change: Change) {
        self.state().changes.insert(change.id, change);
    }

    /// The change, as it is now.
    pub fn change(&self, id: ChangeId) -> Option<Change> {
        self.state().changes.get(&id).cloned()
    }

    /// The whole history of a change, oldest first.
    pub fn entries(&self, id: ChangeId) -> Vec<HistoryEntry> {
        let state = self.state();
        let own = state.history.range((id, 0, None)..).take_while(|((change, ..), _)| *change == id);
        own.map(|(_, (_, entry))| entry.clone()).collect()
    }

    /// Every letter and its state, in the order they were written.
    pub fn mails(&self) -> Vec<(Mail, MailState)> {
        self.state().mails.values().cloned().collect()
    }
}
