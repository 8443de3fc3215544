//! Every rule can break: by a guard that is left out, or by a history made up here.

use std::collections::BTreeSet;

use domain::actor::{By, OrganisationRole, Process, Role};
use domain::change::Event;
use domain::ids::PersonId;

use crate::arena::Arena;
use crate::every_guard::broken_rules;
use crate::history::judge;
use crate::people::{Company, Who};
use crate::rules::Rule;
use crate::starts::{Start, events};

/// What is said of a history after `change_it` was let at it.
fn judged(change_it: impl Fn(&mut Vec<(u64, Event)>)) -> Option<Rule> {
    let events = events(Start::OatPassed, 0, Company::A, false);
    let mut entries = (1..).zip(events.iter().cloned()).collect();
    change_it(&mut entries);
    let mut arena = Arena::default();
    let entries = entries.into_iter().map(|(version, event)| (version, arena.intern_event(event))).collect();
    judge(&mut arena, &entries).broken
}

fn last_by(by: By) -> Option<Rule> {
    judged(|entries| entries.last_mut().expect("an event").1.by = by)
}

#[test]
fn a_history_that_was_led_to_by_commands_breaks_no_rule() {
    assert_eq!(judged(|_| ()), None);
}

#[test]
fn a_gap_in_a_history_is_found() {
    assert_eq!(judged(|entries| drop(entries.remove(3))), Some(Rule::HistoryHasNoGap));
}

#[test]
fn somebody_unknown_is_found() {
    let role = Role::Organisation(OrganisationRole::ServiceManager);
    let by = By::Person { person: PersonId::from_u128(0xBAD), role };
    assert_eq!(last_by(by), Some(Rule::ActorIsKnown));
}

#[test]
fn somebody_without_the_role_is_found() {
    let person = Who::FirstStaff.actor().person().expect("a person");
    let role = Role::Organisation(OrganisationRole::ServiceManager);
    assert_eq!(last_by(By::Person { person, role }), Some(Rule::ActorIsKnown));
}

#[test]
fn a_process_that_does_what_is_not_its_own_is_found() {
    assert_eq!(last_by(By::System(Process::Reminders)), Some(Rule::ActorIsKnown));
}

#[test]
fn no_rule_is_left_untried() {
    let mut tried = broken_rules();
    tried.extend([Rule::HistoryHasNoGap, Rule::ActorIsKnown]);
    let all: BTreeSet<_> = Rule::ALL.iter().copied().collect();
    assert_eq!(tried, all);
}
