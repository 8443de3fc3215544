//! Properties that hold however people, PDP, the probe and the due-work job act on a request: random walks of attempts that come to
//! anything, commands sensible and not, by anyone, while what is tested moves on; deliveries repeated.

mod generate;
mod model;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::oat::{
    Command, CommandKind, Event, OatRequest, Status, apply, authorise, decide, replay, request,
};
use domain::reference::OatReference;
use jiff::{Span, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{TestCaseError, TestRunner};

use self::generate::{Act, Attempt, Walk, any_walk};
use self::model::Model;
use self::world::World;
use super::samples::{DATE, good_answers};
use crate::support::context;
use crate::support::people::{go_live_process, one_per_role, service_manager};
use crate::support::samples::monday_morning;

/// What the walks came past, to know that they go somewhere.
#[derive(Default)]
struct Seen {
    walks: usize,
    statuses: BTreeSet<Status>,
    accepted: BTreeSet<CommandKind>,
    refused: BTreeSet<CommandKind>,
    events: BTreeMap<&'static str, usize>,
}

/// A request on a walk, with what it tests, and what is known of it from its events alone.
struct Traveller {
    oat: OatRequest,
    events: Vec<Event>,
    world: World,
    model: Model,
}

impl Traveller {
    fn new(of_change: bool) -> Self {
        let now = monday_morning();
        let world = World::new(of_change);
        let (reference, answers) = (OatReference::from_bits(7), good_answers(DATE));
        let view = world.view(now);
        let first =
            request(reference, &answers, &service_manager(), &view, &context(now)).expect("a request");
        let oat = replay([&first]).expect("a request");
        Self { oat, model: Model::new(&first), events: vec![first], world }
    }

    /// Somebody who may, unless it is said who.
    fn actor(&self, attempt: &Attempt, command: &Command) -> Actor {
        let someone = || {
            let mut actors = one_per_role().into_iter().map(|(_, actor)| actor);
            actors.find(|actor| authorise(&self.oat, command.kind(), actor).is_ok())
        };
        attempt.actor.clone().or_else(someone).unwrap_or_else(service_manager)
    }

    fn meet(
        &mut self,
        command: &Command,
        actor: &Actor,
        now: Timestamp,
        seen: &mut Seen,
    ) -> Result<(), TestCaseError> {
        let before = self.oat.clone();
        let view = self.world.view(now);
        let decided = decide(&self.oat, command.clone(), actor, &view, &context(now)).map(Trail::into_events);
        let again = decide(&self.oat, command.clone(), actor, &view, &context(now)).map(Trail::into_events);
        prop_assert_eq!(&decided, &again, "decided differently");
        match decided {
            Err(refusal) => {
                seen.refused.insert(command.kind());
                prop_assert!(!refusal.to_string().is_empty());
            }
            Ok(new) => {
                seen.accepted.insert(command.kind());
                prop_assert!(actor.may_see(before.organisation), "another organisation acted");
                prop_assert!(new.iter().all(|event| event.at == now));
                for event in &new {
                    apply(&mut self.oat, event);
                    *seen.events.entry(event.kind.code()).or_default() += 1;
                    self.model.observe(event, &view).map_err(TestCaseError::fail)?;
                    self.world.follow(&event.kind);
                }
                self.events.extend(new);
                self.check(&before)?;
            }
        }
        seen.statuses.insert(self.oat.status());
        Ok(())
    }

    /// What holds after every accepted command.
    fn check(&self, before: &OatRequest) -> Result<(), TestCaseError> {
        let oat = &self.oat;
        prop_assert_eq!(oat.version, self.events.len() as u64, "the version counts the events");
        prop_assert_eq!(
            (oat.id, oat.reference, &oat.organisation),
            (before.id, before.reference, &before.organisation)
        );
        if before.status() == Status::Live {
            prop_assert_eq!(&oat.stage, &before.stage, "what is live stays live");
        }
        prop_assert_eq!(oat.is_undecided(), self.model.is_undecided(), "undecided, of {:?}", oat.stage);
        let numbers: Vec<_> = oat.runs.iter().map(|run| run.number).collect();
        prop_assert_eq!(numbers, (1..=oat.runs.len() as u32).collect::<Vec<_>>());
        let earlier = &oat.runs[..oat.runs.len() - 1];
        prop_assert!(earlier.iter().all(|run| run.ended.is_some()), "one run at a time");
        if oat.status() == Status::Testing {
            prop_assert!(oat.probe_at().is_some(), "a test that nobody ever makes");
        }
        let may_run = matches!(oat.status(), Status::Testing | Status::Passed);
        prop_assert!(may_run || oat.open_run().is_none(), "a run of what is over");
        prop_assert!(
            oat.findings.len() >= before.findings.len() && oat.support.len() >= before.support.len()
        );
        Ok(())
    }

    /// What holds at the end: the record replays, views know their age, and one due-work job does what is due and no more.
    fn arrive(mut self, now: Timestamp, seen: &mut Seen) -> Result<(), TestCaseError> {
        prop_assert_eq!(replay(&self.events), Some(self.oat.clone()), "the events lead elsewhere");
        for version in 1..=self.events.len() {
            let fresh = self.events[version..].iter().all(|event| event.kind.leaves_views_fresh());
            prop_assert_eq!(self.oat.is_current(version as u64), fresh, "seen at {}", version);
        }
        self.meet(&Command::GoLive, &go_live_process(), now, seen)?;
        let settled = self.oat.clone();
        self.meet(&Command::GoLive, &go_live_process(), now, seen)?;
        prop_assert_eq!(&self.oat, &settled, "a due-work job that is repeated changes nothing");
        seen.walks += 1;
        Ok(())
    }
}

/// What is told again is already so.
fn is_settled_by_once(kind: CommandKind) -> bool {
    matches!(
        kind,
        CommandKind::RecordAttempts | CommandKind::Close | CommandKind::GoLive | CommandKind::RecordFinding
    )
}

fn walk((of_change, attempts): Walk, seen: &mut Seen) -> Result<(), TestCaseError> {
    let mut now = monday_morning();
    let mut traveller = Traveller::new(of_change);
    for attempt in attempts {
        now += Span::new().minutes(attempt.minutes);
        let command = match &attempt.act {
            Act::Turn(turn) => {
                traveller.world.turn(turn, now);
                continue;
            }
            Act::Probe(choices) => {
                // When something is due, the probe is there then; it is never early.
                now = traveller.oat.probe_at().map_or(now, |due| now.max(due));
                generate::probe(&traveller.oat, &traveller.world.view(now), choices, now)
            }
            Act::Stray(number, came) => generate::stray(&traveller.oat, *number, came, now),
            Act::Ask(ask) => ask.command(&traveller.oat, now),
        };
        let actor = traveller.actor(&attempt, &command);
        traveller.meet(&command, &actor, now, seen)?;
        if attempt.twice {
            let once = traveller.oat.clone();
            traveller.meet(&command, &actor, now, seen)?;
            let settled = is_settled_by_once(command.kind());
            prop_assert!(!settled || traveller.oat == once, "{:?} arrived twice", command.kind());
        }
    }
    traveller.arrive(now, seen)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Holds O3.
    #[test]
    fn every_walk_keeps_the_rules_of_the_test(walked in any_walk()) {
        walk(walked, &mut Seen::default())?;
    }
}

#[test]
fn the_walks_meet_every_status_event_and_command_both_ways() {
    let mut runner = TestRunner::deterministic();
    let mut seen = Seen::default();
    for _ in 0..1_000 {
        let walked = any_walk().new_tree(&mut runner).expect("a walk").current();
        walk(walked, &mut seen).expect("the rules kept");
    }
    assert_eq!(seen.statuses, Status::ALL.iter().copied().collect());
    let commands: BTreeSet<_> = CommandKind::ALL.iter().copied().collect();
    assert_eq!(seen.accepted, commands);
    assert_eq!(seen.refused, commands);
    assert_eq!(seen.events.keys().copied().collect::<Vec<_>>(), model::EVENTS, "{:?}", seen.events);
    for code in ["oat_passed", "oat_failed", "override_approved", "scheme_went_live", "own_fault_reported"] {
        let count = seen.events.get(code).copied().unwrap_or_default();
        assert!(count * 20 >= seen.walks, "{code}: {count} of {}", seen.walks);
    }
}
