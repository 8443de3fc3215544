//! What passes, and the closed list of causes of what does not (O3, O6): which, whether it is tried again, whose fault it is, and
//! words for people who run the service.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::oat::observation::{
    CertificateFacts, ClientCertificate, Ending, Observation, OwnFault, ResponseFacts, Timings, TlsFacts,
    Unread, UrlFault,
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
#[case(304, Some(Cause::NotAccepted))]
#[case(308, Some(Cause::Redirect))]
#[case(400, Some(Cause::OtherClientError))]
#[case(401, Some(Cause::Unauthorised))]
#[case(402, Some(Cause::OtherClientError))]
#[case(403, Some(Cause::Forbidden))]
#[case(404, Some(Cause::NotFound))]
#[case(405, Some(Cause::MethodNotAllowed))]
#[case(408, Some(Cause::RequestTimedOut))]
#[case(410, Some(Cause::NotFound))]
#[case(421, Some(Cause::HostNotServed))]
#[case(426, Some(Cause::OnlyNewerHttp))]
#[case(429, Some(Cause::TooManyRequests))]
#[case(499, Some(Cause::OtherClientError))]
#[case(500, Some(Cause::ServerError))]
#[case(502, Some(Cause::GatewayError))]
#[case(503, Some(Cause::ServerError))]
#[case(504, Some(Cause::GatewayError))]
#[case(530, Some(Cause::GatewayError))]
#[case(599, Some(Cause::ServerError))]
#[case(100, Some(Cause::Malformed))]
#[case(199, Some(Cause::Malformed))]
#[case(600, Some(Cause::ServerError))]
#[case(999, Some(Cause::ServerError))]
#[case(0, Some(Cause::Malformed))]
fn an_answer_is_judged_by_its_status(#[case] status: u16, #[case] cause: Option<Cause>) {
    assert_eq!(cause_of(&answered(status)), cause);
}

/// Holds O3.
#[test]
fn of_every_status_there_can_be_only_202_passes() {
    let passing: Vec<_> = (0..=u16::MAX).filter(|status| cause_of(&answered(*status)).is_none()).collect();
    assert_eq!(passing, [202]);
}

/// Holds O3.
#[rstest]
#[case::just_in_time(10_000, None)]
#[case::a_millisecond_late(10_001, Some(Cause::NoAnswerInTime))]
fn a_202_counts_only_within_the_deadline(#[case] milliseconds: u64, #[case] cause: Option<Cause>) {
    let timings = Timings { total: Duration::from_millis(milliseconds), ..Timings::default() };
    assert_eq!(cause_of(&Observation { timings, ..answered(202) }), cause);
}

/// Holds O3.
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
        (Ending::TlsFailed { what: "unrecognized_name".to_owned() }, Cause::HostNotServed),
        (Ending::TlsFailed { what: "no_application_protocol".to_owned() }, Cause::OnlyNewerHttp),
        (Ending::CertificateExpired, Cause::CertificateExpired),
        (Ending::CertificateForOtherName, Cause::CertificateForOtherName),
        (Ending::CertificateUntrusted, Cause::CertificateUntrusted),
        (Ending::CertificateTooWeak, Cause::CertificateTooWeak),
        (Ending::TlsTooOld, Cause::TlsTooOld),
        (Ending::ClientCertificateRefused { what: what() }, Cause::ClientCertificateRefused),
        (Ending::BrokenOff { what: what() }, Cause::TlsBrokenOff),
        (Ending::BrokenOff { what: "internal_error".to_owned() }, Cause::ConnectionReset),
        (Ending::Reset, Cause::ConnectionReset),
        (Ending::TimedOut, Cause::NoAnswerInTime),
        (Ending::Malformed, Cause::Malformed),
        (Ending::HeaderTooLarge, Cause::HeaderTooLarge),
        (Ending::BodyTooLarge, Cause::BodyTooLarge),
        (Ending::BodyTooSlow, Cause::BodyTooSlow),
        (Ending::OwnFault(OwnFault::SecretMissing), Cause::OurSecretMissing),
        (Ending::OwnFault(OwnFault::KeyUnreadable), Cause::OurKeyUnreadable),
        (Ending::OwnFault(OwnFault::NoNetwork), Cause::OurNetwork),
        (Ending::OwnFault(OwnFault::IpVersion), Cause::OurIpVersion),
        (Ending::OwnFault(OwnFault::Internal), Cause::OurFault),
    ]
}

#[test]
fn whatever_ends_otherwise_has_its_cause() {
    for (ending, cause) in endings() {
        assert_eq!(cause_of(&of(ending.clone())), Some(cause), "{ending:?}");
    }
}

/// Holds O6.
#[test]
fn every_cause_on_the_list_can_come_about() {
    let statuses = (0..=999).filter_map(|status| cause_of(&answered(status)));
    let mut found: BTreeSet<_> = endings().into_iter().map(|(_, cause)| cause).chain(statuses).collect();
    found.extend(cause_of(&with_certificates(&[valid(1, 9)])));
    found.extend(cause_of(&with_certificates(&[valid(-9, 9), valid(-9, -1)])));
    found.extend(cause_of(&with_common_name_only()));
    found.extend(cause_of(&turned_down(Some(ClientCertificate::NotAsked), 496, "")));
    found.extend(cause_of(&turned_down(Some(ClientCertificate::AskedLate), 403, "")));
    found.extend(cause_of(&challenged(405)));
    found.extend(cause_of(&without_end(&[])));
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
        used: Some(true),
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
#[case::not_yet_with_an_expired_root(&[valid(1, 9), valid(-9, -1)], Cause::CertificateNotYetValid)]
#[case::expired_under_one_not_yet_valid(&[valid(-9, -1), valid(1, 9)], Cause::CertificateExpired)]
#[case::in_time_under_one_that_expired(&[valid(-9, 9), valid(-9, -1)], Cause::IntermediateNotValid)]
#[case::in_time_under_one_not_yet_valid(&[valid(-9, 9), valid(1, 9)], Cause::IntermediateNotValid)]
#[case::in_time_and_nothing_above_it(&[valid(-9, 9)], Cause::IntermediateNotValid)]
#[case::none_was_sent(&[], Cause::CertificateExpired)]
fn a_certificate_not_valid_yet_differs_from_an_expired_one(
    #[case] chain: &[CertificateFacts],
    #[case] cause: Cause,
) {
    assert_eq!(cause_of(&with_certificates(chain)), Some(cause));
}

fn with_common_name_only() -> Observation {
    Observation { ending: Ending::CertificateForOtherName, ..with_certificates(&[valid(-9, 9)]) }
}

/// An answer to a request with which the server did this about PDP's client certificate.
fn turned_down(client_certificate: Option<ClientCertificate>, status: u16, body: &str) -> Observation {
    let tls = Some(TlsFacts { client_certificate, ..TlsFacts::default() });
    let response = Some(ResponseFacts { body_start: body.as_bytes().to_vec(), ..answer(status, &[]) });
    Observation { tls, response, ..of(Ending::Answered) }
}

fn challenged(status: u16) -> Observation {
    Observation {
        response: Some(answer(status, &[("x-amzn-waf-action", "captcha")])),
        ..of(Ending::Answered)
    }
}

fn without_end(headers: &[(&str, &str)]) -> Observation {
    Observation { response: Some(answer(202, headers)), ..of(Ending::BodyTooSlow) }
}

#[test]
fn a_certificate_without_names_differs_from_one_for_others() {
    assert_eq!(cause_of(&with_common_name_only()), Some(Cause::CertificateWithoutNames));
    let named = CertificateFacts { names: vec!["other.example.org".to_owned()], ..valid(-9, 9) };
    let seen = Observation { ending: Ending::CertificateForOtherName, ..with_certificates(&[named]) };
    assert_eq!(cause_of(&seen), Some(Cause::CertificateForOtherName));
}

#[rstest]
#[case::nginx(400, "<title>400 The SSL certificate error</title>", true)]
#[case::nginx_missing(400, "400 No required SSL certificate was sent", true)]
#[case::iis(403, "HTTP Error 403.16 - Forbidden", true)]
#[case::written_out(403, "A valid Client Certificate is required", true)]
#[case::by_status(495, "", true)]
#[case::another_400(400, "the find token is missing", false)]
#[case::another_403(403, "Forbidden", false)]
#[case::other_words_of_tokens(401, "client certificate thumbprint of the token does not match", false)]
fn a_refused_client_certificate_is_named_as_the_cause(
    #[case] status: u16,
    #[case] body: &str,
    #[case] refused: bool,
) {
    let cause = |state| cause_of(&turned_down(state, status, body)).expect("a cause");
    let of_certificate = [
        (Some(ClientCertificate::Sent), Cause::ClientCertificateRefused),
        (None, Cause::ClientCertificateRefused),
        (Some(ClientCertificate::OtherKind), Cause::ClientCertificateRefused),
        (Some(ClientCertificate::NotAsked), Cause::ClientCertificateNotAsked),
    ];
    for (state, expected) in of_certificate {
        assert_eq!(cause(state) == expected, refused, "{state:?}: {:?}", cause(state));
    }
    assert_eq!(cause(Some(ClientCertificate::AskedLate)), Cause::ClientCertificateAskedLate);
}

#[test]
fn a_break_after_a_late_certificate_request_is_caused_by_it() {
    let tls =
        Some(TlsFacts { client_certificate: Some(ClientCertificate::AskedLate), ..TlsFacts::default() });
    for ending in
        [Ending::Reset, Ending::TimedOut, Ending::BrokenOff { what: "handshake_failure".to_owned() }]
    {
        let seen = Observation { tls: tls.clone(), ..of(ending) };
        assert_eq!(cause_of(&seen), Some(Cause::ClientCertificateAskedLate));
    }
    let accepted = Observation { tls, ..answered(202) };
    assert_eq!(cause_of(&accepted), None);
}

#[test]
fn a_firewalls_answer_is_a_challenge_unless_it_is_202() {
    assert_eq!(cause_of(&challenged(405)), Some(Cause::Challenged));
    assert_eq!(cause_of(&challenged(202)), None);
    let other =
        Observation { response: Some(answer(403, &[("cf-mitigated", "none")])), ..of(Ending::Answered) };
    assert_eq!(cause_of(&other), Some(Cause::Forbidden));
}

#[test]
fn an_endless_body_differs_from_a_slow_one() {
    assert_eq!(cause_of(&without_end(&[])), Some(Cause::AnswerWithoutEnd));
    for header in [("content-length", "9"), ("transfer-encoding", "chunked")] {
        assert_eq!(cause_of(&without_end(&[header])), Some(Cause::BodyTooSlow));
    }
}

#[test]
fn the_first_frame_of_http_2_is_known() {
    let with = |start: &[u8]| {
        let unread = Some(Unread { why: "it is no HTTP".to_owned(), start: start.to_vec() });
        cause_of(&Observation { unread, ..of(Ending::Malformed) })
    };
    assert_eq!(with(&[0, 0, 18, 4, 0, 0, 0, 0, 0, 0, 3]), Some(Cause::OnlyNewerHttp));
    for start in [&b""[..], b"hello", &[0, 0, 18, 4], &[0, 0, 18, 7, 0, 0, 0, 0, 0]] {
        assert_eq!(with(start), Some(Cause::Malformed), "{start:?}");
    }
}

/// Holds O6.
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
        "request_timed_out",
        "too_many_requests",
        "gateway_error",
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

/// Holds O6.
#[test]
fn every_cause_says_what_happened_and_what_to_do_next() {
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

/// Holds O7.
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
