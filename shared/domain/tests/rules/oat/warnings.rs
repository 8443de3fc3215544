//! Certificates that expire soon are a warning even on a pass (O6).

use domain::oat::observation::{
    CertificateFacts, ClientCertificate, Ending, Observation, ResponseFacts, TlsFacts,
};
use domain::oat::{Command, Doubt, EventKind, RecordedAttempt, Warning, doubts, warnings};
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
        used: Some(true),
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

/// Holds O6.
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
fn every_certificate_that_is_needed_is_looked_at() {
    let chain = vec![
        expiring("CN=find", in_hours(900)),
        expiring("CN=A", in_hours(9)),
        expiring("CN=B", in_hours(5)),
        CertificateFacts { used: Some(false), ..expiring("CN=Nothing needs it", in_hours(5)) },
        // Of attempts before that was noted.
        CertificateFacts { used: None, ..expiring("CN=C", in_hours(5)) },
    ];
    let subjects: Vec<_> = warnings(&passing(chain), &policy().limits.oat)
        .into_iter()
        .map(|warning| match warning {
            Warning::CertificateExpires { subject, .. } => subject,
            Warning::Doubt(doubt) => panic!("{doubt}"),
        })
        .collect();
    assert_eq!(subjects, ["CN=A", "CN=B", "CN=C"]);
}

/// Holds O6.
#[rstest]
#[case::a_year(365, 31, false)]
#[case::a_year_at_its_end(365, 30, true)]
#[case::ninety_days(90, 31, false)]
#[case::ninety_days_at_its_end(90, 30, true)]
#[case::forty_five_days(45, 16, false)]
#[case::forty_five_days_at_its_end(45, 15, true)]
#[case::six_days(6, 3, false)]
#[case::six_days_at_its_end(6, 2, true)]
fn a_short_certificate_is_warned_of_in_its_last_third(
    #[case] lives: i64,
    #[case] left: i64,
    #[case] warned: bool,
) {
    let not_after = in_hours(24 * left);
    let not_before = not_after - Span::new().hours(24 * lives);
    let seen = passing(vec![CertificateFacts { not_before, ..expiring("CN=find", not_after) }]);
    assert_eq!(!warnings(&seen, &policy().limits.oat).is_empty(), warned);
}

/// A pass with these headers and this body, of a server that did this about PDP's client certificate.
fn doubted(state: Option<ClientCertificate>, headers: &[(&str, &str)], body: &str) -> Vec<Doubt> {
    let tls = Some(TlsFacts { client_certificate: state, ..TlsFacts::default() });
    let response = Some(ResponseFacts { body_start: body.as_bytes().to_vec(), ..answer(202, headers) });
    doubts(&Observation { tls, response, ..passing(vec![]) })
}

/// Holds O5.
#[test]
fn an_answer_without_our_client_certificate_is_doubtful() {
    for state in [ClientCertificate::NotAsked, ClientCertificate::AskedLate, ClientCertificate::OtherKind] {
        assert_eq!(doubted(Some(state), &[], ""), [Doubt::NoClientCertificate], "{state:?}");
    }
    assert_eq!(doubted(Some(ClientCertificate::Sent), &[], ""), []);
    assert_eq!(doubted(None, &[], ""), []);
}

#[test]
fn an_answer_that_something_else_may_have_given_is_doubted() {
    let sent = Some(ClientCertificate::Sent);
    assert_eq!(doubted(sent, &[("x-amzn-waf-action", "challenge")], ""), [Doubt::Challenge]);
    assert_eq!(doubted(sent, &[("cf-mitigated", "Challenge")], ""), [Doubt::Challenge]);
    for (headers, body) in [
        (&[("content-type", "Text/HTML; charset=utf-8")][..], ""),
        (&[], "  <!DOCTYPE html><title>Welcome</title>"),
        (&[], "<html lang=en>"),
    ] {
        assert_eq!(doubted(sent, headers, body), [Doubt::WebPage], "{body}");
    }
    assert_eq!(doubted(sent, &[("content-type", "application/json")], "{\"html\": \"<html>\"}"), []);
}

#[test]
fn without_an_answer_there_is_nothing_to_doubt() {
    let tls = Some(TlsFacts { client_certificate: Some(ClientCertificate::NotAsked), ..TlsFacts::default() });
    let seen = Observation { tls, ..seen(&target(1), 1, monday_morning(), Ending::Reset) };
    assert_eq!(doubts(&seen), []);
}

/// Holds O6.
#[test]
fn a_pass_with_doubts_is_a_pass_and_keeps_them() {
    let tls = Some(TlsFacts { client_certificate: Some(ClientCertificate::NotAsked), ..TlsFacts::default() });
    let observation = Observation { tls, ..passing(vec![]) };
    let attempt = RecordedAttempt::new(1, target(1).endpoint, 1, observation);
    let after = given(requested())
        .of(connection(monday_morning()))
        .when(oat(), Command::record_attempts(1, [attempt]))
        .then(&["attempts_recorded"]);
    let last = after.oat.runs[0].targets[0].last.as_ref().expect("an attempt");
    assert_eq!((last.cause, last.status), (None, Some(202)));
    assert_eq!(last.doubts, [Doubt::NoClientCertificate]);
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

/// Holds O6.
#[test]
fn an_attempt_keeps_the_first_certificate_end_even_on_a_pass() {
    let chain = vec![expiring("CN=find", in_hours(90)), expiring("CN=A", in_hours(9))];
    let attempt = RecordedAttempt::new(1, target(1).endpoint, 1, passing(chain));
    let after = given(requested())
        .of(connection(monday_morning()))
        .when(oat(), Command::record_attempts(1, [attempt]))
        .then(&["attempts_recorded"]);
    let EventKind::AttemptsRecorded { attempts, .. } = after.last() else { panic!("attempts") };
    assert_eq!(attempts[0].certificate_expires, Some(in_hours(9)));
    assert_eq!(attempts[0].cause, None);
    let last = after.oat.runs[0].targets[0].last.as_ref().expect("an attempt");
    assert_eq!(last.certificate_expires, Some(in_hours(9)));
}
