//! What the events on a record write besides it: memberships, entries of the register, URLs, the receipt.

use domain::endpoint::ProposedEndpoint;
use domain::ids::{EndpointId, OrganisationId, PersonId};
use domain::organisation::{EventKind, SchemeProposal, apply, apply_team};
use domain::register::RegisteredEndpoint;
use jiff::Timestamp;

use super::RecordRequest;
use super::memberships::memberships;
use crate::command::receipt::{Receipt, RequestKey};
use crate::organisation::records::{LoadedRecord, Party, Record, RecordCommit, RecordEvent};

/// Everything that `events` on the record `before` write.
pub(super) fn commit_of(
    before: &Record,
    events: Vec<RecordEvent>,
    loaded: &LoadedRecord,
    person: Option<PersonId>,
    request: &RecordRequest<'_>,
) -> RecordCommit {
    let mut record = before.clone();
    let mut recorded = Vec::with_capacity(events.len());
    let (mut proposed, mut retired) = (Vec::new(), Vec::new());
    for event in events {
        match (&mut record, &event) {
            (Record::Organisation(organisation), RecordEvent::Organisation(event)) => {
                apply(organisation, event);
                match &event.kind {
                    EventKind::EndpointTakenOutOfUse { .. } => {
                        let entry = loaded.endpoint.clone();
                        retired.extend(entry.map(|entry| entry.out_of_use(event.at)));
                    }
                    EventKind::VouchingSchemeProposed { proposal, before } => {
                        let known = before.as_ref();
                        proposed.extend(only_in(Some(proposal), known, organisation.id, event.at));
                        let gone = only_in(known, Some(proposal), organisation.id, event.at);
                        retired.extend(gone.map(|entry| entry.out_of_use(event.at)));
                    }
                    _ => {}
                }
            }
            (Record::Pdp(team), RecordEvent::Pdp(event)) => apply_team(team, event),
            _ => {}
        }
        recorded.push((record.version(), event));
    }
    let organisation = match record.party() {
        Party::Organisation(id) => Some(id),
        Party::Pdp => None,
    };
    let receipt = |key: &RequestKey| Receipt { organisation, person, ..Receipt::of(key) };
    RecordCommit {
        read_version: Some(before.version()),
        memberships: memberships(before, &record),
        record,
        events: recorded,
        name: request.actor.name().cloned(),
        proposed,
        retired,
        request: request.key.map(|key| (key.clone(), receipt(key))),
    }
}

/// The endpoints that `one` has and `other` has not, as the register has what is proposed.
fn only_in<'a>(
    one: Option<&'a SchemeProposal>,
    other: Option<&'a SchemeProposal>,
    organisation: OrganisationId,
    at: Timestamp,
) -> impl Iterator<Item = RegisteredEndpoint> + 'a {
    let has =
        move |id: EndpointId| other.is_some_and(|other| other.endpoints.iter().any(|(own, _)| *own == id));
    let entry = move |(id, endpoint): &(EndpointId, ProposedEndpoint)| {
        RegisteredEndpoint::of_vouching_scheme(*id, organisation, endpoint.clone(), at)
    };
    one.into_iter().flat_map(|one| &one.endpoints).filter(move |(id, _)| !has(*id)).map(entry)
}
