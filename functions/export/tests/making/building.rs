//! One maker works at a time; another follows a killed one; an export that cannot be made says so.

use std::sync::Arc;

use app::{Clock, Exports};
use domain::export::{
    Claim, ExportFailure, ExportState, LEASE, LIFETIME, MOST_BUILDS, RESTS, building, interrupted,
};
use domain::ids::ExportId;
use jiff::SignedDuration;
use pollster::block_on;
use sha2::{Digest, Sha256};

use crate::support::{Pattern, World, contact, event, reviewer};

const SMALL: Pattern = Pattern { seed: 1, bytes: 1_000 };
/// Read in twenty pieces.
const LARGE: Pattern = Pattern { seed: 2, bytes: 20 * 1024 * 1024 };

fn asked(pattern: Pattern) -> (World, ExportId) {
    let world = World::new();
    world.accept("acceptance.pdf", pattern);
    let id = world.ask_for_bundle(&contact());
    (world, id)
}

fn product(world: &World, id: ExportId) -> domain::export::Product {
    match world.export(id).state {
        ExportState::Ready(product) => product,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_asked_for_is_made_and_its_digest_and_size_are_told() {
    let (world, id) = asked(SMALL);
    assert!(!world.deliver(id));
    let (kept, product) = (world.kept(id).unwrap(), product(&world, id));
    assert_eq!((product.build, product.bytes), (1, kept.len() as u64));
    assert_eq!(product.sha256[..], Sha256::digest(&kept)[..]);
    assert_eq!(world.exports.0.lock().unwrap().media_types, ["application/zip"]);
}

#[test]
fn an_event_that_comes_twice_makes_it_once() {
    let (world, id) = asked(SMALL);
    assert!(!world.deliver(id) && !world.deliver(id));
    assert_eq!(world.exports.0.lock().unwrap().media_types.len(), 1);
}

#[test]
fn while_somebody_is_at_it_another_leaves_it_and_comes_again() {
    let (world, id) = asked(SMALL);
    let state = building(1, world.services.clock.now());
    assert!(block_on(world.fakes.store.advance_export(id, &world.export(id).state, &state)).unwrap());
    assert!(world.deliver(id));
    assert!(world.kept(id).is_none());
    world.fakes.clock.advance(LEASE);
    assert_eq!(world.look().settled, 1, "the other fell silent");
    assert_eq!(product(&world, id).build, 2, "what the other may still write is another object");
}

#[test]
fn who_works_long_is_heard_of_and_nobody_takes_over() {
    let (world, id) = asked(LARGE);
    let (clock, store) = (world.fakes.clock.clone(), world.fakes.store.clone());
    let happens = move || {
        clock.advance(LEASE / 3);
        let export = store.export(id).unwrap();
        assert_eq!(export.claim(clock.now()), Claim::UnderWay);
    };
    *world.bucket.on_read.lock().unwrap() = Some(Arc::new(happens));
    assert!(!world.deliver(id));
    assert_eq!(product(&world, id).build, 1);
}

/// Holds A1.
#[test]
fn who_was_taken_over_from_leaves_nothing_behind() {
    let (world, id) = asked(LARGE);
    let (clock, store) = (world.fakes.clock.clone(), world.fakes.store.clone());
    let other = building(2, clock.now() + LEASE * 2);
    let theirs = other.clone();
    let happens = move || {
        clock.advance(LEASE);
        let export = store.export(id).unwrap();
        if export.state != theirs {
            assert!(block_on(store.advance_export(id, &export.state, &theirs)).unwrap());
        }
    };
    *world.bucket.on_read.lock().unwrap() = Some(Arc::new(happens));
    assert!(world.deliver(id), "somebody looks again, in case the other dies");
    assert_eq!(world.export(id).state, other);
    assert_eq!((world.kept(id), world.exports.0.lock().unwrap().aborted), (None, 1));
}

#[test]
fn a_fault_that_passes_is_tried_again() {
    let (world, id) = asked(SMALL);
    world.exports.0.lock().unwrap().failures = 1;
    assert!(world.deliver(id));
    assert_eq!(world.export(id).state, interrupted(1, world.services.clock.now()));
    assert_eq!(world.exports.0.lock().unwrap().aborted, 1);
    assert!(world.deliver(id), "an event that comes again does not wake it");
    world.fakes.clock.advance(RESTS[0] - SignedDuration::from_secs(1));
    assert_eq!(world.look().settled, 0, "it rests");
    world.fakes.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(world.look().settled, 1);
    assert_eq!(product(&world, id).build, 2);
}

#[test]
fn what_goes_on_failing_is_given_up_and_shown_as_failed() {
    let (world, id) = asked(SMALL);
    world.exports.0.lock().unwrap().failures = usize::MAX;
    assert!(world.deliver(id));
    for rest in RESTS {
        assert_eq!(world.export(id).state.code(), "requested");
        world.fakes.clock.advance(rest);
        assert_eq!(world.look().late_seconds, Some(0));
    }
    let failed = ExportState::Failed { reason: ExportFailure::NotMade, at: world.services.clock.now() };
    assert_eq!(world.export(id).state, failed);
    assert!(!world.deliver(id));
}

#[test]
fn makers_that_keep_dying_are_given_up_too() {
    let (world, id) = asked(SMALL);
    let last = building(MOST_BUILDS, world.services.clock.now());
    assert!(block_on(world.fakes.store.advance_export(id, &world.export(id).state, &last)).unwrap());
    world.fakes.clock.advance(LEASE);
    assert_eq!(world.look().settled, 1);
    assert_eq!(world.export(id).state.code(), "failed");
}

/// Holds G5, A1.
#[test]
fn an_outage_of_an_hour_is_outlived() {
    let (world, id) = asked(SMALL);
    world.exports.0.lock().unwrap().failures = usize::MAX;
    assert!(world.deliver(id));
    for minute in 1..=120 {
        if minute == 60 {
            world.exports.0.lock().unwrap().failures = 0;
        }
        world.fakes.clock.advance(SignedDuration::from_mins(1));
        world.look();
        assert!(!matches!(world.export(id).state, ExportState::Failed { .. }), "after {minute} minutes");
    }
    assert_eq!(product(&world, id).build, MOST_BUILDS);
    assert_eq!(world.exports.0.lock().unwrap().kept.len(), 1, "made once");
}

#[test]
fn one_that_the_stream_lost_is_made_by_the_minute() {
    let (world, id) = asked(SMALL);
    world.fakes.clock.advance(SignedDuration::from_mins(3));
    let report = world.look();
    assert_eq!((report.settled, report.late_seconds), (1, Some(180)));
    assert_eq!(product(&world, id).build, 1);
    let report = world.look();
    assert_eq!((report.settled, report.deferred, report.late_seconds), (0, 0, Some(0)), "nothing is due");
}

/// Holds A1.
#[test]
fn a_damaged_file_makes_no_bundle_and_has_its_own_reason() {
    let another = Pattern { seed: 99, ..LARGE };
    let shorter = Pattern { bytes: LARGE.bytes - 1, ..LARGE };
    for damage in [Some(another), Some(shorter), None] {
        let (world, id) = asked(LARGE);
        {
            let mut files = world.bucket.files.lock().unwrap();
            let versions = files.values_mut().next().unwrap();
            let (version, _) = versions.pop().unwrap();
            versions.extend(damage.map(|pattern| (version, pattern)));
        }
        assert!(!world.deliver(id), "trying again does not mend it");
        let at = world.services.clock.now();
        let failed = ExportState::Failed { reason: ExportFailure::EvidenceDamaged, at };
        assert_eq!(world.export(id).state, failed, "{damage:?}");
        assert_eq!((world.kept(id), world.exports.0.lock().unwrap().aborted), (None, 1));
    }
}

/// Holds E4, A1.
#[test]
fn a_bundle_has_what_was_accepted_whatever_came_later() {
    let (world, id) = asked(SMALL);
    let file = *world.bucket.files.lock().unwrap().keys().next().unwrap();
    world.bucket.put(file, "later", Pattern { seed: 99, ..SMALL });
    assert!(!world.deliver(id));
    let kept = world.kept(id).unwrap();
    let accepted = SMALL.read(0, 1_000);
    assert!(kept.windows(accepted.len()).any(|window| window == accepted));
}

#[test]
fn an_export_that_is_too_old_to_be_fetched_is_not_made() {
    let (world, id) = asked(SMALL);
    world.fakes.clock.advance(LIFETIME + SignedDuration::from_secs(1));
    assert!(!world.deliver(id));
    assert!(world.kept(id).is_none());
}

#[test]
fn records_of_other_items_are_done() {
    let world = World::new();
    world.ask_for_bundle(&reviewer());
    let maker = export::Maker {
        services: world.services.clone(),
        evidence: world.bucket.clone(),
        exports: world.exports.clone(),
    };
    for other in ["CHANGE#1", "MAIL#0197f9a0-0000-7000-8000-00000000000a", "EXPORT#x", "DOWNLOAD#1"] {
        let report = block_on(export::handle(&world.services, &maker, event(other)));
        assert_eq!(report, export::Report::default());
    }
    assert!(world.exports.0.lock().unwrap().kept.is_empty());
}
