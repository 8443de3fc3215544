//! Suspending, restoring and taking endpoints out of use, while a change that adds another Find endpoint goes live: every order (Q5).
//!
//! The domain decides. The table is modelled: a command reads the record of the organisation and the change, decides, and writes if
//! what it writes has the versions that it read; if not, it decides again. Going live writes both. Between reading and writing anything
//! else may happen. The rules look at what was written, and never ask the domain who may. Without the versions they break, so the
//! search sees what each guards.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use domain::actor::{Actor, By, OrganisationRole, PdpRole, Process};
use domain::aggregate::Trail;
use domain::calendar::Calendar;
use domain::change::answers::{Answers, ChangeType, EndpointAnswer};
use domain::change::step_answers::StepAnswers;
use domain::change::{self, Change, Context, HostsAtReview, draft};
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::ids::{ChangeId, EndpointId, OrganisationId, PersonId};
use domain::organisation::{Command, Event, EventKind, Organisation, decide};
use domain::policy::Scale;
use domain::reference::Reference;
use domain::register::EndpointState;
use domain::text::Name;
use jiff::Timestamp;
use model::explore;

/// The Find endpoint that is live, and the one that the change adds.
const OLD: EndpointId = EndpointId::from_u128(0xF1);

fn own() -> OrganisationId {
    OrganisationId::from_u128(0xA)
}

fn now() -> Timestamp {
    "2026-07-06T09:00:00Z".parse().unwrap()
}

fn context() -> Context<'static> {
    Context::at(now(), Calendar::england_and_wales())
}

fn support(number: u128) -> Actor {
    Actor::Staff { person: PersonId::from_u128(number), roles: [PdpRole::Support].into(), name: None }
}

fn reviewer() -> Actor {
    Actor::Staff { person: PersonId::from_u128(0xD3), roles: [PdpRole::Reviewer].into(), name: None }
}

/// Holds every role of the organisation.
fn contact() -> Actor {
    let roles = OrganisationRole::ALL.iter().copied().collect();
    Actor::Member { person: PersonId::from_u128(0xA1), organisation: own(), roles, name: None }
}

fn find(host: &str) -> ProposedEndpoint {
    let url = EndpointUrl::parse(&format!("https://{host}.provider.co.uk"), 2_048).unwrap();
    ProposedEndpoint { endpoint_type: EndpointType::Find, url }
}

fn organisation() -> Organisation {
    Organisation {
        id: own(),
        version: 1,
        name: Name::restore("Harbour Pensions".to_owned()),
        live_endpoints: [(OLD, EndpointType::Find)].into(),
        suspended: BTreeSet::new(),
        restorations: BTreeMap::new(),
        vouching: None,
        people: Vec::new(),
    }
}

/// A change that adds a Find endpoint, which is to go live.
fn due() -> Change {
    let answers = Answers {
        change_type: Some(ChangeType::NewEndpoints),
        reason: "We move".to_owned(),
        oat_requested: Some(false),
        suggested_scale: Some(Scale::Minimal),
        new_endpoints: vec![EndpointAnswer {
            endpoint_type: Some(EndpointType::Find),
            url: find("new").url.to_string(),
        }],
        needs_downtime: Some(false),
        ..Answers::default()
    };
    let begun = draft(ChangeId::from_u128(0xC0), answers, true, &contact(), &context()).expect("a draft");
    let mut change = change::replay([&begun]).expect("a change");
    let submit = change::Command::Submit {
        reference: Reference::from_bits(1),
        organisation_name: "Harbour Pensions".to_owned(),
        live_endpoints: organisation().live_endpoints,
    };
    let confirm = change::Command::Confirm {
        scale: Scale::Minimal,
        reason: None,
        oat_required: false,
        hosts: HostsAtReview::default(),
    };
    let answers = StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: None };
    let step = change::Command::SubmitStep { answers };
    for (actor, command) in [(contact(), submit), (reviewer(), confirm), (contact(), step)] {
        change = change::decide(&change, command, &actor, &context()).expect("a good command").into_after();
    }
    change
}

/// What somebody asks for, once, at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Suspend,
    Propose,
    Approve,
    TakeOut,
}

/// What somebody asks for, of the old endpoint or the new one; none is a due-work job, of which two overlap.
const REQUESTS: [Option<(Ask, bool)>; 8] = [
    Some((Ask::Suspend, true)),
    Some((Ask::Propose, true)),
    Some((Ask::Approve, true)),
    Some((Ask::TakeOut, true)),
    Some((Ask::Suspend, false)),
    Some((Ask::TakeOut, false)),
    None,
    None,
];

/// What a command writes.
#[derive(Debug, Clone)]
struct Writes {
    record: Organisation,
    read_record: u64,
    events: Vec<Event>,
    /// With the change, when it goes live, and the version that was read of it.
    change: Option<(Change, u64)>,
}

/// Where a request is.
#[derive(Debug, Clone)]
enum Place {
    Ahead,
    Decided(Box<Writes>),
    Over,
}

#[derive(Debug, Clone)]
struct State {
    record: Organisation,
    change: Change,
    register: BTreeMap<EndpointId, EndpointState>,
    /// What was suspended and neither restored nor taken out of use, by the histories.
    stopped: BTreeSet<EndpointId>,
    places: Vec<Place>,
}

/// A condition of the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    VersionOfRecord,
    VersionOfChange,
    /// What goes live was to come; what is suspended or restored is in use.
    EntryBefore,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rule {
    /// What is suspended stays so, in record and register, until two people restore it or it is taken out of use.
    StaysSuspended,
    /// The record counts what the register has as live or suspended, and nothing else (C1).
    CountsWhatIsLive,
    /// The only live Find endpoint is not taken out of use, and the only one stays when it is suspended (G5).
    KeepsAFind,
    /// It goes live once (G4).
    LiveOnce,
}

fn new_endpoint(change: &Change) -> (EndpointId, ProposedEndpoint) {
    change.new_endpoints().remove(0)
}

fn on_record(state: &State, ask: Ask, is_old: bool) -> Option<Writes> {
    let (id, endpoint) = if is_old { (OLD, find("old")) } else { new_endpoint(&state.change) };
    let (registered, why) = (Some(endpoint), "As agreed".to_owned());
    let (actor, command) = match ask {
        Ask::Suspend => (support(0xD1), Command::SuspendEndpoint { id, registered, reason: why }),
        Ask::Propose => (support(0xD1), Command::ProposeRestoration { id, registered, reason: why }),
        Ask::Approve => {
            let (approved, reason) = (Some(true), None);
            (support(0xD2), Command::DecideRestoration { id, registered, approved, reason })
        }
        Ask::TakeOut => (contact(), Command::TakeEndpointOutOfUse { id, registered, reason: None }),
    };
    let trail = decide(&state.record, command, &actor, now()).ok()?;
    let record = trail.after().clone();
    Some(Writes { read_record: state.record.version, record, events: trail.into_events(), change: None })
}

/// Going live, which writes the record too, as `app` does.
fn going_live(state: &State) -> Option<Writes> {
    let job = Actor::System(Process::GoLive);
    let trail: Trail<Change> =
        change::decide(&state.change, change::Command::GoLive, &job, &context()).ok()?;
    let live = |event: &change::Event| matches!(event.kind, change::EventKind::EndpointsWentLive { .. });
    if !trail.events().any(live) {
        return None;
    }
    let mut record = state.record.clone();
    record.version += 1;
    record.live_endpoints.insert(new_endpoint(&state.change).0, EndpointType::Find);
    let change = Some((trail.into_after(), state.change.version));
    Some(Writes { read_record: state.record.version, record, events: Vec::new(), change })
}

/// Writes it, and says which rules that breaks; nothing when a condition does not hold.
fn write(state: &mut State, writes: Writes, without: &[Guard]) -> Option<BTreeSet<Rule>> {
    let has = |guard| !without.contains(&guard);
    let mut broken = BTreeSet::new();
    let Writes { record, read_record, events, change } = writes;
    if has(Guard::VersionOfRecord) && read_record != state.record.version {
        return None;
    }
    if let Some((change, read)) = change {
        let id = new_endpoint(&change).0;
        let was = state.register.get(&id).copied();
        let is_to_come = matches!(was, None | Some(EndpointState::Proposed | EndpointState::Scheduled));
        if (has(Guard::VersionOfChange) && read != state.change.version)
            || (has(Guard::EntryBefore) && !is_to_come)
        {
            return None;
        }
        if !is_to_come {
            broken.insert(Rule::LiveOnce);
        }
        state.register.insert(id, EndpointState::Live);
        state.change = change;
    }
    for event in &events {
        let (id, after) = match &event.kind {
            EventKind::EndpointSuspended { id, .. } => (*id, EndpointState::Suspended),
            EventKind::EndpointRestored { id, .. } => (*id, EndpointState::Live),
            EventKind::EndpointTakenOutOfUse { id, .. } => (*id, EndpointState::Inactive),
            EventKind::RestorationProposed { .. } => continue,
            other => panic!("{other:?}"),
        };
        let was = state.register.get(&id).copied();
        let in_use = matches!(was, Some(EndpointState::Live | EndpointState::Suspended));
        if has(Guard::EntryBefore) && !in_use {
            return None;
        }
        if after == EndpointState::Inactive {
            let others: Vec<_> = state.register.iter().filter(|(other, _)| **other != id).collect();
            let stays = |state: EndpointState| others.iter().any(|(_, other)| **other == state);
            let is_kept = stays(EndpointState::Live)
                || (was == Some(EndpointState::Suspended) && stays(EndpointState::Suspended));
            if !is_kept {
                broken.insert(Rule::KeepsAFind);
            }
        }
        if after == EndpointState::Suspended {
            state.stopped.insert(id)
        } else {
            state.stopped.remove(&id)
        };
        state.register.insert(id, after);
    }
    state.record = record;
    let in_state = |wanted: &[EndpointState]| -> BTreeSet<EndpointId> {
        state.register.iter().filter(|(_, is)| wanted.contains(is)).map(|(id, _)| *id).collect()
    };
    if state.record.suspended != state.stopped || in_state(&[EndpointState::Suspended]) != state.stopped {
        broken.insert(Rule::StaysSuspended);
    }
    let counted: BTreeSet<_> = state.record.live_endpoints.keys().copied().collect();
    if counted != in_state(&[EndpointState::Live, EndpointState::Suspended]) {
        broken.insert(Rule::CountsWhatIsLive);
    }
    Some(broken)
}

/// What may happen next to the request at this place.
fn next(state: &State, place: usize, without: &[Guard]) -> Option<(State, BTreeSet<Rule>)> {
    let mut after = state.clone();
    let mut broken = BTreeSet::new();
    after.places[place] = match &state.places[place] {
        Place::Over => return None,
        Place::Ahead => {
            let writes = match REQUESTS[place] {
                Some((ask, is_old)) => on_record(state, ask, is_old),
                None => going_live(state),
            };
            writes.map_or(Place::Over, |writes| Place::Decided(Box::new(writes)))
        }
        Place::Decided(writes) => match write(&mut after, (**writes).clone(), without) {
            Some(found) => {
                broken = found;
                Place::Over
            }
            None => Place::Ahead,
        },
    };
    Some((after, broken))
}

/// What a search met.
#[derive(Default)]
struct Met {
    states: usize,
    broken: BTreeSet<Rule>,
    /// How the register ended: the old endpoint, and the new one.
    ends: BTreeSet<(Option<EndpointState>, Option<EndpointState>)>,
}

/// Searches everything.
fn search(without: &[Guard]) -> Met {
    let (record, change) = (organisation(), due());
    let new = new_endpoint(&change).0;
    let register = [(OLD, EndpointState::Live), (new, EndpointState::Proposed)].into();
    let places = vec![Place::Ahead; REQUESTS.len()];
    let first = State { record, change, register, stopped: BTreeSet::new(), places };
    // The change has two states, and its version tells them apart.
    let name = |state: &State| {
        let place = |place: &Place| match place {
            Place::Ahead => "ahead".to_owned(),
            Place::Over => "over".to_owned(),
            Place::Decided(writes) => {
                let change = writes.change.as_ref().map(|(change, read)| (change.version, *read));
                format!("{:?}{:?}{}{change:?}", writes.record, writes.events, writes.read_record)
            }
        };
        let places: Vec<_> = state.places.iter().map(place).collect();
        let change = state.change.version;
        format!("{:?}{change}{:?}{:?}{places:?}", state.record, state.register, state.stopped)
    };
    let mut met = Met::default();
    let mut look = |state: &State| {
        let followed: Vec<_> =
            (0..state.places.len()).filter_map(|place| next(state, place, without)).collect();
        if followed.is_empty() {
            let at = |id| state.register.get(&id).copied();
            met.ends.insert((at(OLD), at(new)));
        }
        let mut after = Vec::new();
        for (state, broken) in followed {
            if broken.is_empty() {
                after.push(state);
            }
            met.broken.extend(broken);
        }
        Ok::<_, Infallible>(after)
    };
    let Ok(states) = explore(first, name, &mut look);
    Met { states, ..met }
}

/// Holds G4, G5, Q5.
#[test]
fn what_goes_live_beside_a_suspension_disturbs_nothing() {
    let met = search(&[]);
    assert_eq!(met.broken, BTreeSet::new());
    // So that a search that shrinks is noticed.
    assert!(met.states > 15_000, "{} states", met.states);
    let (live, suspended) = (Some(EndpointState::Live), Some(EndpointState::Suspended));
    let out = Some(EndpointState::Inactive);
    for end in
        [(live, live), (suspended, live), (out, live), (live, suspended), (live, out), (suspended, suspended)]
    {
        assert!(met.ends.contains(&end), "{end:?} in {:?}", met.ends);
    }
    assert!(!met.ends.contains(&(out, out)));
}

/// Holds Q5.
#[test]
fn without_the_version_of_the_record_rules_break() {
    let met = search(&[Guard::VersionOfRecord]);
    let found = [Rule::StaysSuspended, Rule::CountsWhatIsLive, Rule::KeepsAFind].into();
    assert_eq!(met.broken, found);
}

/// Each of the three stops what is live from going live again, which would undo a suspension.
///
/// Holds G4, Q5.
#[test]
fn three_guards_keep_what_is_live_from_going_live_again() {
    use Guard::{EntryBefore, VersionOfChange, VersionOfRecord};
    assert!(search(&[VersionOfRecord, VersionOfChange, EntryBefore]).broken.contains(&Rule::LiveOnce));
    for two in
        [[VersionOfRecord, VersionOfChange], [VersionOfRecord, EntryBefore], [VersionOfChange, EntryBefore]]
    {
        assert!(!search(&two).broken.contains(&Rule::LiveOnce), "without {two:?}");
    }
}

/// The rules see what the domain writes of a suspension, and by whom it is undone.
#[test]
fn nobody_restores_alone_what_they_proposed() {
    let first = organisation();
    let (id, registered, reason) = (OLD, Some(find("old")), "As agreed".to_owned());
    let suspend = Command::SuspendEndpoint { id, registered: registered.clone(), reason: reason.clone() };
    let stopped = decide(&first, suspend, &support(0xD1), now()).unwrap().into_after();
    let propose = Command::ProposeRestoration { id, registered: registered.clone(), reason };
    let proposed = decide(&stopped, propose, &support(0xD1), now()).unwrap().into_after();
    let approve = Command::DecideRestoration { id, registered, approved: Some(true), reason: None };
    assert!(decide(&proposed, approve.clone(), &support(0xD1), now()).is_err());
    let restored = decide(&proposed, approve, &support(0xD2), now()).unwrap();
    let by = restored.events().map(|event| event.by).collect::<Vec<_>>();
    assert!(matches!(by[..], [By::Person { person, .. }] if person == PersonId::from_u128(0xD2)));
}
