//! What passes, and the closed list of causes of what does not (O3, O6): which, whether it is tried again, whose fault it is, and
//! words for people who run the service.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::oat::observation::{
    CertificateFacts, Ending, Observation, OwnFault, Timings, TlsFacts, UrlFault,
};
use domain::oat::{Cause, CauseClass, cause_of};
use jiff::{Span, Timestamp};
use rstest::rstest;

use super::samples::{answer, seen, target};
use crate::support::samples::monday_morning;

fn of(ending: Ending) -> Observation {
    seen(&target(1), 1, monday_morning(), ending)
}

fn answered(status: u16) -> Observation {
    Observation { response: Some(answer(status, &[])), ..of(Ending::Answered) }
}

#[rstest]
#[case(200, Some(Cause::NotAccepted))]
#[case(201, Some(Cause::NotAccepted))]
#[case(202, None)]
#[case(203, Some(Cause::NotAccepted))]
#[case(204, Some(Cause::NotAccepted))]
#[case(299, Some(Cause::NotAccepted))]
#[case(300, Some(Cause::Redirect))]
#[case(301, Some(Cause::Redirect))]
#[case(304, Some(Cause::Redirect))]
#[case(308, Some(Cause::Redirect))]
#[case(400, Some(Cause::OtherClientError))]
#[case(401, Some(Cause::Unauthorised))]
#[case(402, Some(Cause::OtherClientError))]
#[case(403, Some(Cause::Forbidden))]
#[case(404, Some(Cause::OtherClientError))]
#[case(429, Some(Cause::TooManyRequests))]
#[case(499, Some(Cause::OtherClientError))]
#[case(500, Some(Cause::ServerError))]
#[case(503, Some(Cause::ServerError))]
#[case(599, Some(Cause::ServerError))]
#[case(100, Some(Cause::Malformed))]
#[case(199, Some(Cause::Malformed))]
#[case(600, Some(Cause::Malformed))]
#[case(0, Some(Cause::Malformed))]
fn an_answer_is_judged_by_its_status(#[case] status: u16, #[case] cause: Option<Cause>) {
    assert_eq!(cause_of(&answered(status)), cause);
}

#[test]
fn of_every_status_there_can_be_only_202_passes() {
    let passing: Vec<_> = (0..=u16::MAX).filter(|status| cause_of(&answered(*status)).is_none()).collect();
    assert_eq!(passing, [202]);
}

#[rstest]
#[case::just_in_time(10_000, None)]
#[case::a_millisecond_late(10_001, Some(Cause::NoAnswerInTime))]
fn a_202_counts_only_within_the_deadline(#[case] milliseconds: u64, #[case] cause: Option<Cause>) {
    let timings = Timings { total: Duration::from_millis(milliseconds), ..Timings::default() };
    assert_eq!(cause_of(&Observation { timings, ..answered(202) }), cause);
}

#[test]
fn a_202_that_was_not_read_to_its_end_is_no_pass() {
    let endings = [Ending::BodyTooSlow, Ending::BodyTooLarge, Ending::HeaderTooLarge, Ending::Reset];
    for ending in endings {
        let response = Some(answer(202, &[]));
        assert!(cause_of(&Observation { response, ..of(ending.clone()) }).is_some(), "{ending:?}");
    }
}

#[test]
fn an_answer_of_which_nothing_was_kept_is_a_fault_of_our_own() {
    assert_eq!(cause_of(&of(Ending::Answered)), Some(Cause::OurFault));
}

/// Every way an attempt can end other than by an answer.
fn endings() -> Vec<(Ending, Cause)> {
    let what = || "alert".to_owned();
    vec![
        (Ending::UrlRefused { what: UrlFault::Port }, Cause::UrlNotAllowed),
        (Ending::NameNotFound, Cause::NameNotFound),
        (Ending::NameServerTimedOut, Cause::NameServerTimedOut),
        (Ending::NameServerFailed, Cause::NameServerFailed),
        (Ending::AddressRefused { address: [10, 0, 0, 1].into() }, Cause::AddressNotPublic),
        (Ending::ConnectionRefused, Cause::ConnectionRefused),
        (Ending::ConnectTimedOut, Cause::ConnectTimedOut),
        (Ending::ConnectionFailed, Cause::ConnectionFailed),
        (Ending::TlsFailed { what: what() }, Cause::TlsFailed),
        (Ending::CertificateExpired, Cause::CertificateExpired),
        (Ending::CertificateForOtherName, Cause::CertificateForOtherName),
        (Ending::CertificateUntrusted, Cause::CertificateUntrusted),
        (Ending::TlsTooOld, Cause::TlsTooOld),
        (Ending::ClientCertificateRefused { what: what() }, Cause::ClientCertificateRefused),
        (Ending::Reset, Cause::ConnectionReset),
        (Ending::TimedOut, Cause::NoAnswerInTime),
        (Ending::Malformed, Cause::Malformed),
        (Ending::HeaderTooLarge, Cause::HeaderTooLarge),
        (Ending::BodyTooLarge, Cause::BodyTooLarge),
        (Ending::BodyTooSlow, Cause::BodyTooSlow),
        (Ending::OwnFault(OwnFault::SecretMissing), Cause::OurSecretMissing),
        (Ending::OwnFault(OwnFault::KeyUnreadable), Cause::OurKeyUnreadable),
        (Ending::OwnFault(OwnFault::NoNetwork), Cause::OurNetwork),
        (Ending::OwnFault(OwnFault::Internal), Cause::OurFault),
    ]
}

#[test]
fn whatever_ends_otherwise_has_its_cause() {
    for (ending, cause) in endings() {
        assert_eq!(cause_of(&of(ending.clone())), Some(cause), "{ending:?}");
    }
}

#[test]
fn every_cause_on_the_list_can_come_about() {
    let statuses = (0..=999).filter_map(|status| cause_of(&answered(status)));
    let mut found: BTreeSet<_> = endings().into_iter().map(|(_, cause)| cause).chain(statuses).collect();
    found.extend(cause_of(&with_certificates(&[valid(-1, 1), valid(1, 9)])));
    assert_eq!(found, Cause::ALL.iter().copied().collect());
}

/// A certificate that is valid from and until so many days from now.
fn valid(from: i64, until: i64) -> CertificateFacts {
    let day = |days: i64| monday_morning() + Span::new().hours(24 * days);
    certificate(day(from), day(until))
}

fn certificate(not_before: Timestamp, not_after: Timestamp) -> CertificateFacts {
    CertificateFacts {
        subject: "CN=find1.provider.co.uk".to_owned(),
        names: vec![],
        issuer: "CN=Public CA".to_owned(),
        serial: "01".to_owned(),
        sha256: [1; 32],
        not_before,
        not_after,
    }
}

fn with_certificates(chain: &[CertificateFacts]) -> Observation {
    let tls = Some(TlsFacts { chain: chain.to_vec(), ..TlsFacts::default() });
    Observation { tls, ..of(Ending::CertificateExpired) }
}

#[rstest]
#[case::expired(&[valid(-9, -1)], Cause::CertificateExpired)]
#[case::not_yet(&[valid(1, 9)], Cause::CertificateNotYetValid)]
#[case::not_yet_under_one_that_is(&[valid(1, 9), valid(-9, 9)], Cause::CertificateNotYetValid)]
#[case::one_of_each(&[valid(1, 9), valid(-9, -1)], Cause::CertificateExpired)]
#[case::neither(&[valid(-9, 9)], Cause::CertificateExpired)]
#[case::none_was_sent(&[], Cause::CertificateExpired)]
fn a_certificate_that_is_not_valid_yet_is_told_from_one_that_has_expired(
    #[case] chain: &[CertificateFacts],
    #[case] cause: Cause,
) {
    assert_eq!(cause_of(&with_certificates(chain)), Some(cause));
}

#[test]
fn only_what_can_pass_by_itself_is_tried_again() {
    let tried_again: Vec<_> =
        Cause::ALL.iter().filter(|cause| cause.may_pass_by_itself()).map(|cause| cause.code()).collect();
    let expected = [
        "name_server_timed_out",
        "name_server_failed",
        "connection_refused",
        "connect_timed_out",
        "connection_failed",
        "connection_reset",
        "no_answer_in_time",
        "too_many_requests",
        "server_error",
        "body_too_slow",
    ];
    assert_eq!(tried_again, expected);
}

#[test]
fn our_own_faults_are_ours_and_nothing_else_is() {
    for fault in OwnFault::ALL {
        assert_eq!(Cause::from(*fault).own_fault(), Some(*fault));
    }
    let ours: Vec<_> = Cause::ALL.iter().filter(|cause| cause.is_ours()).collect();
    assert_eq!(ours.len(), OwnFault::ALL.len());
    assert!(ours.iter().all(|cause| cause.own_fault().is_some() && !cause.may_pass_by_itself()));
    let others = Cause::ALL.iter().filter(|cause| cause.class() != CauseClass::Ours);
    assert!(others.into_iter().all(|cause| cause.own_fault().is_none()));
}

#[test]
fn every_cause_says_in_sentences_what_happened_and_what_to_do_next() {
    for cause in Cause::ALL {
        for words in [cause.to_string(), cause.advice().to_owned()] {
            assert!(words.starts_with(char::is_uppercase) && words.ends_with('.'), "{words}");
            assert!(!words.contains('\'') && !words.contains("  "), "{words}");
            assert!(words.len() > 35, "{words}");
        }
        let names_somebody = ["Ask ", "Contact PDP support", "ask whoever"];
        let asks = names_somebody.iter().any(|who| cause.advice().contains(who));
        assert!(asks || cause.is_ours(), "whom to ask: {}", cause.advice());
    }
    let words: BTreeSet<_> = Cause::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(words.len(), Cause::ALL.len(), "each says something else");
}

#[test]
fn a_fault_of_our_own_is_never_told_as_theirs() {
    for cause in Cause::ALL.iter().filter(|cause| cause.is_ours()) {
        assert!(cause.to_string().contains("fault on PDP’s side"), "{cause}");
        assert!(!cause.to_string().contains("our endpoint"), "{cause}");
        assert!(cause.advice().starts_with("You need not do anything."), "{}", cause.advice());
        assert!(cause.advice().contains("does not count"), "{}", cause.advice());
    }
}

#[test]
fn what_has_to_be_fixed_says_how_to_be_tested_again() {
    for cause in Cause::ALL.iter().filter(|cause| !cause.is_ours() && **cause != Cause::UrlNotAllowed) {
        assert!(cause.advice().contains("ask for a re-test"), "{}", cause.advice());
    }
}
