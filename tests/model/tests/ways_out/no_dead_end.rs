//! From every state somebody, the system or time leads on to an end.

use crate::moves::Moves;
use crate::search::search;
use crate::worlds::{self, World};

fn no_dead_end(world: World) {
    let moves = Moves::new(world, None);
    let found = search(&moves);
    let name = moves.world.name;
    println!("{name}: {} states, {} ends", found.states, found.ends);
    let told: Vec<_> = found.dead.iter().map(|story| story.join("\n  ")).collect();
    assert!(told.is_empty(), "{name}: dead ends\n  {}", told.join("\n\n  "));
    assert!(found.states >= moves.world.at_least, "{name}: only {} states", found.states);
    let is_seen = |sight: &&&str| found.seen.iter().any(|seen| seen.contains(**sight));
    let missed: Vec<_> = moves.world.sights.iter().filter(|sight| !is_seen(sight)).collect();
    assert!(missed.is_empty(), "{name}: never seen: {missed:?}");
}

#[test]
fn a_change_under_review_can_always_be_decided_on() {
    no_dead_end(worlds::review());
}

/// Holds S3.
#[test]
fn every_step_of_a_significant_change_can_be_done_in_the_end() {
    no_dead_end(worlds::steps());
}

#[test]
fn integration_testing_can_always_be_arranged_and_reported() {
    no_dead_end(worlds::testing());
}

/// Holds V4.
#[test]
fn whatever_pdp_decides_the_change_can_be_completed() {
    no_dead_end(worlds::reclassified());
}

/// Holds O2.
#[test]
fn whatever_oat_and_its_dates_bring_the_change_can_complete() {
    no_dead_end(worlds::dates());
}

#[test]
fn whatever_result_is_overridden_the_change_can_be_completed() {
    no_dead_end(worlds::overrides());
}

/// Holds G3.
#[test]
fn whatever_holds_it_a_change_goes_live_in_the_end() {
    no_dead_end(worlds::holds());
}

#[test]
fn a_change_that_adds_no_endpoint_can_be_completed() {
    no_dead_end(worlds::nothing_added());
}

#[test]
fn an_initial_connection_goes_live_in_the_end() {
    no_dead_end(worlds::connection());
}
