//! What a pre-flight shows: what could be seen, in words, and no more (O5).

use domain::oat::Cause;
use domain::oat::observation::{ClientCertificate, Ending, Observation, ResponseFacts, TlsFacts};
use domain::pre_flight::{Shown, shown_by};
use rstest::rstest;

use super::samples::{answer, seen, target};
use crate::support::samples::monday_morning;

fn answered(status: u16, client_certificate: Option<ClientCertificate>, body: &str) -> Observation {
    let tls = Some(TlsFacts { client_certificate, ..TlsFacts::default() });
    let response = Some(ResponseFacts { body_start: body.as_bytes().to_vec(), ..answer(status, &[]) });
    Observation { tls, response, ..seen(&target(1), 1, monday_morning(), Ending::Answered) }
}

#[rstest]
#[case(401, true)]
#[case(403, true)]
#[case(400, true)]
#[case(422, true)]
#[case(200, false)]
#[case(204, false)]
#[case(302, false)]
#[case(404, false)]
#[case(405, false)]
#[case(421, false)]
#[case(429, false)]
#[case(500, false)]
#[case(502, false)]
fn only_a_refusal_shows_that_the_service_was_reached(#[case] status: u16, #[case] reached: bool) {
    let shown = shown_by(&answered(status, Some(ClientCertificate::Sent), ""));
    assert_eq!(shown.code() == "reached", reached, "{shown:?}");
    assert!(reached || matches!(shown, Shown::InTheWay(_)), "{shown:?}");
}

#[test]
fn a_refused_client_certificate_blocks_whatever_the_answer() {
    let refused =
        answered(400, Some(ClientCertificate::Sent), "<title>400 The SSL certificate error</title>");
    assert_eq!(shown_by(&refused), Shown::InTheWay(Cause::ClientCertificateRefused));
    let missing = answered(
        400,
        Some(ClientCertificate::NotAsked),
        "<title>400 No required SSL certificate was sent</title>",
    );
    assert_eq!(shown_by(&missing), Shown::InTheWay(Cause::ClientCertificateNotAsked));
}

/// Holds O5.
#[rstest]
#[case(Some(ClientCertificate::Sent), "It asked for PDP’s client certificate")]
#[case(Some(ClientCertificate::NotAsked), "mutual TLS is not in order")]
#[case(Some(ClientCertificate::OtherKind), "kind of key")]
#[case(None, "did not note")]
fn it_says_only_what_happened_to_the_client_certificate(
    #[case] state: Option<ClientCertificate>,
    #[case] words: &str,
) {
    let said = shown_by(&answered(401, state, "")).explanation();
    assert!(said.contains(words), "{said}");
    // That a certificate was sent and not turned down does not show that it is trusted.
    assert!(
        !said.contains("client certificate are in order") && !said.contains("client certificate is in order")
    );
    assert!(said.starts_with("Your endpoint was reached and answered 401."), "{said}");
}

#[test]
fn a_403_or_400_may_come_from_elsewhere_and_it_says_so() {
    let said = |status| shown_by(&answered(status, Some(ClientCertificate::Sent), "")).explanation();
    assert!(said(403).contains("firewall"), "{}", said(403));
    assert!(said(400).contains("does not tell"), "{}", said(400));
}

#[test]
fn an_endpoint_that_accepts_what_nobody_signed_is_told_so() {
    let shown = shown_by(&answered(202, Some(ClientCertificate::NotAsked), ""));
    assert_eq!(shown, Shown::AcceptedUnsigned);
    assert!(shown.explanation().contains("nobody signed"));
}
