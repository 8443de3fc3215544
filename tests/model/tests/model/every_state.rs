//! With every guard, no rule breaks in any state.

use crate::guards::Without;
use crate::model::Model;
use crate::scenario::{self, Scenario};
use crate::search::search;

fn no_rule_breaks(scenario: Scenario) {
    let mut model = Model::new(scenario, Without::NOTHING);
    match search(&mut model) {
        Err(found) => panic!("{}\n  {}", found.rule, found.path.join("\n  ")),
        Ok(size) => {
            let name = model.scenario.name;
            println!("{name}: {} states, {} steps, {} deep", size.states, size.steps, size.depth);
            assert!(size.states >= model.scenario.at_least, "{name}: only {} states", size.states);
        }
    }
    let missed: Vec<_> = model.scenario.sights.iter().filter(|sight| !model.sights.contains(sight)).collect();
    assert!(missed.is_empty(), "{}: never seen: {missed:?}", model.scenario.name);
}

#[test]
fn a_draft_that_is_begun_twice_is_one() {
    no_rule_breaks(scenario::drafting());
}

#[test]
fn no_rule_breaks_while_changes_are_submitted_and_reviewed() {
    no_rule_breaks(scenario::review());
}

/// Holds G3.
#[test]
fn no_rule_breaks_while_a_date_comes_near_under_holds() {
    no_rule_breaks(scenario::holds());
}

/// Holds G3.
#[test]
fn no_rule_breaks_while_a_delay_is_granted_beside_a_hold() {
    no_rule_breaks(scenario::delays());
}

/// Holds V4.
#[test]
fn no_rule_breaks_when_oat_is_passed_late_or_not_at_all() {
    no_rule_breaks(scenario::testing());
}

/// Holds V4, G4, Q5.
#[test]
fn no_rule_breaks_while_pdp_takes_decisions_back() {
    no_rule_breaks(scenario::second_thoughts());
}

/// Holds C3, Q5.
#[test]
fn no_rule_breaks_when_a_rejection_is_taken_back() {
    no_rule_breaks(scenario::rejection_taken_back());
}

/// Holds C9, Q3.
#[test]
fn no_rule_breaks_while_pdp_withdraws_what_is_idle() {
    no_rule_breaks(scenario::idle());
}

/// Holds G3.
#[test]
fn no_rule_breaks_while_something_about_a_pass_is_undecided() {
    no_rule_breaks(scenario::undecided());
}

#[test]
fn no_rule_breaks_around_the_last_steps() {
    no_rule_breaks(scenario::steps());
}

/// Holds G4.
#[test]
fn no_rule_breaks_while_two_changes_are_due() {
    no_rule_breaks(scenario::jobs());
}

#[test]
fn no_rule_breaks_while_notifications_are_sent() {
    no_rule_breaks(scenario::notifications());
}

#[test]
fn a_history_survives_a_state_that_is_put_back() {
    no_rule_breaks(scenario::restored());
}

#[test]
fn no_rule_breaks_when_all_of_it_comes_together() {
    no_rule_breaks(scenario::together());
}
