//! Another scale, or another decision about OAT, at every place on the way: finished work is kept, and nothing goes live because
//! of it (V4).

use std::collections::BTreeMap;

use domain::aggregate::Trail;
use domain::change::steps::StepStateKind;
use domain::change::support::HoldReason;
use domain::change::{Change, Command, EventKind, GoingLive, Status};
use domain::policy::{Scale, Step};
use jiff::Timestamp;
use rstest::rstest;

use crate::support::commands::{place_hold, release_hold};
use crate::support::people::{go_live_process, oat, pdp_support, reviewer};
use crate::support::samples::{confirmed_at, confirmed_of, monday_morning, reclassify};
use crate::support::scenario::given;
use crate::support::work::{
    after, done, nothing_to_add, open_at, open_step, pass_oat, prepared, state, submit_step, submitted,
    submitter,
};
use crate::support::{at, day};

use Step::{LiveCryptographicMaterial, OperationalAcceptanceTesting, ServiceAcceptance};

const RECLASSIFIED: &[&str] = &["change_reclassified"];
const RECLASSIFIED_AND_HELD: &[&str] = &["change_reclassified", "going_live_held"];
const LIVE: &[&str] = &["endpoints_went_live"];
const FAR: &str = "2030-01-01T00:00:00Z";

fn processed(change: &Change, now: &str, events: &[&str]) -> Change {
    given(change.clone()).at(now).when(go_live_process(), Command::GoLive).then(events).change
}

/// The change in every place its steps lead through, from confirmation to the end, processed nowhere.
fn places(scale: Scale, oat_required: bool) -> Vec<Change> {
    let mut change = confirmed_at(scale, oat_required);
    let mut places = vec![change.clone()];
    while let Some(step) = open_step(&change) {
        let decided = crate::support::policy().rule(step).approved_by.is_some();
        if decided {
            places.push(submitted(change.clone(), step));
        }
        change = done(change, step);
        places.push(change.clone());
    }
    places
}

/// The codes of the steps that are complete.
fn complete(change: &Change) -> BTreeMap<Step, String> {
    let done = change.steps().into_iter().filter(|view| view.state.kind() == StepStateKind::Complete);
    done.map(|view| (view.step, format!("{:?}", view.state))).collect()
}

/// When it would go live, if nothing else happened.
fn goes_live(change: &Change) -> Option<Timestamp> {
    change.go_live_at()
}

/// Every other scale and decision about OAT.
fn others(change: &Change) -> Vec<(Scale, bool)> {
    let scale = change.submitted.as_ref().map(|submitted| submitted.scale);
    let oat = change.confirmation().map(|confirmation| confirmation.oat_required);
    let all = Scale::ALL.iter().flat_map(|scale| [(*scale, false), (*scale, true)]);
    all.filter(|(to, required)| Some(*to) != scale || Some(*required) != oat).collect()
}

/// Holds V4.
#[test]
fn reclassified_anywhere_it_keeps_work_and_goes_live_no_sooner() {
    let mut held = 0;
    for from in Scale::ALL {
        for place in [false, true].into_iter().flat_map(|oat| places(*from, oat)) {
            for (to, oat) in others(&place) {
                let (once, by_it) = check_reclassified(&place, to, oat);
                held += usize::from(by_it);
                for (to, oat) in others(&once) {
                    let (_, by_it) = check_reclassified(&once, to, oat);
                    held += usize::from(by_it);
                }
            }
        }
    }
    assert!(held > 100, "reclassifications that hold: {held}");
}

/// The change afterwards, and whether it was held because of it.
fn check_reclassified(before: &Change, to: Scale, oat_required: bool) -> (Change, bool) {
    let command = reclassify(to, Some(oat_required));
    let ctx = crate::support::context(monday_morning());
    let events =
        domain::change::decide(before, command, &reviewer(), &ctx).map(Trail::into_events).expect("events");
    let mut after = before.clone();
    events.iter().for_each(|event| domain::change::apply(&mut after, event));
    let went_live = events.iter().any(|event| matches!(event.kind, EventKind::EndpointsWentLive { .. }));
    assert!(!went_live, "nothing goes live in the same decision");
    assert_eq!(after.progress, before.progress, "finished work is kept");
    let kept = complete(before);
    for (step, said) in complete(&after) {
        assert!(kept.get(&step).is_none_or(|before| *before == said), "{step:?}");
    }
    for step in kept.keys() {
        let state = state(&after, *step).expect("a step that was worked on is shown");
        assert!(matches!(state, StepStateKind::Complete | StepStateKind::NotNeeded), "{step:?} {state}");
    }
    if let Some(then) = goes_live(&after) {
        let was = goes_live(before).expect("it would not have gone live before");
        assert!(then >= was, "it goes live sooner: {then} instead of {was}");
    }
    let held = EventKind::GoingLiveHeld { reason: HoldReason::Reclassified, until: None };
    (after, events.iter().any(|event| event.kind == held))
}

/// Holds V4.
#[test]
fn done_at_a_smaller_scale_it_is_held_until_pdp_releases_it() {
    // Moderate, with live cryptographic material done while it was minimal.
    let change = done(confirmed_at(Scale::Minimal, true), LiveCryptographicMaterial);
    let change =
        given(change).when(reviewer(), reclassify(Scale::Moderate, Some(false))).then(RECLASSIFIED).change;
    assert_eq!(change.going_live(), GoingLive::NotYet);
    let change =
        given(change).when(reviewer(), reclassify(Scale::Minimal, None)).then(RECLASSIFIED_AND_HELD).change;
    assert_eq!(change.going_live(), GoingLive::Held);
    processed(&change, FAR, &[]);
    let change = given(change).when(pdp_support(), release_hold()).then(&["going_live_released"]).change;
    processed(&change, FAR, &["endpoints_went_live", "change_completed"]);
}

/// Holds V4.
#[test]
fn a_reclassification_hold_ends_when_there_is_work_again() {
    let change = open_at(confirmed_at(Scale::Minor, true), OperationalAcceptanceTesting);
    let change = given(change)
        .when(reviewer(), reclassify(Scale::Minor, Some(false)))
        .then(RECLASSIFIED_AND_HELD)
        .change;
    let change =
        given(change).when(reviewer(), reclassify(Scale::Minor, Some(true))).then(RECLASSIFIED).change;
    assert_eq!((change.holds.as_slice(), change.going_live()), ([].as_slice(), GoingLive::NotYet));
    let change = after(change, &oat(), pass_oat("2026-09-21"));
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-09-21") });
    processed(&change, "2026-09-20T23:00:00Z", &["endpoints_went_live", "change_completed"]);
}

#[test]
fn a_reclassification_hold_does_not_return_after_more_work() {
    let change = done(confirmed_at(Scale::Minimal, true), LiveCryptographicMaterial);
    let change = given(change)
        .when(reviewer(), reclassify(Scale::Minimal, Some(false)))
        .then(RECLASSIFIED_AND_HELD)
        .change;
    let mut change =
        given(change).when(reviewer(), reclassify(Scale::Moderate, None)).then(RECLASSIFIED).change;
    while let Some(step) = open_step(&change) {
        processed(&change, FAR, &[]);
        change = done(change, step);
    }
    processed(&change, FAR, &["endpoints_went_live", "change_completed"]);
}

/// Holds V4.
#[test]
fn a_decision_that_takes_the_work_away_again_holds_again() {
    let change = done(confirmed_at(Scale::Minor, false), ServiceAcceptance);
    let change =
        given(change).when(reviewer(), reclassify(Scale::Significant, None)).then(RECLASSIFIED).change;
    let change = given(change).when(reviewer(), reclassify(Scale::Minor, None)).then(RECLASSIFIED_AND_HELD);
    let change = given(change.change).when(reviewer(), reclassify(Scale::Significant, None));
    let change = done(change.then(RECLASSIFIED).change, Step::Prerequisites);
    let change = given(change).when(reviewer(), reclassify(Scale::Minor, None)).then(RECLASSIFIED_AND_HELD);
    processed(&change.change, FAR, &[]);
}

/// Holds V4.
#[test]
fn other_holds_stay_when_there_is_more_to_be_done() {
    let change = open_at(confirmed_at(Scale::Minor, true), OperationalAcceptanceTesting);
    let change = after(change, &pdp_support(), place_hold(None));
    let change =
        given(change).when(reviewer(), reclassify(Scale::Significant, None)).then(RECLASSIFIED).change;
    assert_eq!(change.holds.len(), 1);
}

#[test]
fn a_requirement_of_oat_that_is_dropped_before_it_passed_holds() {
    let change = open_at(confirmed_at(Scale::Minor, true), OperationalAcceptanceTesting);
    let after_it =
        given(change).when(reviewer(), reclassify(Scale::Minor, Some(false))).then(RECLASSIFIED_AND_HELD);
    let EventKind::GoingLiveHeld { reason, until } = after_it.last() else { panic!("held") };
    assert_eq!((reason, *until), (&HoldReason::Reclassified, None));
    assert_eq!(after_it.change.going_live(), GoingLive::Held);
}

/// Holds V4.
#[test]
fn oat_dropped_while_scheduled_leaves_the_date() {
    let change = open_at(confirmed_at(Scale::Minor, true), OperationalAcceptanceTesting);
    let change = after(change, &oat(), pass_oat("2026-09-21"));
    let change =
        given(change).when(reviewer(), reclassify(Scale::Minor, Some(false))).then(RECLASSIFIED).change;
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-09-21") });
    assert_eq!(state(&change, OperationalAcceptanceTesting), Some(StepStateKind::NotNeeded));
    processed(&change, "2026-09-20T22:59:59Z", &[]);
    processed(&change, "2026-09-20T23:00:00Z", &["endpoints_went_live", "change_completed"]);
}

/// Holds V4.
#[test]
fn oat_dropped_after_its_date_has_passed_holds() {
    let change = open_at(confirmed_at(Scale::Minor, true), OperationalAcceptanceTesting);
    let change = after(change, &oat(), pass_oat("2026-09-07"));
    assert_eq!(change.going_live(), GoingLive::DateNeeded);
    let change = given(change)
        .when(reviewer(), reclassify(Scale::Minor, Some(false)))
        .then(RECLASSIFIED_AND_HELD)
        .change;
    processed(&change, FAR, &[]);
}

/// Holds V4.
#[test]
fn oat_required_late_stops_a_due_change_from_going_live() {
    let change = done(confirmed_at(Scale::Minor, false), ServiceAcceptance);
    assert!(matches!(change.going_live(), GoingLive::Due { .. }));
    let change =
        given(change).when(reviewer(), reclassify(Scale::Minor, Some(true))).then(RECLASSIFIED).change;
    assert_eq!(change.going_live(), GoingLive::NotYet);
    processed(&change, FAR, &[]);
}

#[test]
fn a_larger_scale_stops_a_due_change_until_its_steps_are_done() {
    let change = done(confirmed_at(Scale::Minor, false), ServiceAcceptance);
    let mut change =
        given(change).when(reviewer(), reclassify(Scale::Moderate, None)).then(RECLASSIFIED).change;
    processed(&change, FAR, &[]);
    assert_eq!(state(&change, ServiceAcceptance), Some(StepStateKind::Complete));
    while let Some(step) = open_step(&change).filter(|step| *step != LiveCryptographicMaterial) {
        processed(&change, FAR, &[]);
        change = done(change, step);
    }
    processed(&change, FAR, LIVE);
}

#[test]
fn a_hold_of_pdp_is_not_doubled_by_a_reclassification() {
    let change = open_at(confirmed_at(Scale::Minor, true), OperationalAcceptanceTesting);
    let change = after(change, &pdp_support(), place_hold(None));
    let change =
        given(change).when(reviewer(), reclassify(Scale::Minor, Some(false))).then(RECLASSIFIED).change;
    assert_eq!((change.holds.len(), change.going_live()), (1, GoingLive::Held));
}

#[test]
fn a_hold_until_a_day_does_not_replace_a_reclassification_hold() {
    let change = open_at(confirmed_at(Scale::Minor, true), OperationalAcceptanceTesting);
    let change = after(change, &pdp_support(), place_hold(Some("2026-10-01")));
    let change = given(change)
        .when(reviewer(), reclassify(Scale::Minor, Some(false)))
        .then(RECLASSIFIED_AND_HELD)
        .change;
    processed(&change, FAR, &[]);
    let change = after(change, &pdp_support(), release_hold());
    processed(&change, "2026-09-30T22:59:59Z", &[]);
    processed(&change, "2026-09-30T23:00:00Z", &["endpoints_went_live", "change_completed"]);
}

#[test]
fn what_was_due_already_is_not_held() {
    let change = done(confirmed_at(Scale::Minor, false), ServiceAcceptance);
    let change = done(change, LiveCryptographicMaterial);
    assert_eq!(change.going_live(), GoingLive::Due { since: monday_morning() });
    let change = given(change).when(reviewer(), reclassify(Scale::Minimal, None)).then(RECLASSIFIED).change;
    assert_eq!(change.going_live(), GoingLive::Due { since: monday_morning() });
}

#[test]
fn a_live_change_stays_live_and_is_complete_with_its_last_step() {
    let change = done(confirmed_at(Scale::Minor, false), ServiceAcceptance);
    let change = processed(&change, "2026-09-07T09:00:00Z", LIVE);
    let change =
        given(change).when(reviewer(), reclassify(Scale::Significant, Some(true))).then(RECLASSIFIED).change;
    assert_eq!(change.going_live(), GoingLive::Live { since: monday_morning() });
    assert_eq!(open_step(&change), Some(Step::Prerequisites));
    let change =
        given(change).when(reviewer(), reclassify(Scale::Minor, Some(false))).then(RECLASSIFIED).change;
    let change = prepared(change, LiveCryptographicMaterial);
    let change = given(change)
        .when(submitter(LiveCryptographicMaterial), submit_step(LiveCryptographicMaterial))
        .then(&["step_submitted", "change_completed"])
        .change;
    assert_eq!((change.status(), change.live_at), (Status::Complete, Some(monday_morning())));
}

/// Holds G6.
#[test]
fn without_endpoints_it_is_complete_when_no_step_is_left() {
    let change = confirmed_of(nothing_to_add(), Scale::Minor, true);
    let change = open_at(change, OperationalAcceptanceTesting);
    given(change)
        .when(reviewer(), reclassify(Scale::Minor, Some(false)))
        .then(&["change_reclassified", "change_completed"]);
}

#[rstest]
fn no_place_of_a_complete_change_is_left_to_reclassify(#[values(false, true)] oat_required: bool) {
    let change = crate::support::work::all_done(confirmed_of(nothing_to_add(), Scale::Minor, oat_required));
    given(change).when(reviewer(), reclassify(Scale::Moderate, None)).refused_for_status();
}

#[test]
fn a_step_that_opens_because_of_a_smaller_scale_is_to_do() {
    let change = done(confirmed_at(Scale::Significant, false), Step::Prerequisites);
    let change = given(change)
        .at("2026-09-10T09:00:00Z")
        .when(reviewer(), reclassify(Scale::Minor, None))
        .then(RECLASSIFIED)
        .change;
    assert_eq!(state(&change, ServiceAcceptance), Some(StepStateKind::ToDo));
    assert_eq!(change.updated_at, at("2026-09-10T09:00:00Z"));
}
