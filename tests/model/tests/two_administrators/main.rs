//! Every order in which administrators of PDP propose, approve, withdraw and take away roles at once (Q4).
//!
//! The domain decides. The table is modelled: a command reads the team, decides, and writes if the version is the one that it read;
//! if not, it decides again. Between reading and writing anything else may happen. The rules look at what was written, and never ask
//! the domain who may. Without the version one of them breaks, so the search sees what it guards.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::convert::Infallible;

use domain::actor::{Actor, PdpRole};
use domain::aggregate::{Aggregate, Event, Trail};
use domain::email::EmailAddress;
use domain::ids::{PersonId, ProposalId, SignInId};
use domain::organisation::{
    MemberCommand, MemberEvent, PdpTeam, Person, TeamCommand, TeamEventKind, TypedWhom, Whom, decide_team,
};
use domain::text::Name;
use jiff::Timestamp;
use model::explore;

use PdpRole::{Administrator, Reviewer, Support};

type Happened = Event<TeamEventKind>;

/// Three administrators, and somebody who is to get a role.
const ADMINISTRATORS: [u128; 3] = [1, 2, 3];
const COLLEAGUE: u128 = 4;
/// About the colleague, and about the second administrator.
const OF_COLLEAGUE: u128 = 7;
const OF_ADMINISTRATOR: u128 = 8;

fn person(number: u128) -> PersonId {
    PersonId::from_u128(number)
}

fn proposal(number: u128) -> ProposalId {
    ProposalId::from_u128(number)
}

fn team() -> PdpTeam {
    let one = |number, role| Person {
        id: person(number),
        sign_in: SignInId::from_u128(number),
        name: Name::restore(format!("Person {number}")),
        email: EmailAddress::restore(format!("person-{number}@example.org")),
        roles: [role].into(),
    };
    let administrators = ADMINISTRATORS.map(|number| one(number, Administrator));
    let people = administrators.into_iter().chain([one(COLLEAGUE, Reviewer)]).collect();
    PdpTeam { version: 1, people, proposals: Vec::new() }
}

/// Who asks for what. Each is asked once, at any time.
fn requests() -> Vec<(u128, TeamCommand)> {
    let propose = |id, whom| TeamCommand::Propose {
        id: proposal(id),
        whom: TypedWhom::Member(person(whom)),
        roles: [Support].into(),
    };
    let approve = |id| TeamCommand::Approve { id: proposal(id), joins: None };
    let take_all = |whom| MemberCommand::ChangeRoles { person: person(whom), roles: BTreeSet::new() };
    vec![
        (1, propose(OF_COLLEAGUE, COLLEAGUE)),
        (2, approve(OF_COLLEAGUE)),
        (3, approve(OF_COLLEAGUE)),
        (1, approve(OF_COLLEAGUE)),
        (3, TeamCommand::Withdraw { id: proposal(OF_COLLEAGUE) }),
        (3, TeamCommand::Member(take_all(1))),
        (2, TeamCommand::Member(take_all(COLLEAGUE))),
        (1, propose(OF_ADMINISTRATOR, 2)),
        (2, approve(OF_ADMINISTRATOR)),
    ]
}

/// Where a request is.
#[derive(Debug, Clone)]
enum Place {
    Ahead,
    /// It has read this version and decided this.
    Decided(u64, Vec<Happened>),
    Over,
}

#[derive(Debug, Clone)]
struct State {
    team: PdpTeam,
    places: Vec<Place>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rule {
    /// A proposal that is settled is settled no second time.
    SettledOnce,
    /// Who approves has not proposed it and does not get it.
    TwoPeople,
    /// Whoever proposed it administers PDP when it is approved.
    ByAnAdministrator,
    /// Roles come of approved proposals, and only those.
    OnlyWhatWasApproved,
}

/// Which rule it breaks that this is written on `before`, if any.
fn broken(before: &PdpTeam, events: &[Happened], after: &PdpTeam) -> Option<Rule> {
    let mut may_gain = BTreeSet::new();
    for event in events {
        let (TeamEventKind::RolesApproved { proposal } | TeamEventKind::ProposalWithdrawn { proposal }) =
            &event.kind
        else {
            continue;
        };
        if before.proposals.iter().all(|waiting| waiting.id != proposal.id) {
            return Some(Rule::SettledOnce);
        }
        if matches!(event.kind, TeamEventKind::ProposalWithdrawn { .. }) {
            continue;
        }
        let Whom::Member(gets) = proposal.whom else { panic!("nobody joins here") };
        let domain::actor::By::Person { person: approves, .. } = event.by else { panic!("{event:?}") };
        if approves == proposal.by || approves == gets {
            return Some(Rule::TwoPeople);
        }
        if before.holders(Administrator).all(|one| one.id != proposal.by) {
            return Some(Rule::ByAnAdministrator);
        }
        may_gain.extend(proposal.roles.iter().map(|role| (gets, *role)));
    }
    let held = |team: &PdpTeam| -> BTreeSet<(PersonId, PdpRole)> {
        team.people.iter().flat_map(|one| one.roles.iter().map(|role| (one.id, *role))).collect()
    };
    let gained: BTreeSet<_> = held(after).difference(&held(before)).copied().collect();
    (!gained.is_subset(&may_gain)).then_some(Rule::OnlyWhatWasApproved)
}

/// What may happen next to the request at this place.
fn next(state: &State, place: usize, has_guard: bool) -> Option<(State, Option<Rule>)> {
    let mut after = state.clone();
    match &state.places[place] {
        Place::Over => None,
        Place::Ahead => {
            let (number, command) = requests().swap_remove(place);
            // As their token says: it was made before anything of this.
            let actor = Actor::Staff { person: person(number), roles: [Administrator].into(), name: None };
            let decided = decide_team(&state.team, command, &actor, Timestamp::UNIX_EPOCH);
            after.places[place] = match decided.map(Trail::into_events) {
                Ok(events) if !events.is_empty() => Place::Decided(state.team.version, events),
                _ => Place::Over,
            };
            Some((after, None))
        }
        Place::Decided(version, _) if has_guard && *version != state.team.version => {
            after.places[place] = Place::Ahead;
            Some((after, None))
        }
        Place::Decided(_, events) => {
            events.iter().for_each(|event| after.team.apply(event));
            after.places[place] = Place::Over;
            let rule = broken(&state.team, events, &after.team);
            Some((after, rule))
        }
    }
}

/// What a search met.
#[derive(Default)]
struct Met {
    states: usize,
    broken: BTreeSet<Rule>,
    /// Ways in which the colleague ended: with the role or without, and whether anything waits.
    ends: BTreeSet<(bool, usize)>,
}

/// Searches everything.
fn search(has_guard: bool) -> Met {
    let first = State { team: team(), places: vec![Place::Ahead; requests().len()] };
    let mut met = Met::default();
    let mut look = |state: &State| {
        let followed: Vec<_> =
            (0..state.places.len()).filter_map(|place| next(state, place, has_guard)).collect();
        if followed.is_empty() {
            let colleague = state.team.people.iter().find(|one| one.id == person(COLLEAGUE));
            let has_it = colleague.is_some_and(|one| one.roles.contains(&Support));
            met.ends.insert((has_it, state.team.proposals.len()));
        }
        let mut after = Vec::new();
        for (state, rule) in followed {
            if rule.is_none() {
                after.push(state);
            }
            met.broken.extend(rule);
        }
        Ok::<_, Infallible>(after)
    };
    let Ok(states) = explore(first, |state| format!("{state:?}"), &mut look);
    Met { states, ..met }
}

/// Holds Q4.
#[test]
fn two_administrators_give_a_role_in_whatever_order_they_act() {
    let met = search(true);
    assert_eq!(met.broken, BTreeSet::new());
    // So that a search that shrinks is noticed.
    assert!(met.states > 2_000, "{} states", met.states);
    assert!(met.ends.contains(&(true, 0)) && met.ends.contains(&(false, 0)), "{:?}", met.ends);
}

/// Holds Q4.
#[test]
fn without_the_version_the_search_finds_what_breaks() {
    let met = search(false);
    assert!(met.broken.contains(&Rule::SettledOnce), "{:?}", met.broken);
}

/// What the rules would see is what the domain makes.
#[test]
fn the_rules_know_an_approval_of_ones_own_proposal() {
    let command = requests().swap_remove(0).1;
    let actor = Actor::Staff { person: person(1), roles: [Administrator].into(), name: None };
    let proposed = decide_team(&team(), command, &actor, Timestamp::UNIX_EPOCH).unwrap().into_after();
    let waiting = proposed.proposals[0].clone();
    let by = domain::actor::By::Person { person: person(1), role: Administrator.into() };
    let event = |kind| Event { at: Timestamp::UNIX_EPOCH, by, kind };
    let given = MemberEvent::RolesChanged {
        person: person(COLLEAGUE),
        from: [Reviewer].into(),
        to: [Reviewer, Support].into(),
    };
    let events = [
        event(TeamEventKind::RolesApproved { proposal: waiting }),
        event(TeamEventKind::Member(given.clone())),
    ];
    let mut after = proposed.clone();
    events.iter().for_each(|event| after.apply(event));
    assert_eq!(broken(&proposed, &events, &after), Some(Rule::TwoPeople));
    assert_eq!(
        broken(&proposed, &[event(TeamEventKind::Member(given))], &after),
        Some(Rule::OnlyWhatWasApproved)
    );
}
