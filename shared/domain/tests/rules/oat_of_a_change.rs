//! What operational acceptance testing does to a change after its pass: an override undoes it (O8), and PDP accepts another
//! connection date (O2).

use domain::change::steps::{StepState, StepStateKind};
use domain::change::{Change, Command, EventKind, GoingLive, Reason, Refusal};
use domain::policy::{Scale, Step};
use domain::register::EndpointState;
use domain::text::FreeText;
use rstest::rstest;

use crate::support::commands::{give_date, place_hold};
use crate::support::day;
use crate::support::people::{go_live_process, oat, pdp_support, reviewer, service_manager};
use crate::support::samples::{confirmed_at, confirmed_of, reclassify};
use crate::support::scenario::given;
use crate::support::work::{
    after, all_done, move_date, nothing_to_add, open_at, pass_oat, revoke_oat, state, withdrawn,
};

const OAT: Step = Step::OperationalAcceptanceTesting;

fn open() -> Change {
    open_at(confirmed_at(Scale::Minor, true), OAT)
}

fn passed() -> Change {
    after(open(), &oat(), pass_oat("2026-09-21"))
}

fn live() -> Change {
    given(passed())
        .at("2026-09-21T00:00:00Z")
        .when(go_live_process(), Command::GoLive)
        .then(&["endpoints_went_live", "change_completed"])
        .change
}

/// Holds O8.
#[test]
fn a_revoked_pass_opens_the_step_with_a_reason_and_no_date() {
    let after = given(passed()).when(oat(), revoke_oat()).then(&["oat_revoked"]);
    let view = after.change.step(OAT).expect("the step");
    let StepState::Returned { reason, .. } = view.state else { panic!("{:?}", view.state) };
    assert_eq!(reason.as_str(), "It answered from a test system");
    assert_eq!(after.change.connection_date, None);
    assert_eq!(after.change.going_live(), GoingLive::NotYet);
    assert!(after.change.register().iter().all(|entry| entry.state == EndpointState::Proposed));
    given(after.change).at("2026-12-01T00:00:00Z").when(go_live_process(), Command::GoLive).then(&[]);
}

#[test]
fn what_was_revoked_can_be_passed_again_with_another_date() {
    let revoked = after(passed(), &oat(), revoke_oat());
    let again = given(revoked).when(oat(), pass_oat("2026-10-05")).then(&["oat_passed"]).change;
    assert_eq!(state(&again, OAT), Some(StepStateKind::Complete));
    assert_eq!(again.going_live(), GoingLive::Scheduled { on: day("2026-10-05") });
}

#[test]
fn revoking_twice_or_before_a_pass_changes_nothing() {
    let revoked = after(passed(), &oat(), revoke_oat());
    given(revoked).when(oat(), revoke_oat()).then(&[]);
    given(open()).when(oat(), revoke_oat()).then(&[]);
}

#[test]
fn a_revocation_keeps_what_pdp_holds() {
    let held = given(passed()).when(pdp_support(), place_hold(None)).then(&["going_live_held"]).change;
    let revoked = after(held, &oat(), revoke_oat());
    assert!(revoked.is_held());
}

/// Holds O2.
#[test]
fn another_date_that_was_accepted_is_the_day_it_goes_live() {
    let after = given(passed()).when(oat(), move_date("2026-09-09")).then(&["connection_date_moved"]);
    assert_eq!(after.last(), &EventKind::ConnectionDateMoved { date: day("2026-09-09") });
    assert_eq!(after.change.going_live(), GoingLive::Scheduled { on: day("2026-09-09") });
    given(after.change).when(oat(), move_date("2026-09-09")).then(&[]);
}

#[rstest]
#[case::today("2026-09-07")]
#[case::yesterday("2026-09-06")]
fn a_date_is_moved_only_to_a_day_after_today(#[case] date: &str) {
    let fields = given(passed()).when(oat(), move_date(date)).refused_fields();
    assert_eq!(fields, ["connection_date: not_after_today"]);
}

#[test]
fn there_is_no_date_to_move_before_oat_is_passed() {
    assert_eq!(given(open()).when(oat(), move_date("2026-09-28")).refused(), Reason::NoDateNeeded.into());
    let revoked = after(passed(), &oat(), revoke_oat());
    assert_eq!(given(revoked).when(oat(), move_date("2026-09-28")).refused(), Reason::NoDateNeeded.into());
}

#[test]
fn a_date_that_passed_can_be_moved_as_well_as_given() {
    let needed = after(open(), &oat(), pass_oat("2026-09-07"));
    assert_eq!(needed.going_live(), GoingLive::DateNeeded);
    let moved = given(needed.clone()).when(oat(), move_date("2026-09-28")).then(&["connection_date_moved"]);
    assert_eq!(moved.change.going_live(), GoingLive::Scheduled { on: day("2026-09-28") });
    given(needed).when(service_manager(), give_date("2026-09-14")).then(&["connection_date_given"]);
}

#[test]
fn what_has_ended_or_is_live_stays_as_it_is() {
    let complete = all_done(confirmed_of(nothing_to_add(), Scale::Minor, true));
    for change in [complete, live(), withdrawn(passed())] {
        given(change.clone()).when(oat(), revoke_oat()).refused_for_status();
        given(change).when(oat(), move_date("2026-12-01")).refused_for_status();
    }
}

#[test]
fn live_endpoints_stay_live_while_a_step_is_to_be_done() {
    let without = given(live_without_oat()).when(oat(), revoke_oat()).refused();
    assert_eq!(without, Reason::AlreadyLive.into());
    assert_eq!(
        given(live_without_oat()).when(oat(), move_date("2026-12-01")).refused(),
        Reason::AlreadyLive.into()
    );
}

/// Live by its service acceptance; live cryptographic material is still to be done, and OAT was not needed.
fn live_without_oat() -> Change {
    let change = open_at(confirmed_at(Scale::Minor, false), Step::LiveCryptographicMaterial);
    after(change, &go_live_process(), Command::GoLive)
}

#[test]
fn a_step_that_is_not_needed_any_more_is_not_revoked() {
    let not_required = after(passed(), &reviewer(), reclassify(Scale::Minor, Some(false)));
    let refused = given(not_required).when(oat(), revoke_oat()).refused();
    assert_eq!(refused, Reason::StepNotNeeded { step: OAT }.into());
}

#[test]
fn a_person_neither_revokes_nor_moves() {
    let reason = FreeText::restore("No".to_owned());
    for command in [Command::RevokeOat { reason }, move_date("2026-09-28")] {
        for actor in [service_manager(), pdp_support(), reviewer(), go_live_process()] {
            assert_eq!(given(passed()).when(actor, command.clone()).refused(), Refusal::SystemOnly);
        }
    }
}
