//! A batch reports its work, ends in time, and counts its own faults against nobody (O6, O7).

use std::sync::Arc;

use app::{Ids, Services, Signature};
use domain::oat::Status;
use domain::oat::observation::OwnFault;
use fakes::Fakes;
use jiff::SignedDuration;
use oat_probe::{COMMIT, handle};
use pollster::block_on;

use crate::endpoints::Answer;
use crate::world::{DEADLINE, INVOCATION, World, pre_flight};

/// Holds O3.
#[test]
fn what_is_due_is_probed_at_once_and_told() {
    let world = World::new(3, 2);
    let report = world.batch();
    assert_eq!((report.runs, report.attempts, report.more), (3, 6, false));
    world.all_passed_once("one batch");
    let report = world.batch();
    assert_eq!((report.runs, report.attempts), (0, 0), "there is nothing more to do");
}

#[test]
fn a_pre_flight_is_made_beside_and_is_signed_by_nobody() {
    let world = World::new(1, 1);
    pre_flight(&world.fakes, world.due[0].0);
    let report = world.batch();
    assert_eq!((report.runs, report.pre_flights), (1, 1));
    let asked = world.endpoints.asked();
    let signed = asked.iter().filter(|request| request.signature == Signature::Pdp).count();
    assert_eq!((asked.len(), signed), (2, 1));
    assert_eq!(world.batch().pre_flights, 0, "once");
}

#[test]
fn a_failure_that_may_pass_is_tried_again_in_a_later_pass() {
    let world = World::new(1, 1);
    world.endpoints.answer(Answer::Status(503));
    assert_eq!(world.batch().attempts, 1);
    assert_eq!(world.batch().attempts, 0, "not yet");
    let minutes = (1..=5).map(|_| {
        world.fakes.clock.advance(SignedDuration::from_mins(1));
        world.batch().attempts
    });
    assert_eq!(minutes.sum::<usize>(), 2, "three in all");
    assert_eq!(world.status(0), Status::Failed);
    assert_eq!(world.endpoints.times().len(), 3, "each under an id of its own");
}

/// Holds O7.
#[test]
fn our_own_fault_counts_against_nobody_and_the_run_goes_on() {
    let world = World::new(1, 1);
    world.endpoints.answer(Answer::Ours(OwnFault::SecretMissing));
    let mut attempts = 0;
    for _ in 0..60 {
        attempts += world.batch().attempts;
        world.fakes.clock.advance(SignedDuration::from_mins(1));
    }
    // At once, after 1, 5 and 15 minutes; the next is an hour later.
    assert_eq!(attempts, 4);
    assert_eq!(world.status(0), Status::Testing);
    world.endpoints.answer(Answer::Status(202));
    world.fakes.clock.advance(SignedDuration::from_mins(60));
    world.batch();
    assert_eq!(world.status(0), Status::Passed);
}

#[test]
fn how_late_the_most_overdue_run_was_is_told_in_seconds() {
    let world = World::new(2, 1);
    assert_eq!(World::new(0, 0).batch().late_seconds, 0);
    world.fakes.clock.advance(SignedDuration::from_mins(11));
    assert_eq!(world.batch().late_seconds, 660);
    assert_eq!(world.batch().late_seconds, 0);
}

#[test]
fn whole_days_left_of_the_certificate_are_told() {
    let mut world = World::new(0, 0);
    assert_eq!(world.batch().certificate_days_left, None, "there is none to read");
    let day = SignedDuration::from_hours(24);
    let second = SignedDuration::from_secs(1);
    for (lasts, days) in [(day * 30, 30), (day * 30 - second, 29), (second, 0), (-second, -1)] {
        world.endpoints.certificate_lasts = Some(lasts);
        assert_eq!(world.batch().certificate_days_left, Some(days), "{lasts}");
    }
}

#[test]
fn an_invocation_nearly_over_says_that_there_is_more() {
    let world = World::new(1, 1);
    let services = world.fakes.services();
    let report = block_on(handle(&services, &world.endpoints, DEADLINE * 2 + COMMIT, DEADLINE)).unwrap();
    assert_eq!((report.attempts, report.more), (0, true));
    assert!(world.endpoints.asked().is_empty());
    assert_eq!(world.batch().attempts, 1, "it stayed due");
}

/// Ids that take time, because everything claimed together needs one for its lease.
struct SlowIds(Fakes);

impl Ids for SlowIds {
    fn uuid(&self) -> [u8; 16] {
        self.0.clock.advance(DEADLINE);
        self.0.ids.uuid()
    }

    fn bits(&self) -> u64 {
        self.0.ids.bits()
    }
}

/// Holds O3.
#[test]
fn what_does_not_fit_in_the_time_stays_due_for_the_next_pass() {
    // Ten times the number claimed together.
    let all = 250;
    let world = World::new(all, 1);
    let fakes = &world.fakes;
    let slow = Arc::new(SlowIds(fakes.clone()));
    let services = Services::new(fakes.store.clone(), Arc::new(fakes.clock.clone()), slow);
    let report = block_on(handle(&services, &world.endpoints, INVOCATION, DEADLINE)).unwrap();
    assert!((1..usize::from(all)).contains(&report.attempts), "{report:?}");
    assert!(report.more);
    let rest = world.batch();
    assert_eq!((report.attempts + rest.attempts, rest.more), (usize::from(all), false));
    world.all_passed_once("two batches");
}
