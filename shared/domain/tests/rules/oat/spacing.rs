//! Attempts within a run: up to three that count, spaced, and an endpoint that says when to come back is heard (O6).

use domain::oat::observation::Ending;
use domain::oat::{Cause, Command, EventKind, OatRequest, Status, SubjectView, Verdict};
use jiff::{Span, Timestamp};
use rstest::rstest;

use super::samples::{Came, connection_of, made, requested_of, scheme, target};
use super::scenario::given;
use crate::support::at;
use crate::support::people::oat;
use crate::support::samples::monday_morning;

/// One Find endpoint.
fn view() -> SubjectView {
    connection_of(&scheme()[..1], monday_morning())
}

/// The attempt of this number began at `now` and came to this, after 2 s.
fn attempt(request: OatRequest, number: u32, now: Timestamp, came: &Came, codes: &[&str]) -> OatRequest {
    let command = Command::record_attempts(1, [made(&target(1), number, now, came)]);
    given(request).of(view()).on(now).when(oat(), command).then(codes).oat
}

/// When the second attempt is due, after a first that came to this at nine o'clock.
fn second_after(came: &Came) -> Option<Timestamp> {
    let request = attempt(requested_of(&view()), 1, monday_morning(), came, &["attempts_recorded"]);
    request.runs[0].targets[0].next_at
}

/// Holds O6.
#[test]
fn three_attempts_count_30_and_60_seconds_apart() {
    let came = Came::Status(503);
    let first = monday_morning();
    let request = attempt(requested_of(&view()), 1, first, &came, &["attempts_recorded"]);
    let second = at("2026-09-07T09:00:32Z");
    assert_eq!(request.probe_at(), Some(second));
    assert_eq!(request.planned_attempts(&view(), second - Span::new().milliseconds(1)), []);
    assert_eq!(request.planned_attempts(&view(), second).len(), 1);
    let request = attempt(request, 2, second, &came, &["attempts_recorded"]);
    let third = at("2026-09-07T09:01:34Z");
    assert_eq!(request.probe_at(), Some(third));
    let request = attempt(request, 3, third, &came, &["attempts_recorded", "oat_failed"]);
    assert_eq!(request.runs[0].targets[0].verdict(), Some(Verdict::Failed(Cause::ServerError)));
    assert_eq!(request.planned_attempts(&view(), third), []);
}

#[test]
fn a_slow_provider_that_recovers_within_the_attempts_passes() {
    let slow = Came::Ended(Ending::TimedOut);
    let request = attempt(requested_of(&view()), 1, monday_morning(), &slow, &["attempts_recorded"]);
    let later = request.probe_at().expect("due");
    let request = attempt(request, 2, later, &Came::Status(202), &["attempts_recorded", "oat_passed"]);
    assert_eq!(request.runs[0].targets[0].counted, 2);
}

#[test]
fn the_last_attempt_gives_the_cause() {
    let comings = [Came::Status(503), Came::Ended(Ending::ConnectTimedOut), Came::Ended(Ending::Reset)];
    let mut request = requested_of(&view());
    for (number, came) in (1..).zip(&comings) {
        let now = request.probe_at().expect("due");
        let codes: &[_] =
            if number == 3 { &["attempts_recorded", "oat_failed"] } else { &["attempts_recorded"] };
        request = attempt(request, number, now, came, codes);
    }
    assert_eq!(request.runs[0].targets[0].verdict(), Some(Verdict::Failed(Cause::ConnectionReset)));
}

/// Holds O6.
#[test]
fn a_lasting_failure_is_not_tried_again_at_any_attempt() {
    let request =
        attempt(requested_of(&view()), 1, monday_morning(), &Came::Status(503), &["attempts_recorded"]);
    let later = request.probe_at().expect("due");
    let request = attempt(request, 2, later, &Came::Status(403), &["attempts_recorded", "oat_failed"]);
    assert_eq!(request.status(), Status::Failed);
}

/// Holds O6.
#[rstest]
#[case::longer_than_the_spacing(429, "120", "2026-09-07T09:02:02Z")]
#[case::shorter_than_the_spacing(429, "5", "2026-09-07T09:00:32Z")]
#[case::at_once(429, "0", "2026-09-07T09:00:32Z")]
#[case::as_long_as_is_waited(429, "900", "2026-09-07T09:15:02Z")]
#[case::longer_than_is_waited(429, "901", "2026-09-07T09:15:02Z")]
#[case::for_ever(429, "99999999999999999999", "2026-09-07T09:15:02Z")]
#[case::a_date(429, "Mon, 07 Sep 2026 09:10:00 GMT", "2026-09-07T09:10:00Z")]
#[case::a_date_that_has_passed(429, "Sun, 06 Nov 1994 08:49:37 GMT", "2026-09-07T09:00:32Z")]
#[case::nonsense(429, "soon", "2026-09-07T09:00:32Z")]
#[case::a_server_that_is_busy(503, "60", "2026-09-07T09:01:02Z")]
fn a_retry_after_is_followed_for_up_to_15_minutes(
    #[case] status: u16,
    #[case] header: &'static str,
    #[case] due: &str,
) {
    assert_eq!(second_after(&Came::Later(status, header)), Some(at(due)));
}

#[test]
fn a_429_without_a_word_waits_as_long_as_any_other() {
    assert_eq!(second_after(&Came::Status(429)), Some(at("2026-09-07T09:00:32Z")));
}

#[test]
fn what_a_refusal_says_about_coming_back_is_not_heard() {
    let attempt = made(&target(1), 1, monday_morning(), &Came::Later(401, "60"));
    let command = Command::record_attempts(1, [attempt]);
    let after = given(requested_of(&view()))
        .of(view())
        .when(oat(), command)
        .then(&["attempts_recorded", "oat_failed"]);
    let EventKind::AttemptsRecorded { attempts, .. } = &after.events[0].kind else { panic!("attempts") };
    assert_eq!(attempts[0].next_at, None);
}

#[test]
fn being_told_to_come_back_later_does_not_make_more_attempts() {
    let mut request = requested_of(&view());
    for number in 1..=3 {
        let now = request.probe_at().expect("due");
        let codes: &[_] =
            if number == 3 { &["attempts_recorded", "oat_failed"] } else { &["attempts_recorded"] };
        request = attempt(request, number, now, &Came::Later(429, "600"), codes);
    }
    assert_eq!(request.runs[0].targets[0].verdict(), Some(Verdict::Failed(Cause::TooManyRequests)));
}
