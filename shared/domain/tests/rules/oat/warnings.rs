//! Certificates that expire soon are a warning even on a pass (O6).

use domain::oat::observation::{CertificateFacts, Ending, Observation, TlsFacts};
use domain::oat::{Command, EventKind, MadeAttempt, Warning, warnings};
use jiff::{Span, Timestamp};
use rstest::rstest;

use super::samples::{answer, connection, requested, seen, target};
use super::scenario::given;
use crate::support::people::oat;
use crate::support::policy;
use crate::support::samples::monday_morning;

fn expiring(subject: &str, not_after: Timestamp) -> CertificateFacts {
    CertificateFacts {
        subject: subject.to_owned(),
        names: vec![],
        issuer: "CN=Public CA".to_owned(),
        serial: "01".to_owned(),
        sha256: [1; 32],
        not_before: monday_morning() - Span::new().hours(24 * 300),
        not_after,
    }
}

fn passing(chain: Vec<CertificateFacts>) -> Observation {
    let tls = Some(TlsFacts { chain, ..TlsFacts::default() });
    let response = Some(answer(202, &[]));
    Observation { tls, response, ..seen(&target(1), 1, monday_morning(), Ending::Answered) }
}

fn in_hours(hours: i64) -> Timestamp {
    monday_morning() + Span::new().hours(hours)
}

#[rstest]
#[case::this_very_moment(0, true)]
#[case::tomorrow(24, true)]
#[case::in_thirty_days(24 * 30, true)]
#[case::an_hour_later_than_that(24 * 30 + 1, false)]
#[case::an_hour_ago(-1, false)]
fn a_certificate_within_thirty_days_of_its_end_is_warned_of(#[case] hours: i64, #[case] warned: bool) {
    let seen = passing(vec![expiring("CN=find", in_hours(hours))]);
    let warning = Warning::CertificateExpires { subject: "CN=find".to_owned(), at: in_hours(hours) };
    let expected = if warned { vec![warning] } else { vec![] };
    assert_eq!(warnings(&seen, &policy().limits.oat), expected);
}

#[test]
fn every_certificate_that_was_sent_is_looked_at() {
    let chain = vec![
        expiring("CN=find", in_hours(900)),
        expiring("CN=A", in_hours(9)),
        expiring("CN=B", in_hours(5)),
    ];
    let subjects: Vec<_> = warnings(&passing(chain), &policy().limits.oat)
        .into_iter()
        .map(|Warning::CertificateExpires { subject, .. }| subject)
        .collect();
    assert_eq!(subjects, ["CN=A", "CN=B"]);
}

#[test]
fn what_was_not_agreed_on_has_no_certificate_to_warn_of() {
    let seen = seen(&target(1), 1, monday_morning(), Ending::ConnectionRefused);
    assert_eq!(warnings(&seen, &policy().limits.oat), []);
}

#[test]
fn the_warning_says_whose_when_and_what_to_do() {
    let warning = Warning::CertificateExpires { subject: "CN=find".to_owned(), at: in_hours(24) };
    let words = warning.to_string();
    assert!(words.contains("CN=find") && words.contains("2026-09-08") && words.contains("renew"), "{words}");
    assert_eq!(warning.code(), "certificate_expires");
}

#[test]
fn an_attempt_keeps_the_first_end_of_a_certificate_even_on_a_pass() {
    let chain = vec![expiring("CN=find", in_hours(90)), expiring("CN=A", in_hours(9))];
    let attempt = MadeAttempt { endpoint: target(1).endpoint, number: 1, observation: passing(chain) };
    let after = given(requested())
        .of(connection(monday_morning()))
        .when(oat(), Command::RecordAttempts { run: 1, attempts: vec![attempt] })
        .then(&["attempts_recorded"]);
    let EventKind::AttemptsRecorded { attempts, .. } = after.last() else { panic!("attempts") };
    assert_eq!(attempts[0].certificate_expires, Some(in_hours(9)));
    assert_eq!(attempts[0].cause, None);
    let last = after.oat.runs[0].targets[0].last.as_ref().expect("an attempt");
    assert_eq!(last.certificate_expires, Some(in_hours(9)));
}
