//! What is known of what is tested: which endpoints, and where it stands (O3).

use domain::aggregate::Trail;
use domain::oat::{ClosedBecause, SubjectStatus, id_of_change, id_of_organisation};
use domain::policy::{Scale, Step};

use super::samples::{connection, open_change, scheme, target, view_of};
use crate::support::day;
use crate::support::people::{go_live_process, oat, own_organisation};
use crate::support::samples::{confirmed_of, monday_morning};
use crate::support::work::{after, done, nothing_to_add, open_at, pass_oat, revoke_oat};

const OAT: Step = Step::OperationalAcceptanceTesting;

/// Holds O3.
#[test]
fn only_the_find_endpoints_that_a_change_adds_are_tested() {
    let change = open_change();
    let view = view_of(&change, monday_morning());
    let [find] = view.targets.as_slice() else { panic!("one target: {:?}", view.targets) };
    assert_eq!(find.url.as_str(), "https://find.provider.co.uk/pensions");
    assert!(change.new_endpoints().iter().any(|(id, _)| *id == find.endpoint));
}

/// Holds O3.
#[test]
fn without_any_the_live_find_endpoints_are_tested() {
    let change = open_at(confirmed_of(nothing_to_add(), Scale::Minor, true), OAT);
    assert_eq!(view_of(&change, monday_morning()).targets, [target(1)]);
}

#[test]
fn a_schemes_find_endpoints_are_tested_and_all_go_live() {
    let view = connection(monday_morning());
    assert_eq!(view.targets, [target(1), target(2)]);
    assert_eq!(view.endpoints, scheme());
    assert_eq!(view.status, SubjectStatus::Open);
    assert_eq!(view.earliest_date, day("2026-09-14"));
}

#[test]
fn a_change_stands_where_its_step_does() {
    let status = |change| view_of(&change, monday_morning()).status;
    let passed = after(open_change(), &oat(), pass_oat("2026-09-21"));
    assert_eq!(status(open_change()), SubjectStatus::Open);
    assert_eq!(status(passed.clone()), SubjectStatus::Done);
    assert_eq!(status(after(passed.clone(), &oat(), revoke_oat())), SubjectStatus::Open);
    let ctx = crate::support::context(crate::support::at("2026-09-21T09:00:00Z"));
    let events = domain::change::decide(&passed, domain::change::Command::GoLive, &go_live_process(), &ctx)
        .map(Trail::into_events);
    let mut live = passed;
    events.expect("events").iter().for_each(|event| domain::change::apply(&mut live, event));
    assert_eq!(status(live), SubjectStatus::Settled);
}

#[test]
fn a_change_that_needs_a_new_date_says_so() {
    let passed = after(open_change(), &oat(), pass_oat("2026-09-07"));
    assert!(view_of(&passed, monday_morning()).date_needed);
    assert!(!view_of(&done(open_change(), OAT), monday_morning()).date_needed);
}

#[test]
fn ids_are_those_of_the_subject() {
    let change = open_change().id;
    assert_eq!(id_of_change(change).as_u128(), change.as_u128());
    assert_eq!(id_of_organisation(own_organisation()).as_u128(), own_organisation().as_u128());
}

#[test]
fn why_something_was_closed_reads_as_a_reason() {
    for why in ClosedBecause::ALL {
        assert!(why.to_string().len() > 20, "{why}");
    }
}
