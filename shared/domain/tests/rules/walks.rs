//! Properties that hold however people, PDP and the system act on a change: random walks of commands, sensible and not, by
//! anyone, at times that move forward, with due-work jobs at any time; deliveries repeated, lost, and in another order.

mod generate;
mod model;
mod pilot;
mod record;

use std::collections::{BTreeMap, BTreeSet};

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::change::answers::Answers;
use domain::change::steps::StepState;
use domain::change::{Change, Command, CommandKind, Event, EventKind, Status, apply, decide, draft, replay};
use domain::ids::ChangeId;
use domain::policy::Scale;
use jiff::{Span, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{TestCaseError, TestRunner};

use self::generate::{Attempt, Delivery, Intent, Walk, any_walk};
use self::model::Model;
use crate::support::context;
use crate::support::people::{business_contact, go_live_process};
use crate::support::samples::monday_morning;

/// What the walks came past, to know that they go somewhere.
#[derive(Default)]
struct Seen {
    walks: usize,
    statuses: BTreeSet<Status>,
    accepted: BTreeSet<CommandKind>,
    refused: BTreeSet<CommandKind>,
    live: BTreeMap<(Scale, bool), usize>,
    events: BTreeMap<&'static str, usize>,
    complete: usize,
    withdrawn_when_live: usize,
    released_by_reclassification: usize,
}

/// A command that was delivered: what, by whom, when.
type Delivered = (Command, Actor, Timestamp);

/// A change on a walk, with all that is known of it.
struct Traveller {
    change: Change,
    events: Vec<Event>,
    model: Model,
    was_held_by_reclassification: bool,
}

impl Traveller {
    fn new(answers: Answers) -> Self {
        let ctx = context(monday_morning());
        let first = draft(ChangeId::from_u128(1), answers, true, &business_contact(), &ctx).expect("a draft");
        let change = replay([&first]).expect("a change");
        Self { change, events: vec![first], model: Model::default(), was_held_by_reclassification: false }
    }

    /// The command, and who asks for it.
    fn resolve(&self, attempt: &Attempt, now: Timestamp) -> (Command, Actor) {
        let command = match &attempt.intent {
            Intent::Advance(choice) => pilot::next(&self.change, *choice, now),
            Intent::SendBack => {
                let views = self.change.steps();
                let with_pdp = views.iter().find(|view| matches!(view.state, StepState::WithPdp { .. }));
                with_pdp.map_or(Command::RemindReview, |view| Command::ReturnStep {
                    step: view.step,
                    reason: "The date is missing".to_owned(),
                })
            }
            Intent::Try(command) => command.clone(),
        };
        let actor = attempt.actor.clone().or_else(|| pilot::someone_who_may(&self.change, &command));
        (command, actor.unwrap_or_else(business_contact))
    }

    /// Decides it, and applies what was decided unless that is lost.
    fn meet(
        &mut self,
        (command, actor, now): &Delivered,
        lost: bool,
        seen: &mut Seen,
    ) -> Result<(), TestCaseError> {
        let before = self.change.clone();
        let kind = command.kind();
        let decided = decide(&self.change, command.clone(), actor, &context(*now)).map(Trail::into_events);
        let again = decide(&self.change, command.clone(), actor, &context(*now)).map(Trail::into_events);
        prop_assert_eq!(&decided, &again, "decided differently");
        match decided {
            Err(refusal) => {
                seen.refused.insert(kind);
                prop_assert!(!refusal.to_string().is_empty());
                prop_assert_eq!(&self.change, &before);
            }
            Ok(_) if lost => {}
            Ok(new) => {
                seen.accepted.insert(kind);
                prop_assert!(actor.may_see(before.organisation), "another organisation acted");
                new.iter().for_each(|event| apply(&mut self.change, event));
                record::check(&before, &self.change, &new, *now)?;
                self.model.observe(&new).map_err(TestCaseError::fail)?;
                self.was_held_by_reclassification |= self.model.is_held_by_reclassification();
                prop_assert_eq!(self.model.live.map(|(at, ..)| at), self.change.live_at);
                self.count(&new, seen);
                self.events.extend(new);
            }
        }
        seen.statuses.insert(self.change.status());
        prop_assert_eq!(self.change.version, self.events.len() as u64);
        Ok(())
    }

    fn count(&self, new: &[Event], seen: &mut Seen) {
        for event in new {
            *seen.events.entry(event.kind.code()).or_default() += 1;
            if let (EventKind::EndpointsWentLive { .. }, Some((_, scale, oat))) =
                (&event.kind, self.model.live)
            {
                *seen.live.entry((scale, oat)).or_default() += 1;
                seen.released_by_reclassification += usize::from(self.was_held_by_reclassification);
            }
        }
    }

    /// What holds at the end: the record replays, views know their age, and one more due-work job does what is due and no more.
    fn arrive(mut self, now: Timestamp, seen: &mut Seen) -> Result<(), TestCaseError> {
        prop_assert_eq!(replay(&self.events), Some(self.change.clone()), "the events lead elsewhere");
        record::check_freshness(&self.change, &self.events)?;
        let is_due = self.change.go_live_at().is_some_and(|at| at <= now);
        let was_live = self.change.live_at.is_some();
        self.meet(&(Command::GoLive, go_live_process(), now), false, seen)?;
        prop_assert_eq!(self.change.live_at.is_some(), was_live || is_due);
        let settled = self.change.clone();
        self.meet(&(Command::GoLive, go_live_process(), now), false, seen)?;
        prop_assert_eq!(&self.change, &settled, "a due-work job that is repeated changes nothing");
        seen.complete += usize::from(self.change.status() == Status::Complete);
        let withdrawn_live = self.change.status() == Status::Withdrawn && self.change.live_at.is_some();
        seen.withdrawn_when_live += usize::from(withdrawn_live);
        seen.walks += 1;
        Ok(())
    }
}

/// What a process of the system asks for again is already so. Something undecided is told with what makes it so, in one transaction,
/// and never again: told once more, it is something else.
fn is_settled_by_once(command: &Command) -> bool {
    match command {
        Command::AwaitOat { undecided } => !undecided,
        command => matches!(
            command.kind(),
            CommandKind::GoLive
                | CommandKind::RemindReview
                | CommandKind::PassOat
                | CommandKind::RevokeOat
                | CommandKind::MoveConnectionDate
                | CommandKind::ReceiveEvidence
                | CommandKind::AcceptEvidence
                | CommandKind::RejectEvidence
        ),
    }
}

/// Takes the walk; answers what was delivered on it.
fn walk((answers, attempts): Walk, seen: &mut Seen) -> Result<(Answers, Vec<Delivered>), TestCaseError> {
    let mut now = monday_morning();
    let mut traveller = Traveller::new(answers.clone());
    let mut delivered = Vec::new();
    for attempt in attempts {
        now += Span::new().minutes(attempt.minutes);
        let (command, actor) = traveller.resolve(&attempt, now);
        let delivery = (command, actor, now);
        traveller.meet(&delivery, attempt.delivery == Delivery::Lost, seen)?;
        if attempt.delivery == Delivery::Twice {
            let once = traveller.change.clone();
            traveller.meet(&delivery, false, seen)?;
            let settled = is_settled_by_once(&delivery.0);
            prop_assert!(!settled || traveller.change == once, "{:?} arrived twice", delivery.0.kind());
        }
        delivered.push(delivery);
    }
    traveller.arrive(now, seen)?;
    Ok((answers, delivered))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Holds P1, V2, A1.
    #[test]
    fn every_walk_keeps_the_rules_of_the_record(walked in any_walk()) {
        walk(walked, &mut Seen::default())?;
    }

    #[test]
    fn what_was_delivered_keeps_the_rules_in_any_other_order_too(
        walked in any_walk(),
        swaps in proptest::collection::vec((0_usize..110, 1_usize..6), 1..12),
    ) {
        let (answers, mut delivered) = walk(walked, &mut Seen::default())?;
        let times: Vec<_> = delivered.iter().map(|(.., now)| *now).collect();
        for (at, apart) in swaps {
            let (one, other) = (at % delivered.len(), (at + apart) % delivered.len());
            delivered.swap(one, other);
        }
        let mut traveller = Traveller::new(answers);
        let mut now = monday_morning();
        for ((command, actor, _), time) in delivered.into_iter().zip(times) {
            now = time;
            traveller.meet(&(command, actor, now), false, &mut Seen::default())?;
        }
        traveller.arrive(now, &mut Seen::default())?;
    }
}

/// Holds A1.
#[test]
fn the_walks_meet_every_status_and_command_both_ways() {
    let seen = many_walks();
    assert_eq!(seen.statuses, Status::ALL.iter().copied().collect());
    let commands: BTreeSet<_> = CommandKind::ALL.iter().copied().collect();
    assert_eq!(seen.accepted, commands);
    assert_eq!(seen.refused, commands);
}

#[test]
fn enough_walks_go_live_at_every_scale_with_and_without_oat() {
    let seen = many_walks();
    for scale in Scale::ALL {
        for oat in [false, true] {
            let live = seen.live.get(&(*scale, oat)).copied().unwrap_or_default();
            assert!(live * 100 >= seen.walks, "{scale}, OAT {oat}: {live} of {}", seen.walks);
        }
    }
    let live: usize = seen.live.values().sum();
    assert!(live * 3 >= seen.walks, "{live} of {}", seen.walks);
    assert!(seen.complete * 3 >= seen.walks, "complete: {} of {}", seen.complete, seen.walks);
    assert!(seen.withdrawn_when_live >= 3, "withdrawn when live: {}", seen.withdrawn_when_live);
    let released = seen.released_by_reclassification;
    assert!(released >= 10, "released after a reclassification: {released}");
    let codes = [
        "going_live_held",
        "going_live_released",
        "oat_settled",
        "connection_date_given",
        "step_returned",
        "step_reopened",
        "confirmation_taken_back",
    ];
    for code in codes {
        let count = seen.events.get(code).copied().unwrap_or_default();
        assert!(count * 50 >= seen.walks, "{code}: {count} of {}", seen.walks);
    }
}

/// Walks that are the same each time.
fn many_walks() -> Seen {
    let mut runner = TestRunner::deterministic();
    let mut seen = Seen::default();
    for _ in 0..600 {
        let walked = any_walk().new_tree(&mut runner).expect("a walk").current();
        walk(walked, &mut seen).expect("the rules kept");
    }
    seen
}
