//! Everything that the events of a record write: state, history, memberships, the register.

use std::collections::BTreeSet;

use domain::actor::{Actor, OrganisationRole};
use domain::aggregate::Trail;
use domain::endpoint::ProposedEndpoint;
use domain::ids::{EndpointId, PersonId};
use domain::organisation::{
    Event, EventKind, MemberEvent, Organisation, PdpTeam, SchemeProposal, TeamEventKind,
};
use domain::register::RegisteredEndpoint;
use jiff::Timestamp;

use super::memberships::memberships;
use crate::command::{Commit, Effect, EntryBefore, Holder, NewEvent, RecordHappened, Recorded, State};
use crate::organisation::notifications::notifications;
use crate::organisation::record::Record;
use crate::services::Services;
use crate::work::tasks;

/// What happens to a record.
#[expect(clippy::large_enum_variant, reason = "there is one of a command")]
pub(in crate::organisation) enum RecordTrail {
    Organisation(Trail<Organisation>),
    Pdp(Trail<PdpTeam>),
}

impl RecordTrail {
    pub(in crate::organisation) const fn is_empty(&self) -> bool {
        match self {
            Self::Organisation(trail) => trail.is_empty(),
            Self::Pdp(trail) => trail.is_empty(),
        }
    }

    pub(in crate::organisation) fn after(&self) -> Record {
        match self {
            Self::Organisation(trail) => Record::Organisation(trail.after().clone()),
            Self::Pdp(trail) => Record::Pdp(trail.after().clone()),
        }
    }

    pub(in crate::organisation) fn before(&self) -> Option<Record> {
        match self {
            Self::Organisation(trail) => trail.before().cloned().map(Record::Organisation),
            Self::Pdp(trail) => trail.before().cloned().map(Record::Pdp),
        }
    }
}

/// The commit of `trail` at `at`, as `actor` leaves it. `registered` is what the register has of the endpoint that the command is
/// about; `must_act` are the roles that have lost their last holder and must act.
pub(in crate::organisation) fn commit_of<S>(
    services: &Services<S>,
    trail: &RecordTrail,
    registered: Option<&RegisteredEndpoint>,
    must_act: &BTreeSet<OrganisationRole>,
    actor: &Actor,
    at: Timestamp,
) -> Commit {
    let (before, after) = (trail.before(), trail.after());
    let (party, name) = (after.party(), actor.name());
    let mut commit = Commit::empty(at);
    let happened: Vec<_> = match trail {
        RecordTrail::Organisation(trail) => {
            let endpoints = trail.events().flat_map(|event| endpoints(event, registered, trail.after()));
            commit.effects.extend(endpoints);
            Recorded::of(trail, name).map(RecordHappened::Organisation).collect()
        }
        RecordTrail::Pdp(trail) => Recorded::of(trail, name).map(RecordHappened::Pdp).collect(),
    };
    commit.mails.extend(notifications(services, trail, must_act, at));
    commit.effects.extend(forgotten(trail).map(|person| Effect::ForgetFeedback(party, person, at)));
    commit.events.extend(happened.into_iter().map(|happened| NewEvent::Record(party, happened)));
    if let Some(before) = &before {
        let changes = memberships(before, &after).into_iter();
        commit.effects.extend(changes.map(|change| Effect::Membership(party, change)));
        commit.effects.extend(tasks::of_record(before, &after, at));
        commit.effects.extend(tasks::of_empty_roles(&after, must_act, &services.context()));
    }
    commit.put(before.map(|before| before.version()), State::Record(after));
    commit
}

/// The people whose address is another one now, or is to be tried again: what came back from it counts no more.
fn forgotten(trail: &RecordTrail) -> impl Iterator<Item = PersonId> {
    fn of<R>(event: &MemberEvent<R>) -> Option<PersonId> {
        match event {
            MemberEvent::AddressTried { person } => Some(*person),
            MemberEvent::MemberCorrected { person, from, to } => (from.email != to.email).then_some(*person),
            _ => None,
        }
    }
    let people: Vec<_> = match trail {
        RecordTrail::Organisation(trail) => trail
            .events()
            .filter_map(|event| match &event.kind {
                EventKind::Member(event) => of(event),
                _ => None,
            })
            .collect(),
        RecordTrail::Pdp(trail) => trail
            .events()
            .filter_map(|event| match &event.kind {
                TeamEventKind::Member(event) => of(event),
                _ => None,
            })
            .collect(),
    };
    people.into_iter()
}

/// What an event means for the register: endpoints that are proposed, and endpoints that are out of use or will never be in use.
fn endpoints(
    event: &Event,
    registered: Option<&RegisteredEndpoint>,
    organisation: &Organisation,
) -> Vec<Effect> {
    match &event.kind {
        EventKind::EndpointTakenOutOfUse { .. } => {
            registered.into_iter().flat_map(|entry| retired(entry.clone(), event.at)).collect()
        }
        EventKind::EndpointSuspended { reason, .. } => {
            let suspended = |entry: &RegisteredEndpoint| entry.clone().suspended(reason.clone(), event.at);
            registered.map(suspended).map(in_place).into_iter().collect()
        }
        EventKind::EndpointRestored { .. } => {
            registered.map(|entry| entry.clone().restored(event.at)).map(in_place).into_iter().collect()
        }
        EventKind::VouchingSchemeProposed { proposal, before } => {
            let entries = |one, other| only_in(one, other, organisation, event.at);
            let gone = entries(before.as_ref(), Some(proposal));
            let gone = gone.into_iter().flat_map(|(_, entry)| retired(entry, event.at));
            let new = entries(Some(proposal), before.as_ref()).into_iter().flat_map(|(place, entry)| {
                let (holder, endpoint) =
                    (Holder::Endpoint(organisation.id, entry.id), entry.endpoint.clone());
                [
                    Effect::Register { entry, before: EntryBefore::Absent },
                    Effect::ReserveUrl { endpoint, holder, place },
                ]
            });
            gone.chain(new).collect()
        }
        _ => Vec::new(),
    }
}

/// The entry of an endpoint in use is like this from now on, and its URL stays its own.
const fn in_place(entry: RegisteredEndpoint) -> Effect {
    Effect::Register { entry, before: EntryBefore::InUse }
}

/// The entry is out of use, or will never be in use, and its URL free.
fn retired(entry: RegisteredEndpoint, at: Timestamp) -> [Effect; 2] {
    let (holder, endpoint) = (Holder::Endpoint(entry.organisation, entry.id), entry.endpoint.clone());
    [
        Effect::Register { entry: entry.out_of_use(at), before: EntryBefore::InUse },
        Effect::ReleaseUrl { endpoint, holder },
    ]
}

/// The endpoints that `one` has and `other` has not, as the register has what is proposed, with their places in `one`.
fn only_in(
    one: Option<&SchemeProposal>,
    other: Option<&SchemeProposal>,
    organisation: &Organisation,
    at: Timestamp,
) -> Vec<(usize, RegisteredEndpoint)> {
    let has = |id: EndpointId| other.is_some_and(|other| other.endpoints.iter().any(|(own, _)| *own == id));
    let entry = |(place, (id, endpoint)): (usize, &(EndpointId, ProposedEndpoint))| {
        (place, RegisteredEndpoint::of_vouching_scheme(*id, organisation.id, endpoint.clone(), at))
    };
    let endpoints = one.into_iter().flat_map(|one| one.endpoints.iter().enumerate());
    endpoints.filter(|(_, (id, _))| !has(*id)).map(entry).collect()
}
