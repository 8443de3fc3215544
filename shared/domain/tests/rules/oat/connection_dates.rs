//! Another connection date until go-live, which PDP accepts or declines (O2); a new one when it passed (G2).

use domain::change::GoingLive;
use domain::oat::{Command, EventKind, OatRequest, Reason, Refusal, SubjectStatus, SubjectView};
use rstest::rstest;

use super::samples::{
    DATE, ask_for_date, closed, connection, decide_date, failed, open_change, passed, ran, requested,
    requested_for_change, requested_of, view_of,
};
use super::scenario::given;
use crate::support::people::{oat, pdp_support, service_manager};
use crate::support::samples::monday_morning;
use crate::support::work::{after as after_change, pass_oat, withdrawn};
use crate::support::{at, day};

fn asked(oat: OatRequest, date: &str) -> OatRequest {
    given(oat).when(service_manager(), ask_for_date(date)).then(&["date_change_asked"]).oat
}

/// Passed on its very connection date.
fn date_needed() -> OatRequest {
    let view = connection(monday_morning());
    let late = at("2026-09-21T09:00:00Z");
    ran(requested_of(&view), &connection(late), late, 202)
}

/// Holds O2.
#[rstest]
#[case::while_it_is_tested(requested())]
#[case::after_a_failure(failed())]
#[case::after_a_pass(passed())]
fn another_date_is_asked_for_and_accepted(#[case] oat: OatRequest) {
    let asked = asked(oat, "2026-10-01");
    assert_eq!(asked.connection_date, day(DATE), "nothing changes before it is accepted");
    let after = given(asked).when(pdp_support(), decide_date(true)).then(&["date_change_accepted"]);
    assert_eq!(after.oat.connection_date, day("2026-10-01"));
    assert_eq!(after.oat.open_date_change(), None);
    let decision = after.oat.date_changes[0].decision.as_ref().expect("a decision");
    assert!(decision.accepted);
}

#[test]
fn after_a_declined_date_another_can_be_asked_for() {
    let after = given(asked(passed(), "2026-10-01"))
        .when(pdp_support(), decide_date(false))
        .then(&["date_change_declined"]);
    assert_eq!(after.oat.connection_date, day(DATE));
    let EventKind::DateChangeDeclined { date, reason } = after.last() else { panic!("declined") };
    assert_eq!((*date, reason.as_str()), (day("2026-10-01"), "As agreed by telephone"));
    asked(after.oat, "2026-10-02");
}

/// Holds O2.
#[rstest]
#[case::too_soon("2026-09-13", &["connection_date: connection_date_too_soon"])]
#[case::the_first_day_allowed("2026-09-14", &[])]
fn the_same_rule_holds_as_for_the_first_date(#[case] date: &str, #[case] problems: &[&str]) {
    let outcome = given(requested()).when(service_manager(), ask_for_date(date));
    if problems.is_empty() {
        outcome.then(&["date_change_asked"]);
    } else {
        assert_eq!(outcome.refused_fields(), problems);
    }
}

#[test]
fn everything_that_is_missing_is_said_at_once() {
    let blank = Command::AskForDate { date: None, reason: String::new() };
    let fields = given(requested()).when(service_manager(), blank).refused_fields();
    assert_eq!(fields, ["connection_date: missing", "reason: missing"]);
    let undecided = Command::DecideDate { accepted: None, reason: None };
    let fields = given(asked(requested(), "2026-10-01")).when(pdp_support(), undecided).refused_fields();
    assert_eq!(fields, ["accepted: missing"]);
    let without_reason = Command::DecideDate { accepted: Some(false), reason: None };
    let fields = given(asked(requested(), "2026-10-01")).when(pdp_support(), without_reason);
    assert_eq!(fields.refused_fields(), ["reason: missing"]);
}

#[test]
fn accepting_needs_no_reason() {
    let accept = Command::DecideDate { accepted: Some(true), reason: None };
    given(asked(requested(), "2026-10-01")).when(pdp_support(), accept).then(&["date_change_accepted"]);
}

/// Holds O2.
#[rstest]
#[case::the_evening_before("2026-09-30T22:59:59Z", true)]
#[case::from_midnight_in_london("2026-09-30T23:00:00Z", false)]
fn it_is_accepted_only_while_the_date_is_still_after_today(#[case] now: &str, #[case] accepted: bool) {
    let outcome = given(asked(requested(), "2026-10-01")).at(now).when(pdp_support(), decide_date(true));
    if accepted {
        outcome.then(&["date_change_accepted"]);
    } else {
        assert_eq!(outcome.refused(), Reason::DatePassed.into());
        let declined = given(asked(requested(), "2026-10-01")).at(now);
        declined.when(pdp_support(), decide_date(false)).then(&["date_change_declined"]);
    }
}

#[test]
fn one_request_at_a_time_and_ten_in_all() {
    let mut oat_request = asked(requested(), "2026-10-01");
    let refused = given(oat_request.clone()).when(service_manager(), ask_for_date("2026-10-02")).refused();
    assert_eq!(refused, Reason::DateChangePending.into());
    for _ in 1..10 {
        oat_request =
            given(oat_request).when(pdp_support(), decide_date(false)).then(&["date_change_declined"]).oat;
        oat_request = asked(oat_request, "2026-10-01");
    }
    let full = given(oat_request).when(pdp_support(), decide_date(false)).then(&["date_change_declined"]).oat;
    let refused = given(full).when(service_manager(), ask_for_date("2026-10-02")).refused();
    assert_eq!(refused, Reason::TooManyDateChanges { max: 10 }.into());
}

#[test]
fn there_is_nothing_to_decide_on_when_nothing_was_asked_for() {
    assert_eq!(given(passed()).when(pdp_support(), decide_date(true)).refused(), Reason::NoDateChange.into());
}

/// Holds O2.
#[test]
fn once_live_or_ended_a_date_request_can_only_be_declined() {
    for status in [SubjectStatus::Settled, SubjectStatus::Ended] {
        let view = SubjectView { status: status.clone(), ..connection(monday_morning()) };
        let not_now = Refusal::from(Reason::NotNow { status });
        let ask = given(passed()).of(view.clone()).when(service_manager(), ask_for_date("2026-10-01"));
        assert_eq!(ask.refused(), not_now);
        let asked = asked(passed(), "2026-10-01");
        let accept = given(asked.clone()).of(view.clone()).when(pdp_support(), decide_date(true));
        assert_eq!(accept.refused(), not_now);
        given(asked).of(view).when(pdp_support(), decide_date(false)).then(&["date_change_declined"]);
    }
}

#[test]
fn when_the_date_passed_a_new_one_is_given_and_not_asked_for() {
    let now = "2026-09-22T09:00:00Z";
    assert_eq!(date_needed().going_live(), Some(GoingLive::DateNeeded));
    let ask = given(date_needed()).at(now).when(service_manager(), ask_for_date("2026-10-01"));
    assert_eq!(ask.refused(), Reason::DateNeeded.into());
    let give = |date| Command::GiveConnectionDate { date };
    let missing = given(date_needed()).at(now).when(service_manager(), give(None));
    assert_eq!(missing.refused_fields(), ["connection_date: missing"]);
    let soon = given(date_needed()).at(now).when(service_manager(), give(Some(day("2026-09-28"))));
    assert_eq!(soon.refused_fields(), ["connection_date: connection_date_too_soon"]);
    let after = given(date_needed())
        .at(now)
        .when(service_manager(), give(Some(day("2026-09-29"))))
        .then(&["connection_date_given"]);
    assert_eq!(after.oat.going_live(), Some(GoingLive::Scheduled { on: day("2026-09-29") }));
}

#[test]
fn no_new_date_is_given_while_the_date_stands() {
    let give = Command::GiveConnectionDate { date: Some(day("2026-10-01")) };
    assert_eq!(given(passed()).when(service_manager(), give).refused(), Reason::NoDateNeeded.into());
}

#[test]
fn a_change_keeps_its_date_itself_once_it_is_passed() {
    let give = Command::GiveConnectionDate { date: Some(day("2026-10-01")) };
    let view = view_of(&open_change(), monday_morning());
    let passed = ran(requested_for_change(), &view, monday_morning(), 202);
    assert_eq!(passed.going_live(), None);
    let done = view_of(&after_change(open_change(), &oat(), pass_oat("2026-09-07")), monday_morning());
    let refused = given(passed.clone()).of(done.clone()).when(service_manager(), give).refused();
    assert_eq!(refused, Reason::DateOfChange.into());
    let refused = given(passed).of(done).when(service_manager(), ask_for_date("2026-10-01")).refused();
    assert_eq!(refused, Reason::DateNeeded.into(), "the change needs a new one");
}

#[test]
fn a_change_that_was_withdrawn_is_not_given_another_date() {
    let gone = view_of(&withdrawn(open_change()), monday_morning());
    let refused =
        given(requested_for_change()).of(gone).when(service_manager(), ask_for_date("2026-10-01")).refused();
    assert_eq!(refused, Reason::NotNow { status: SubjectStatus::Ended }.into());
}

/// Holds O2.
#[test]
fn a_request_anew_settles_the_date_that_was_asked_for_before() {
    let asked = asked(requested(), "2026-10-01");
    let gone = super::samples::nothing_there(monday_morning());
    let closed_with_request = given(asked).of(gone).when(oat(), Command::Close).then(&["oat_closed"]).oat;
    let refused = given(closed()).when(pdp_support(), decide_date(true)).refused();
    assert_eq!(refused.code(), "wrong_status");
    let anew = Command::RequestAnew { answers: super::samples::good_answers(DATE) };
    let oat_request = given(closed_with_request)
        .when(service_manager(), anew)
        .then(&["date_change_superseded", "oat_requested_anew"])
        .oat;
    assert_eq!(oat_request.open_date_change(), None);
    let decision = oat_request.date_changes[0].decision.as_ref().expect("settled");
    assert_eq!((decision.accepted, decision.superseded_by), (false, Some(day(DATE))));
}

/// Holds O2.
#[test]
fn a_newer_date_settles_an_older_request_for_one() {
    // Asked for the 24th; passed on the very connection date, so that a new one is needed; given the 29th.
    let view = connection(monday_morning());
    let late = at("2026-09-21T09:00:00Z");
    let asked = asked(requested_of(&view), "2026-09-24");
    let needed = ran(asked, &connection(late), late, 202);
    let give = Command::GiveConnectionDate { date: Some(day("2026-09-29")) };
    let after = given(needed)
        .on(late)
        .when(service_manager(), give)
        .then(&["date_change_superseded", "connection_date_given"]);
    assert_eq!(after.oat.going_live(), Some(GoingLive::Scheduled { on: day("2026-09-29") }));
    let refused = given(after.oat.clone()).on(late).when(pdp_support(), decide_date(true)).refused();
    assert_eq!(refused, Reason::NoDateChange.into());
    let decision = after.oat.date_changes[0].decision.as_ref().expect("settled");
    assert_eq!(decision.superseded_by, Some(day("2026-09-29")));
}

/// Holds O2.
#[test]
fn the_date_of_a_change_settles_what_its_request_asked_for() {
    let view = view_of(&open_change(), monday_morning());
    let asked = given(requested_for_change())
        .of(view.clone())
        .when(service_manager(), ask_for_date("2026-09-24"))
        .then(&["date_change_asked"])
        .oat;
    let settle = || Command::SettleDate { given: day("2026-09-29") };
    let settled =
        given(asked).of(view.clone()).when(service_manager(), settle()).then(&["date_change_superseded"]).oat;
    assert!(!settled.is_undecided());
    given(settled).of(view).when(service_manager(), settle()).then(&[]);
}

/// Holds O2.
#[rstest]
#[case::the_last_day_allowed("2027-09-08", &[])]
#[case::too_far_ahead("2027-09-09", &["connection_date: too_far_ahead"])]
#[case::a_slip_in_the_year("2062-09-21", &["connection_date: too_far_ahead"])]
#[case::the_date_that_it_is(DATE, &["connection_date: date_unchanged"])]
fn another_date_is_another_one_and_within_a_year(#[case] date: &str, #[case] problems: &[&str]) {
    let outcome = given(requested()).when(service_manager(), ask_for_date(date));
    if problems.is_empty() {
        outcome.then(&["date_change_asked"]);
    } else {
        assert_eq!(outcome.refused_fields(), problems);
    }
}

/// Holds O2.
#[test]
fn no_first_date_and_no_new_one_is_more_than_a_year_ahead() {
    let view = connection(monday_morning());
    let ctx = crate::support::context(monday_morning());
    let answers = super::samples::good_answers("2027-09-09");
    let reference = domain::reference::OatReference::from_bits(7);
    let refused = domain::oat::request(reference, &answers, &service_manager(), &view, &ctx);
    let Err(Refusal::Invalid(problems)) = refused else { panic!("refused") };
    assert_eq!(problems.len(), 1);
    let words = problems[0].message();
    assert!(words.contains("8 September 2027"), "{words}");
    let give = Command::GiveConnectionDate { date: Some(day("2028-01-01")) };
    let refused = given(date_needed()).at("2026-09-22T09:00:00Z").when(service_manager(), give);
    assert_eq!(refused.refused_fields(), ["connection_date: too_far_ahead"]);
}
