//! Probe batches that overlap, and batches that are killed at each point: what comes of it is what one batch would have led to.

use app::{PROBE_LEASE, Services, probe_due};
use domain::ids::OatId;
use domain::oat::observation::Ending;
use domain::oat::{Cause, Command, Status};
use fakes::{Interrupted, MemoryStore, Play};
use jiff::SignedDuration;

use crate::interrupted::{killed_after, overlapped};
use crate::world::{FIND, SECOND, SERVICE_MANAGERS, World, service_manager, url};

/// More waits than any batch of these tests has.
const WAITS: usize = 40;

fn services(world: &World) -> Services<Interrupted<MemoryStore>> {
    world.fakes.services_over(Interrupted::new(world.store().clone()))
}

/// A change with two endpoints, one of which has recovered by the second attempt.
fn world() -> (World, OatId) {
    let world = World::new();
    let oat = world.requested(&[FIND, SECOND]);
    world.probe().play(&url(FIND), [Play::End(Ending::TimedOut)]);
    (world, oat.id)
}

/// Goes on until the run has ended; answers how it ended and what is kept of it.
fn finished(world: &World, id: OatId) -> (Status, Vec<(u32, Option<Cause>)>, usize) {
    for _ in 0..4 {
        world.pass_time(PROBE_LEASE + SignedDuration::from_secs(1));
        world.probe_once();
    }
    let kept = world.store().probe_attempts_of(id, 1);
    let passed = world.told().into_iter().filter(|told| *told == (SERVICE_MANAGERS, "oat_passed")).count();
    let kept = kept.into_iter().map(|attempt| (attempt.number, attempt.cause)).collect();
    (world.oat(id).status(), kept, passed)
}

/// Holds O3.
#[test]
fn a_pass_killed_at_any_point_is_picked_up_after_its_lease() {
    let mut ended = 0;
    for steps in 1..WAITS {
        let (world, id) = world();
        let services = services(&world);
        let killed = killed_after(steps, probe_due(&services, world.probe(), 8, || true));
        ended += usize::from(killed.is_some());
        // While the lease of the dead batch lasts, nobody probes.
        if killed.is_none() && world.probe().sent().len() == 2 && world.oat(id).version == 1 {
            world.probe_once();
            assert_eq!(world.probe().sent().len(), 2, "killed after {steps} waits");
        }
        let (status, kept, passed) = finished(&world, id);
        assert_eq!((status, passed), (Status::Passed, 1), "killed after {steps} waits");
        // A killed attempt may have been sent twice, under one id; each number is kept once.
        let mut sent = world.probe().sent();
        sent.sort_by_key(|request| request.id);
        sent.dedup();
        assert_eq!(sent.len(), kept.len(), "killed after {steps} waits: {kept:?}");
    }
    assert!(ended > 0 && ended < WAITS - 1, "kills reach to the end of a batch, {ended} ended");
}

/// Holds O10.
#[test]
fn a_repeated_pass_sends_the_same_ids() {
    let (world, id) = world();
    let services = services(&world);
    let mut steps = 1;
    while world.probe().sent().len() < 2 {
        let again = killed_after(steps, probe_due(&services, world.probe(), 8, || true));
        assert!(again.is_none() && steps < WAITS);
        world.pass_time(PROBE_LEASE + SignedDuration::from_secs(1));
        steps += 1;
    }
    let first: Vec<_> = world.probe().sent().iter().map(|request| request.id).collect();
    world.probe_once();
    let second: Vec<_> = world.probe().sent()[2..].iter().map(|request| request.id).collect();
    assert_eq!(first, second);
    assert_eq!(world.store().probe_attempts_of(id, 1).len(), 2);
}

/// Holds O3.
#[test]
fn two_passes_that_overlap_at_any_point_probe_once() {
    for steps in 1..WAITS {
        let (world, id) = world();
        let services = services(&world);
        let batch = || probe_due(&services, world.probe(), 8, || true);
        let (one, other) = overlapped(steps, batch(), batch());
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one.attempts.len() + other.attempts.len(), 2, "after {steps} waits");
        assert!(one.failed.is_empty() && other.failed.is_empty());
        assert_eq!(world.probe().sent().len(), 2, "after {steps} waits");
        assert_eq!(world.store().probe_attempts_of(id, 1).len(), 2);
    }
}

#[test]
fn a_pass_without_its_lease_records_nothing_twice() {
    for steps in 1..WAITS {
        let (world, id) = world();
        let services = services(&world);
        let slow = probe_due(&services, world.probe(), 8, || true);
        let other = async {
            world.pass_time(PROBE_LEASE + SignedDuration::from_secs(1));
            probe_due(&services, world.probe(), 8, || true).await
        };
        let (slow, other) = overlapped(steps, slow, other);
        assert!(slow.unwrap().failed.is_empty() && other.unwrap().failed.is_empty());
        let (status, kept, passed) = finished(&world, id);
        assert_eq!((status, passed), (Status::Passed, 1), "after {steps} waits");
        let numbers: Vec<_> = kept.iter().map(|(number, _)| *number).collect();
        assert!(numbers.windows(2).all(|pair| pair[0] != pair[1] || pair[0] == 1), "{kept:?}");
    }
}

#[test]
fn a_change_withdrawn_while_it_is_probed_is_not_passed() {
    for steps in 1..WAITS {
        let (world, id) = world();
        world.probe().play(&url(FIND), []);
        let services = services(&world);
        let contact = fakes::member(1, domain::actor::OrganisationRole::PrimaryBusinessContact);
        let withdraw = domain::change::Command::Withdraw { reason: None };
        let withdrawn = async { world.on_change(&contact, world.tested(id).id, withdraw.clone()) };
        let (probed, _) = overlapped(steps, probe_due(&services, world.probe(), 8, || true), withdrawn);
        assert!(probed.unwrap().failed.is_empty(), "after {steps} waits");
        world.pass_time(PROBE_LEASE + SignedDuration::from_secs(1));
        world.probe_once();
        let status = world.oat(id).status();
        assert!(matches!(status, Status::Closed | Status::Passed), "after {steps} waits: {status:?}");
        assert_eq!(world.tested(id).status(), domain::change::Status::Withdrawn);
        assert_eq!(world.oat(id).open_run(), None);
    }
}

#[test]
fn what_somebody_does_meanwhile_loses_no_attempt() {
    for steps in 1..WAITS {
        let (world, id) = world();
        let services = services(&world);
        let date = Some(jiff::civil::date(2026, 8, 3));
        let ask = Command::AskForDate { date, reason: "Holidays".to_owned() };
        let asked = async { world.on(&service_manager(), id, &ask) };
        let (probed, _) = overlapped(steps, probe_due(&services, world.probe(), 8, || true), asked);
        assert!(probed.unwrap().failed.is_empty(), "after {steps} waits");
        assert_eq!(world.probe().sent().len(), 2, "after {steps} waits");
        assert_eq!(world.store().probe_attempts_of(id, 1).len(), 2, "after {steps} waits");
    }
}
