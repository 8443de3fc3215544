//! Holds on going live: asked for, accepted, declined, placed by PDP, released (G3).

use domain::change::support::HoldReason;
use domain::change::{Change, Command, EventKind, GoingLive, NotGrantable, Reason, Status};
use domain::policy::{Scale, Step};
use rstest::rstest;

use crate::support::commands::{
    answer_request, ask_for_delay, grant_delay, place_hold, release_hold, request,
};
use crate::support::day;
use crate::support::people::{
    business_contact, go_live_process, oat, pdp_support, reviewer, service_manager,
};
use crate::support::positions::in_status;
use crate::support::samples::{confirmed_at, confirmed_of, reclassify};
use crate::support::scenario::given;
use crate::support::work::{after, done, nothing_to_add, open_at, pass_oat, withdrawn};

const HELD: &[&str] = &["going_live_held"];
const GRANTED: &[&str] = &["support_request_answered", "going_live_held"];
const LIVE: &[&str] = &["endpoints_went_live"];
const FAR: &str = "2030-01-01T00:00:00Z";

/// Service acceptance is approved, no OAT: without a hold the next job makes it live.
fn due() -> Change {
    done(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance)
}

/// OAT passed, connection date 21 September; live cryptographic material done.
fn scheduled() -> Change {
    let change = open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    after(change, &oat(), pass_oat("2026-09-21"))
}

fn asked(change: Change, until: Option<&str>) -> Change {
    given(change).when(business_contact(), ask_for_delay(1, until)).then(&["support_request_opened"]).change
}

fn granted(until: Option<&str>) -> Change {
    given(asked(due(), until)).when(pdp_support(), grant_delay(1, until)).then(GRANTED).change
}

/// What a due-work job at `now` does.
fn processed(change: &Change, now: &str, events: &[&str]) -> Change {
    given(change.clone()).at(now).when(go_live_process(), Command::GoLive).then(events).change
}

/// Holds G3.
#[test]
fn a_delay_that_is_asked_for_holds_until_it_is_answered() {
    let change = asked(due(), Some("2026-09-10"));
    assert_eq!(change.going_live(), GoingLive::Held);
    assert!(change.is_held());
    processed(&change, FAR, &[]);
}

/// Holds G3.
#[rstest]
fn business_contact_or_service_manager_asks_for_a_delay(
    #[values(business_contact(), service_manager())] actor: domain::actor::Actor,
) {
    given(due()).when(actor, ask_for_delay(1, None)).then(&["support_request_opened"]);
}

/// Holds G3.
#[test]
fn a_delay_until_a_day_ends_at_its_midnight_in_london() {
    let change = granted(Some("2026-10-25"));
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-10-25") });
    processed(&change, "2026-10-24T22:59:59Z", &[]);
    processed(&change, "2026-10-24T23:00:00Z", LIVE);
}

/// Holds G3.
#[test]
fn a_delay_without_a_day_lasts_until_it_is_released() {
    let change = granted(None);
    assert_eq!(change.going_live(), GoingLive::Held);
    processed(&change, FAR, &[]);
    let change = given(change).when(pdp_support(), release_hold()).then(&["going_live_released"]).change;
    processed(&change, "2026-09-07T09:00:00Z", LIVE);
}

/// Holds G3.
#[test]
fn pdp_may_grant_another_day_than_was_asked_for() {
    let change = given(asked(due(), Some("2026-12-01")))
        .when(pdp_support(), grant_delay(1, Some("2026-10-01")))
        .then(GRANTED);
    let EventKind::GoingLiveHeld { reason, until } = change.last() else { panic!("held") };
    assert_eq!((reason, *until), (&HoldReason::Asked { request: request(1) }, Some(day("2026-10-01"))));
}

/// Holds G3.
#[test]
fn a_delay_that_is_declined_holds_no_longer() {
    let change = given(asked(due(), Some("2026-12-01")))
        .when(pdp_support(), answer_request(1, Some(false), None))
        .then(&["support_request_answered"])
        .change;
    assert!(!change.is_held());
    processed(&change, "2026-09-07T09:00:00Z", LIVE);
}

/// Holds G3.
#[test]
fn a_hold_wins_over_a_connection_date_that_is_reached() {
    let change = after(scheduled(), &pdp_support(), place_hold(None));
    processed(&change, FAR, &[]);
    let change = after(scheduled(), &pdp_support(), place_hold(Some("2026-10-05")));
    processed(&change, "2026-10-04T22:59:59Z", &[]);
    processed(&change, "2026-10-04T23:00:00Z", &["endpoints_went_live", "change_completed"]);
}

#[test]
fn a_connection_date_wins_over_a_hold_that_ends_before_it() {
    let change = open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let change = after(change, &pdp_support(), place_hold(Some("2026-09-15")));
    let change = after(change, &oat(), pass_oat("2026-09-21"));
    processed(&change, "2026-09-15T12:00:00Z", &[]);
    processed(&change, "2026-09-20T23:00:00Z", &["endpoints_went_live", "change_completed"]);
}

#[test]
fn releasing_a_hold_leaves_the_connection_date_as_it_is() {
    let change = after(scheduled(), &pdp_support(), place_hold(None));
    let change = after(change, &pdp_support(), release_hold());
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-09-21") });
}

#[test]
fn a_hold_placed_early_holds_when_the_steps_are_done() {
    let change = given(in_status(Status::InReview)).when(pdp_support(), place_hold(None)).then(HELD).change;
    let change = after(change, &reviewer(), crate::support::samples::confirm(Scale::Minor, false));
    let change = done(change, Step::ServiceAcceptance);
    assert_eq!(change.going_live(), GoingLive::Held);
    processed(&change, FAR, &[]);
}

#[test]
fn a_hold_until_a_day_before_the_steps_are_done_delays_nothing() {
    let change = after(confirmed_at(Scale::Minor, false), &pdp_support(), place_hold(Some("2026-09-08")));
    let change = crate::support::work::submitted(change, Step::ServiceAcceptance);
    let approve = crate::support::work::approve(Step::ServiceAcceptance);
    let change =
        given(change).at("2026-09-09T09:00:00Z").when(reviewer(), approve).then(&["step_approved"]).change;
    processed(&change, "2026-09-09T09:00:00Z", LIVE);
}

/// Holds G3.
#[test]
fn no_hold_replaces_another() {
    // PDP's own hold stays when a delay until a day is granted, and the day stays when PDP's own hold is released.
    let change = after(asked(due(), None), &pdp_support(), place_hold(None));
    let answer = grant_delay(1, Some("2026-10-01"));
    let change = given(change).when(pdp_support(), answer).then(GRANTED).change;
    assert_eq!(change.going_live(), GoingLive::Held);
    processed(&change, "2026-10-02T00:00:00Z", &[]);
    let change = after(change, &pdp_support(), release_hold());
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-10-01") });
    let change = after(change, &pdp_support(), release_hold());
    processed(&change, "2026-09-07T09:00:00Z", LIVE);
}

#[test]
fn pdp_changes_its_own_hold_by_another() {
    let change = after(due(), &pdp_support(), place_hold(Some("2026-12-01")));
    let change = after(change, &pdp_support(), place_hold(Some("2026-10-01")));
    assert_eq!(change.holds.len(), 1);
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-10-01") });
}

#[test]
fn a_release_answers_no_request() {
    let change = after(asked(due(), None), &pdp_support(), place_hold(None));
    let change = after(change, &pdp_support(), release_hold());
    assert_eq!(change.going_live(), GoingLive::Held);
    let refusal = given(change).when(pdp_support(), release_hold()).refused();
    assert_eq!(refusal, Reason::NoHold.into());
    assert!(refusal.to_string().contains("answer it"));
}

#[rstest]
#[case::yesterday("2026-09-06")]
#[case::today("2026-09-07")]
fn a_hold_is_until_a_day_after_today(#[case] until: &str) {
    let found = given(due()).when(pdp_support(), place_hold(Some(until))).refused_fields();
    assert_eq!(found, ["until: not_after_today"]);
    let found = given(due()).when(business_contact(), ask_for_delay(1, Some(until))).refused_fields();
    assert_eq!(found, ["until: not_after_today"]);
    let answer = grant_delay(1, Some(until));
    let found = given(asked(due(), None)).when(pdp_support(), answer).refused_fields();
    assert_eq!(found, ["until: not_after_today"]);
}

/// Holds G3.
#[rstest]
#[case::the_day_itself("2026-09-21")]
#[case::the_day_before("2026-09-20")]
fn a_delay_that_ends_before_the_connection_date_is_refused(#[case] until: &str) {
    let expected = ["until: delay_changes_nothing"];
    let asked_for = ask_for_delay(1, Some(until));
    assert_eq!(given(scheduled()).when(business_contact(), asked_for).refused_fields(), expected);
    assert_eq!(given(scheduled()).when(pdp_support(), place_hold(Some(until))).refused_fields(), expected);
    let granted = given(asked(scheduled(), None)).when(pdp_support(), grant_delay(1, Some(until)));
    assert_eq!(granted.refused_fields(), expected);
    given(scheduled())
        .when(business_contact(), ask_for_delay(1, Some("2026-09-22")))
        .then(&["support_request_opened"]);
}

/// Holds G3.
#[test]
fn nothing_is_delayed_further_than_a_year_ahead() {
    let (last, after_it) = ("2027-09-08", "2027-09-09");
    given(due()).when(pdp_support(), place_hold(Some(last))).then(HELD);
    given(asked(due(), Some(last))).when(pdp_support(), grant_delay(1, Some(last))).then(GRANTED);
    let expected = ["until: too_far_ahead"];
    assert_eq!(given(due()).when(pdp_support(), place_hold(Some(after_it))).refused_fields(), expected);
    let asked_for = ask_for_delay(1, Some(after_it));
    assert_eq!(given(due()).when(business_contact(), asked_for).refused_fields(), expected);
    let granted = given(asked(due(), None)).when(pdp_support(), grant_delay(1, Some(after_it)));
    assert_eq!(granted.refused_fields(), expected);
}

/// Holds G3.
#[rstest]
#[case::a_day_was_asked_for(Some("2026-10-01"))]
#[case::no_day_was_asked_for(None)]
fn the_end_of_a_delay_is_said_and_never_assumed(#[case] asked_for: Option<&str>) {
    let grant = |until: Option<&str>, until_released| Command::AnswerSupportRequest {
        reference: request(1),
        answer: "Understood".to_owned(),
        accepted: Some(true),
        until: until.map(day),
        until_released,
    };
    let refused = |command| given(asked(due(), asked_for)).when(pdp_support(), command).refused_fields();
    assert_eq!(refused(grant(None, None)), ["until: missing"]);
    assert_eq!(refused(grant(None, Some(false))), ["until: missing"]);
    assert_eq!(refused(grant(Some("2026-10-01"), Some(true))), ["until_released: not_both"]);
    given(asked(due(), asked_for)).when(pdp_support(), grant(Some("2026-10-01"), Some(false))).then(GRANTED);
}

/// Holds G3.
#[test]
fn a_delay_that_is_granted_answers_the_older_requests_for_one() {
    let change = asked(scheduled(), Some("2026-10-01"));
    let change = after(change, &service_manager(), ask_for_delay(2, Some("2026-11-01")));
    let granted = given(change).when(pdp_support(), grant_delay(2, Some("2026-11-01")));
    let change =
        granted.then(&["support_request_answered", "support_request_answered", "going_live_held"]).change;
    // Were the older one granted now, it would go live a month too early.
    let older = given(change.clone()).when(pdp_support(), grant_delay(1, Some("2026-10-01"))).refused();
    assert_eq!(older, Reason::SupportRequestAnswered.into());
    let answer = change.support[0].answer.clone().expect("an answer");
    assert_eq!(answer.accepted, None);
    assert!(answer.text.as_str().contains(&request(2).to_string()), "{}", answer.text);
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-11-01") });
}

/// Holds G3.
#[test]
fn a_newer_delay_request_outlives_the_answer_to_an_older_one() {
    let change = asked(scheduled(), Some("2026-10-01"));
    let change = after(change, &service_manager(), ask_for_delay(2, Some("2026-11-01")));
    let change = given(change).when(pdp_support(), grant_delay(1, Some("2026-10-01"))).then(GRANTED).change;
    assert_eq!(change.going_live(), GoingLive::Held);
    let change = given(change).when(pdp_support(), grant_delay(2, Some("2026-11-01"))).then(GRANTED).change;
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day("2026-11-01") });
}

#[test]
fn tomorrow_is_after_today_as_soon_as_it_is_tomorrow_in_london() {
    given(due()).when(pdp_support(), place_hold(Some("2026-09-08"))).then(HELD);
    let late = given(due()).at("2026-09-07T23:00:00Z").when(pdp_support(), place_hold(Some("2026-09-08")));
    assert_eq!(late.refused_fields(), ["until: not_after_today"]);
}

#[test]
fn a_hold_and_its_release_have_a_reason() {
    let hold = Command::PlaceHold { reason: " ".to_owned(), until: None };
    assert_eq!(given(due()).when(pdp_support(), hold).refused_fields(), ["reason: missing"]);
    let held = after(due(), &pdp_support(), place_hold(None));
    let release = Command::ReleaseHold { reason: "x".repeat(1_001) };
    assert_eq!(given(held).when(pdp_support(), release).refused_fields(), ["reason: too_long"]);
    assert_eq!(given(due()).when(pdp_support(), release_hold()).refused(), Reason::NoHold.into());
}

/// Holds G3.
#[test]
fn what_is_live_can_no_longer_be_held() {
    let change = processed(&due(), "2026-09-07T09:00:00Z", LIVE);
    for command in [place_hold(None), release_hold()] {
        assert_eq!(given(change.clone()).when(pdp_support(), command).refused(), Reason::AlreadyLive.into());
    }
    let refusal = given(change).when(business_contact(), ask_for_delay(1, None)).refused();
    assert_eq!(refusal, Reason::AlreadyLive.into());
}

/// Holds G3.
#[test]
fn a_delay_request_blocks_going_live_until_it_is_answered() {
    let change = asked(scheduled(), Some("2026-12-01"));
    processed(&change, "2026-09-21T00:00:00Z", &[]);
    let answer = grant_delay(1, Some("2026-12-01"));
    let change = given(change).at("2026-09-25T09:00:00Z").when(pdp_support(), answer).then(GRANTED).change;
    processed(&change, "2026-11-30T23:59:59Z", &[]);
    processed(&change, "2026-12-01T00:00:00Z", &["endpoints_went_live", "change_completed"]);
}

#[test]
fn a_change_that_adds_no_endpoint_cannot_be_held() {
    let change = confirmed_of(nothing_to_add(), Scale::Minor, false);
    let refusal = given(change.clone()).when(pdp_support(), place_hold(None)).refused();
    assert_eq!(refusal, Reason::NothingGoesLive.into());
    let refusal = given(change).when(service_manager(), ask_for_delay(1, None)).refused();
    assert_eq!(refusal, Reason::NothingGoesLive.into());
}

/// Holds G3.
#[test]
fn a_delay_of_what_was_withdrawn_is_declined_and_not_granted() {
    let change = withdrawn(asked(due(), None));
    let refusal = given(change.clone()).when(pdp_support(), grant_delay(1, None)).refused();
    let why = NotGrantable::Ended { status: Status::Withdrawn };
    assert_eq!(refusal, Reason::NotGrantable { why }.into());
    let declined = answer_request(1, Some(false), None);
    given(change).when(pdp_support(), declined).then(&["support_request_answered"]);
}

#[test]
fn a_hold_does_not_keep_anyone_from_working_on_steps() {
    let change = after(confirmed_at(Scale::Minor, false), &pdp_support(), place_hold(None));
    let change = done(done(change, Step::ServiceAcceptance), Step::LiveCryptographicMaterial);
    assert_eq!((change.status(), change.going_live()), (Status::Confirmed, GoingLive::Held));
    let change = after(change, &pdp_support(), release_hold());
    processed(&change, "2026-09-07T09:00:00Z", &["endpoints_went_live", "change_completed"]);
}

#[test]
fn a_granted_delay_outlasts_a_reclassification_and_its_release() {
    let change = open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let change = given(asked(change, None))
        .when(pdp_support(), grant_delay(1, Some("2026-10-01")))
        .then(GRANTED)
        .change;
    let change = given(change)
        .when(reviewer(), reclassify(Scale::Minor, Some(false)))
        .then(&["change_reclassified", "going_live_held"])
        .change;
    let change = after(change, &pdp_support(), release_hold());
    processed(&change, "2026-09-30T22:59:59Z", &[]);
    processed(&change, "2026-09-30T23:00:00Z", &["endpoints_went_live", "change_completed"]);
}
