//! What is undecided about a pass of operational acceptance testing holds the change: when that begins and ends, and what else ends
//! it (G3, O2, O8).

use domain::actor::By;
use domain::change::support::HoldReason;
use domain::change::{Change, Command, EventKind, GoingLive, Refusal, Status};
use domain::policy::{Scale, Step};
use domain::register::EndpointState;
use rstest::rstest;

use crate::support::commands::{give_date, place_hold, release_hold};
use crate::support::day;
use crate::support::people::{go_live_process, oat, pdp_support, reviewer, service_manager};
use crate::support::samples::{confirmed_at, confirmed_of, monday_morning, reclassify};
use crate::support::scenario::given;
use crate::support::work::{
    after, all_done, await_oat, done, move_date, nothing_to_add, open_at, pass_oat, pass_oat_undecided,
    revoke_oat, withdrawn,
};

const OAT: Step = Step::OperationalAcceptanceTesting;
const HELD: &[&str] = &["going_live_held"];
const SETTLED: &[&str] = &["oat_settled"];
const RECLASSIFIED: &[&str] = &["change_reclassified"];
const LIVE: &[&str] = &["endpoints_went_live", "change_completed"];
/// Midnight in London of the connection date.
const MIDNIGHT: &str = "2026-09-20T23:00:00Z";
const FAR: &str = "2030-01-01T00:00:00Z";

fn open() -> Change {
    open_at(confirmed_at(Scale::Minor, true), OAT)
}

fn passed() -> Change {
    after(open(), &oat(), pass_oat("2026-09-21"))
}

fn held() -> Change {
    given(passed()).when(oat(), await_oat(true)).then(HELD).change
}

fn processed(change: &Change, now: &str, events: &[&str]) -> Change {
    given(change.clone()).at(now).when(go_live_process(), Command::GoLive).then(events).change
}

/// Holds G3.
#[test]
fn what_is_undecided_about_oat_wins_over_the_date() {
    let after = given(passed()).when(oat(), await_oat(true)).then(HELD);
    assert_eq!(after.last(), &EventKind::GoingLiveHeld { reason: HoldReason::Oat, until: None });
    let [hold] = after.change.holds.as_slice() else { panic!("one hold") };
    assert!(matches!(hold.by, By::System(_)), "{hold:?}");
    assert_eq!(after.change.going_live(), GoingLive::Held);
    assert!(after.change.register().iter().all(|entry| entry.state == EndpointState::Proposed));
    processed(&after.change, MIDNIGHT, &[]);
    processed(&after.change, FAR, &[]);
}

/// Holds G3.
#[test]
fn what_is_decided_goes_live_on_its_date_again() {
    let change = given(held()).when(oat(), await_oat(false)).then(SETTLED).change;
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-09-21") });
    assert!(change.register().iter().all(|entry| entry.state == EndpointState::Scheduled));
    processed(&change, "2026-09-20T22:59:59Z", &[]);
    processed(&change, MIDNIGHT, LIVE);
}

/// Holds G3.
#[test]
fn what_is_decided_after_its_date_goes_live_at_once() {
    let late = "2026-09-25T12:00:00Z";
    let change = given(held()).at(late).when(oat(), await_oat(false)).then(SETTLED).change;
    processed(&change, late, LIVE);
}

/// Holds G3.
#[test]
fn what_is_undecided_besides_makes_a_view_from_before_it_stale() {
    let seen = held().version;
    let change = given(held()).when(oat(), await_oat(true)).then(HELD).change;
    assert_eq!(change.holds.len(), 1);
    assert!(!change.is_current(seen), "whoever releases it has seen everything that it is about");
}

#[test]
fn what_is_decided_already_changes_nothing() {
    given(passed()).when(oat(), await_oat(false)).then(&[]);
    let settled = after(held(), &oat(), await_oat(false));
    given(settled).when(oat(), await_oat(false)).then(&[]);
}

/// Holds O2.
#[test]
fn an_open_date_request_from_before_the_pass_holds_after_it() {
    let codes = ["oat_passed", "going_live_held"];
    let change = given(open()).when(oat(), pass_oat_undecided("2026-09-21")).then(&codes).change;
    processed(&change, MIDNIGHT, &[]);
    given(change.clone()).when(oat(), pass_oat_undecided("2026-09-21")).then(&[]);
    let change = given(change).when(oat(), await_oat(false)).then(SETTLED).change;
    processed(&change, MIDNIGHT, LIVE);
}

/// Holds G3.
#[test]
fn a_pass_that_stands_in_spite_of_what_came_since_ends_it() {
    let change = given(held()).when(oat(), pass_oat("2026-09-21")).then(SETTLED).change;
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-09-21") });
    given(change).when(oat(), pass_oat("2026-09-21")).then(&[]);
    given(held()).when(oat(), pass_oat_undecided("2026-09-21")).then(&[]);
}

/// Holds O2.
#[test]
fn a_date_that_is_accepted_ends_it_together_with_the_move() {
    let codes = ["connection_date_moved", "oat_settled"];
    let change = given(held()).when(oat(), move_date("2026-10-05")).then(&codes).change;
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-10-05") });
    given(change).when(oat(), move_date("2026-10-05")).then(&[]);
    // It is the date of the change already, and still ends it.
    given(held()).when(oat(), move_date("2026-09-21")).then(SETTLED);
}

#[test]
fn an_accepted_date_does_not_settle_what_else_is_undecided() {
    let moved = Command::MoveConnectionDate { date: day("2026-10-05"), undecided: true };
    let change = given(held()).when(oat(), moved.clone()).then(&["connection_date_moved"]).change;
    assert_eq!((change.going_live(), change.connection_date), (GoingLive::Held, Some(day("2026-10-05"))));
    given(change).when(oat(), moved).then(&[]);
}

/// Holds G3.
#[test]
fn pdp_support_releases_it_and_a_later_question_holds_again() {
    let change = given(held()).when(pdp_support(), release_hold()).then(&["going_live_released"]).change;
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-09-21") });
    given(change.clone()).when(oat(), await_oat(false)).then(&[]);
    given(change).when(oat(), await_oat(true)).then(HELD);
}

/// Holds O8.
#[test]
fn a_revoked_pass_ends_it_and_leaves_what_pdp_holds() {
    let change = after(held(), &pdp_support(), place_hold(None));
    let change = given(change).when(oat(), revoke_oat()).then(&["oat_revoked"]).change;
    let reasons: Vec<_> = change.holds.iter().map(|hold| &hold.reason).collect();
    assert!(matches!(reasons[..], [HoldReason::Pdp(_)]), "{reasons:?}");
    let again = after(change, &oat(), pass_oat("2026-10-05"));
    assert_eq!(again.holds.len(), 1);
}

/// Holds G3.
#[test]
fn other_holds_stay_when_it_ends_and_it_outlasts_a_delay() {
    let both = after(held(), &pdp_support(), place_hold(None));
    let change = given(both).when(oat(), await_oat(false)).then(SETTLED).change;
    assert_eq!((change.going_live(), change.holds.len()), (GoingLive::Held, 1));
    let until = after(held(), &pdp_support(), place_hold(Some("2026-10-01")));
    processed(&until, FAR, &[]);
    let change = given(until).when(oat(), await_oat(false)).then(SETTLED).change;
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-10-01") });
}

#[test]
fn a_date_that_is_needed_is_given_while_it_holds() {
    let change = after(open(), &oat(), pass_oat_undecided("2026-09-07"));
    assert_eq!(change.going_live(), GoingLive::DateNeeded);
    let change = after(change, &service_manager(), give_date("2026-09-14"));
    assert_eq!(change.going_live(), GoingLive::Held);
}

/// Holds G3.
#[rstest]
#[case::not_passed(open())]
#[case::revoked(after(passed(), &oat(), revoke_oat()))]
#[case::withdrawn(withdrawn(passed()))]
#[case::live(processed(&passed(), MIDNIGHT, LIVE))]
#[case::live_with_a_step_to_come(live_without_oat())]
#[case::complete_without_endpoints(all_done(confirmed_of(nothing_to_add(), Scale::Minor, true)))]
#[case::not_required(after(passed(), &reviewer(), reclassify(Scale::Minor, Some(false))))]
fn there_is_no_hold_without_a_pass_or_anything_to_go_live(#[case] change: Change) {
    for undecided in [true, false] {
        given(change.clone()).when(oat(), await_oat(undecided)).then(&[]);
    }
}

/// Live by its service acceptance; live cryptographic material is still to be done, and OAT was not needed.
fn live_without_oat() -> Change {
    let change = open_at(confirmed_at(Scale::Minor, false), Step::LiveCryptographicMaterial);
    after(change, &go_live_process(), Command::GoLive)
}

#[test]
fn a_change_without_endpoints_is_complete_with_its_pass() {
    let change = open_at(confirmed_of(nothing_to_add(), Scale::Minor, true), OAT);
    let codes = ["oat_passed", "change_completed"];
    given(change).when(oat(), pass_oat_undecided("2026-09-21")).then(&codes);
}

#[test]
fn a_change_without_endpoints_and_with_steps_left_is_not_held() {
    let change = open_at(confirmed_of(nothing_to_add(), Scale::Minor, true), OAT);
    let change = after(change, &reviewer(), reclassify(Scale::Moderate, None));
    given(change).when(oat(), await_oat(true)).then(&[]);
}

/// Holds G3.
#[test]
fn it_ends_wherever_the_step_is_by_then() {
    let larger =
        given(held()).when(reviewer(), reclassify(Scale::Significant, None)).then(RECLASSIFIED).change;
    assert_eq!((larger.going_live(), larger.status()), (GoingLive::NotYet, Status::Confirmed));
    let mut change = given(larger).when(oat(), await_oat(false)).then(SETTLED).change;
    assert_eq!(change.holds, []);
    while let Some(step) = crate::support::work::open_step(&change) {
        processed(&change, FAR, &[]);
        change = done(change, step);
    }
    processed(&change, FAR, LIVE);
}

/// Holds V4.
#[test]
fn it_does_not_stand_for_the_hold_of_a_reclassification() {
    // The date had passed before OAT was: nothing was due, and without OAT everything is.
    let change = after(open(), &oat(), pass_oat_undecided("2026-09-07"));
    let codes = ["change_reclassified", "going_live_held"];
    let change = given(change).when(reviewer(), reclassify(Scale::Minor, Some(false))).then(&codes).change;
    let change = given(change).when(oat(), await_oat(false)).then(SETTLED).change;
    assert_eq!(change.going_live(), GoingLive::Held);
    processed(&change, FAR, &[]);
    let change = after(change, &pdp_support(), release_hold());
    processed(&change, FAR, LIVE);
}

/// Holds V4.
#[test]
fn oat_dropped_while_its_pass_is_undecided_holds_the_change() {
    // What was undecided is never decided then, so nobody has said that it may go live (V4).
    let codes = ["change_reclassified", "going_live_held"];
    let dropped = given(held()).when(reviewer(), reclassify(Scale::Minor, Some(false))).then(&codes);
    let reclassified = EventKind::GoingLiveHeld { reason: HoldReason::Reclassified, until: None };
    assert_eq!(dropped.last(), &reclassified);
    let change = given(dropped.change).when(oat(), await_oat(false)).then(SETTLED).change;
    processed(&change, FAR, &[]);
    let change = after(change, &pdp_support(), release_hold());
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-09-21") });
}

/// Holds V4.
#[test]
fn another_scale_with_oat_leaves_it_to_those_who_decide_on_oat() {
    let change = given(held()).when(reviewer(), reclassify(Scale::Minimal, None)).then(RECLASSIFIED).change;
    assert_eq!(change.holds.len(), 1);
    let change = given(change).when(oat(), await_oat(false)).then(SETTLED).change;
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-09-21") });
}

#[test]
fn a_view_from_before_it_is_stale() {
    let seen = passed().version;
    assert!(!held().is_current(seen));
    assert_eq!(held().updated_at, monday_morning());
}

#[test]
fn only_the_testing_process_says_what_is_undecided() {
    for actor in [service_manager(), pdp_support(), reviewer(), go_live_process()] {
        assert_eq!(given(passed()).when(actor, await_oat(true)).refused(), Refusal::SystemOnly);
    }
}
