//! Holds on an initial connection: asked for by its service manager, or placed by PDP support (G3, Q5).

use domain::change::GoingLive;
use domain::change::support::{Granted, HoldReason, SupportKind};
use domain::oat::{Command, OatRequest, Reason, Status};
use domain::policy::Policy;
use domain::reference::SupportReference;
use rstest::rstest;

use super::samples::{
    failed, open_change, passed, passed_and_rerun, requested, requested_for_change, view_of,
};
use super::scenario::given;
use crate::support::day;
use crate::support::people::{business_contact, go_live_process, pdp_support, service_manager};
use crate::support::samples::monday_morning;

/// After midnight in London of the connection date, 21 September.
const DUE: &str = "2026-09-21T00:00:00Z";
const LATER: &str = "2026-10-05T09:00:00Z";

fn delay(n: u64, until: Option<&str>) -> Command {
    let reference = SupportReference::from_bits(n);
    Command::AskForDelay { reference, until: until.map(day), text: "We are not ready".to_owned() }
}

fn session(n: u64) -> Command {
    Command::AskForSupport { reference: SupportReference::from_bits(n), text: "A question".to_owned() }
}

fn answer(n: u64, granted: Granted) -> Command {
    let reference = SupportReference::from_bits(n);
    Command::AnswerSupport { reference, answer: "As you say".to_owned(), granted }
}

fn granted(until: Option<&str>) -> Granted {
    let (until, until_released) = (until.map(day), until.is_none().then_some(true));
    Granted { accepted: Some(true), until, until_released }
}

fn declined() -> Granted {
    Granted { accepted: Some(false), ..Granted::default() }
}

fn hold(until: Option<&str>) -> Command {
    Command::PlaceHold { reason: "An incident elsewhere".to_owned(), until: until.map(day) }
}

fn release() -> Command {
    Command::ReleaseHold { reason: "It is over".to_owned() }
}

fn goes_live(oat: OatRequest, at: &str, events: &[&str]) {
    given(oat).at(at).when(go_live_process(), Command::GoLive).then(events);
}

fn asked() -> OatRequest {
    given(passed()).when(service_manager(), delay(1, None)).then(&["delay_asked"]).oat
}

/// Holds G3, Q5.
#[test]
fn a_delay_that_is_asked_for_holds_until_it_is_answered() {
    let oat = asked();
    assert_eq!(oat.support[0].subject.kind(), SupportKind::DelayGoingLive);
    assert_eq!(oat.going_live(), Some(GoingLive::Held));
    goes_live(oat.clone(), DUE, &[]);
    given(oat.clone()).when(service_manager(), delay(1, None)).then(&[]);
    let declined = given(oat).when(pdp_support(), answer(1, declined())).then(&["support_answered"]).oat;
    assert_eq!(declined.support[0].answer.as_ref().and_then(|answer| answer.accepted), Some(false));
    goes_live(declined, DUE, &["scheme_went_live"]);
}

/// Holds G3, Q5.
#[test]
fn a_granted_delay_lasts_until_its_day_or_until_released() {
    let events = &["support_answered", "going_live_held"];
    let dated = given(asked()).when(pdp_support(), answer(1, granted(Some("2026-10-05")))).then(events).oat;
    assert_eq!(dated.going_live(), Some(GoingLive::Scheduled { on: day("2026-10-05") }));
    goes_live(dated.clone(), DUE, &[]);
    goes_live(dated, LATER, &["scheme_went_live"]);
    let open = given(asked()).when(pdp_support(), answer(1, granted(None))).then(events).oat;
    assert_eq!(open.going_live(), Some(GoingLive::Held));
    goes_live(open.clone(), LATER, &[]);
    let released = given(open).when(pdp_support(), release()).then(&["going_live_released"]).oat;
    goes_live(released, LATER, &["scheme_went_live"]);
}

/// Holds G3, Q5.
#[rstest]
#[case::while_it_is_tested(requested())]
#[case::after_a_failure(failed())]
#[case::after_a_pass(passed())]
fn pdp_holds_it_at_any_time_before_it_is_live(#[case] oat: OatRequest) {
    let held = given(oat).when(pdp_support(), hold(None)).then(&["going_live_held"]).oat;
    assert!(matches!(held.holds[0].reason, HoldReason::Pdp(_)));
    goes_live(held.clone(), DUE, &[]);
    given(held).when(pdp_support(), release()).then(&["going_live_released"]);
}

/// Holds G3, Q5.
#[test]
fn a_hold_and_a_question_about_the_pass_both_hold() {
    let open = given(passed_and_rerun()).when(pdp_support(), hold(Some("2026-10-05")));
    let open = open.then(&["going_live_held"]).oat;
    assert_eq!(open.going_live(), Some(GoingLive::Held), "a re-run is open");
}

/// Holds G3, Q5.
#[test]
fn granting_a_newer_delay_settles_the_older_one() {
    let two = given(asked()).when(service_manager(), delay(2, Some("2026-10-05"))).then(&["delay_asked"]).oat;
    let events = &["support_answered", "support_answered", "going_live_held"];
    let oat = given(two).when(pdp_support(), answer(2, granted(Some("2026-10-05")))).then(events).oat;
    assert!(oat.support.iter().all(|request| request.answer.is_some()));
    assert_eq!(oat.going_live(), Some(GoingLive::Scheduled { on: day("2026-10-05") }));
}

/// Holds Q5.
#[rstest]
#[case::today("2026-09-07", "until: not_after_today")]
#[case::the_connection_date("2026-09-21", "until: delay_changes_nothing")]
#[case::in_thirty_years("2056-09-07", "until: too_far_ahead")]
fn a_day_that_delays_nothing_is_refused(#[case] until: &str, #[case] problem: &str) {
    assert_eq!(given(passed()).when(service_manager(), delay(1, Some(until))).refused_fields(), [problem]);
    assert_eq!(given(passed()).when(pdp_support(), hold(Some(until))).refused_fields(), [problem]);
    let grant = answer(1, granted(Some(until)));
    assert_eq!(given(asked()).when(pdp_support(), grant).refused_fields(), [problem]);
}

/// Holds Q5.
#[test]
fn an_answer_says_whether_it_grants_the_delay_and_until_when() {
    let refused = |granted| given(asked()).when(pdp_support(), answer(1, granted)).refused_fields();
    assert_eq!(refused(Granted::default()), ["accepted: missing"]);
    let accepted = Granted { accepted: Some(true), ..Granted::default() };
    assert_eq!(refused(accepted), ["until: missing"]);
    let both = Granted { until: Some(day("2026-10-05")), until_released: Some(true), ..accepted };
    assert_eq!(refused(both), ["until_released: not_both"]);
    for reason in [" ", &*"x".repeat(1_001)] {
        let command = Command::PlaceHold { reason: reason.to_owned(), until: None };
        assert_eq!(given(passed()).when(pdp_support(), command).refused_fields().len(), 1);
    }
}

/// Holds Q5.
#[test]
fn what_is_live_is_not_held_and_no_hold_is_not_released() {
    let live = given(passed()).at(DUE).when(go_live_process(), Command::GoLive);
    let live = live.then(&["scheme_went_live"]).oat;
    let refused = given(live).when(pdp_support(), hold(None)).refused();
    let (command, status) = (hold(None).kind(), Status::Live);
    assert_eq!(refused, Reason::WrongStatus { command, status }.into());
    assert_eq!(given(asked()).when(pdp_support(), release()).refused(), Reason::NoHold.into());
}

/// Holds Q5.
#[test]
fn a_change_is_held_by_itself() {
    let view = || view_of(&open_change(), monday_morning());
    for (who, command) in
        [(service_manager(), delay(1, None)), (pdp_support(), hold(None)), (pdp_support(), release())]
    {
        let refused = given(requested_for_change()).of(view()).when(who, command).refused();
        assert_eq!(refused, Reason::HoldOfChange.into());
    }
    assert_eq!(given(passed()).when(business_contact(), delay(1, None)).refused().code(), "role_required");
}

/// Holds D1, Q5.
#[test]
fn sessions_do_not_stop_a_delay() {
    let limits = &Policy::version(1).limits;
    let sessions = limits.oat.support_requests as u64;
    let mut oat = passed();
    for n in 0..sessions {
        oat = given(oat).when(service_manager(), session(n)).then(&["support_asked"]).oat;
    }
    let max = limits.oat.support_requests;
    let refused = given(oat.clone()).when(service_manager(), session(99)).refused();
    assert_eq!(refused, Reason::TooManySupportRequests { max }.into());
    for n in sessions..sessions + limits.delay_requests as u64 {
        oat = given(oat).when(service_manager(), delay(n, None)).then(&["delay_asked"]).oat;
    }
    let max = max + limits.delay_requests;
    let refused = given(oat).when(service_manager(), delay(99, None)).refused();
    assert_eq!(refused, Reason::TooManySupportRequests { max }.into());
}
