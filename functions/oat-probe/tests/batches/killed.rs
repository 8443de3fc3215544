//! A batch that ends at any of its stops, or whose calls or answers get lost: a later one finishes its work.

use app::PROBE_LEASE;
use app::Services;
use fakes::{MemoryStore, Stepped, Trouble, Work};
use jiff::SignedDuration;

use crate::world::{World, pre_flight};

fn services_of(world: &World, trouble: Trouble) -> Services<Stepped<MemoryStore>> {
    world.fakes.services_over(Stepped::new(world.fakes.store.clone(), trouble))
}

/// Holds O3.
#[test]
fn a_killed_pass_is_finished_by_another_with_the_same_requests() {
    for steps in 0.. {
        let world = World::new(2, 2);
        let services = services_of(&world, Trouble::Nothing);
        let mut batch = Work::new(world.batch_at(&services));
        let done = (0..steps).any(|_| batch.step().is_some());
        drop(batch);
        world.go_on();
        let why = format!("killed after {steps} steps");
        world.all_passed_once(&why);
        // Four endpoints, each under one id. A request of the killed batch is sent again under the same id.
        let times = world.endpoints.times();
        assert_eq!(times.len(), 4, "{why}");
        assert!(times.values().all(|times| (1..=2).contains(times)), "{why}: {times:?}");
        if done {
            assert!(steps > 6, "{steps} steps");
            break;
        }
    }
}

#[test]
fn nobody_probes_what_a_killed_pass_began_until_its_lease_ends() {
    for steps in 0.. {
        let world = World::new(1, 1);
        let services = services_of(&world, Trouble::Nothing);
        let mut batch = Work::new(world.batch_at(&services));
        let done = (0..steps).any(|_| batch.step().is_some());
        drop(batch);
        let sent = world.endpoints.asked().len();
        world.fakes.clock.advance(PROBE_LEASE - SignedDuration::from_secs(1));
        world.batch();
        if sent > 0 {
            assert_eq!(world.endpoints.asked().len(), sent, "after {steps} steps");
        }
        world.fakes.clock.advance(SignedDuration::from_secs(1));
        world.batch();
        world.all_passed_once(&format!("killed after {steps} steps"));
        if done {
            break;
        }
    }
}

#[test]
fn a_pass_whose_call_or_answer_is_lost_is_finished_by_another() {
    for trouble in [Trouble::CallLost, Trouble::AnswerLost] {
        for number in 0.. {
            let world = World::new(2, 2);
            let services = services_of(&world, trouble(number));
            let mut batch = Work::new(world.batch_at(&services));
            let outcome = loop {
                if let Some(outcome) = batch.step() {
                    break outcome;
                }
            };
            let calls = services.store.calls();
            drop(batch);
            assert!(outcome.is_ok() || number < calls, "{:?}: nothing was lost", trouble(number));
            if outcome.is_ok() {
                world.all_passed_once(&format!("{:?}: it was not told", trouble(number)));
            }
            world.go_on();
            world.all_passed_once(&format!("{:?}", trouble(number)));
            if number >= calls {
                assert!(number > 5, "{number} calls");
                break;
            }
        }
    }
}

#[test]
fn a_pre_flight_is_made_whatever_becomes_of_a_pass() {
    for steps in 0.. {
        let world = World::new(1, 1);
        let id = pre_flight(&world.fakes, world.due[0].0);
        let services = services_of(&world, Trouble::Nothing);
        let mut batch = Work::new(world.batch_at(&services));
        let done = (0..steps).any(|_| batch.step().is_some());
        drop(batch);
        world.go_on();
        let made = world.fakes.store.pre_flight(id).unwrap().done.expect("it was made");
        assert_eq!(made.seen.len(), 1, "killed after {steps} steps");
        world.all_passed_once(&format!("killed after {steps} steps"));
        if done {
            break;
        }
    }
}
