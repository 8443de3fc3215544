//! Applies an event to the state. Pure and total.

use std::collections::{BTreeMap, BTreeSet};

use super::{Event, EventKind, Organisation, ProposedRestoration, VouchingScheme, members};
use crate::aggregate::{self, Aggregate};

/// The record that the events lead to, of an organisation none of whose changes has gone live and whose vouching scheme was
/// never tested; none when they do not begin with its registration.
pub fn replay<'e>(events: impl IntoIterator<Item = &'e Event>) -> Option<Organisation> {
    aggregate::replay(events)
}

impl Aggregate for Organisation {
    type Kind = EventKind;
    type Status = ();

    fn begin(first: &Event) -> Option<Self> {
        let EventKind::OrganisationRegistered { id, name } = &first.kind else {
            return None;
        };
        Some(Self {
            id: *id,
            version: 1,
            name: name.clone(),
            live_endpoints: BTreeMap::new(),
            suspended: BTreeSet::new(),
            restorations: BTreeMap::new(),
            vouching: None,
            people: Vec::new(),
        })
    }

    fn apply(&mut self, event: &Event) {
        apply(self, event);
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn status(&self) {}
}

/// Changes `organisation` as `event` says.
pub fn apply(organisation: &mut Organisation, event: &Event) {
    organisation.version += 1;
    match &event.kind {
        EventKind::OrganisationRegistered { .. } => {}
        EventKind::OrganisationRenamed { to, .. } => organisation.name.clone_from(to),
        EventKind::Member(event) => members::apply(&mut organisation.people, event),
        EventKind::VouchingSchemeProposed { proposal, .. } => {
            organisation.vouching = Some(VouchingScheme::proposed(proposal.clone()));
        }
        EventKind::EndpointTakenOutOfUse { id, .. } => {
            organisation.live_endpoints.remove(id);
            organisation.suspended.remove(id);
            organisation.restorations.remove(id);
        }
        EventKind::EndpointSuspended { id, .. } => {
            organisation.suspended.insert(*id);
        }
        EventKind::RestorationDeclined { id, .. } => {
            organisation.restorations.remove(id);
        }
        EventKind::RestorationProposed { id, reason, .. } => {
            let proposed = ProposedRestoration { at: event.at, by: event.by, reason: reason.clone() };
            organisation.restorations.insert(*id, proposed);
        }
        EventKind::EndpointRestored { id, .. } => {
            organisation.suspended.remove(id);
            organisation.restorations.remove(id);
        }
    }
}
