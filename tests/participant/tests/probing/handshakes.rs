//! Failures in TLS.

use domain::calendar::london_date;
use domain::oat::observation::{Ending, Observation};
use domain::oat::{Cause, cause_of, warnings};
use domain::policy::Policy;
use participant::{Behaviour, Certificate, ClientAlert, ClientRefusal};
use rstest::rstest;

use crate::world::World;

fn what(seen: &Observation) -> &str {
    match &seen.ending {
        Ending::TlsFailed { what } | Ending::ClientCertificateRefused { what } => what,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_of_the_server_is_told_by_its_name() {
    let (seen, cause) = World::new().await.meet(Behaviour::Alert(40)).await;
    assert_eq!(cause, Some(Cause::TlsFailed));
    assert_eq!(what(&seen), "handshake_failure");
    assert!(seen.timings.tls.is_some() && seen.response.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_speak_tls_fails_the_handshake() {
    let (seen, cause) = World::new().await.meet(Behaviour::PlainText).await;
    assert_eq!(cause, Some(Cause::TlsFailed), "{seen:?}");
}

/// Holds O5.
#[rstest]
#[case(Behaviour::Tls11)]
#[case(Behaviour::Alert(70))]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_tls_1_2_is_too_old(#[case] behaviour: Behaviour) {
    let (seen, cause) = World::new().await.meet(behaviour).await;
    assert_eq!((seen.ending, cause), (Ending::TlsTooOld, Some(Cause::TlsTooOld)));
}

/// Holds O5.
#[tokio::test(flavor = "multi_thread")]
async fn tls_1_2_is_enough() {
    let (seen, cause) = World::new().await.meet(Behaviour::OnlyTls12).await;
    assert_eq!(cause, None, "{seen:?}");
    let tls = seen.tls.expect("facts");
    assert_eq!(tls.version.as_deref(), Some("TLSv1.2"));
    assert!(tls.cipher.is_some_and(|cipher| cipher.starts_with("TLS_ECDHE_")));
}

/// Holds O5, O6.
#[rstest]
#[case(Certificate::Expired, Ending::CertificateExpired, Cause::CertificateExpired)]
#[case(Certificate::NotYetValid, Ending::CertificateExpired, Cause::CertificateNotYetValid)]
#[case(Certificate::OtherName, Ending::CertificateForOtherName, Cause::CertificateForOtherName)]
#[case(Certificate::OtherAuthority, Ending::CertificateUntrusted, Cause::CertificateUntrusted)]
#[case(Certificate::IncompleteChain, Ending::CertificateUntrusted, Cause::CertificateUntrusted)]
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_certificate_is_told_apart_and_shown(
    #[case] wrong: Certificate,
    #[case] ending: Ending,
    #[case] cause: Cause,
) {
    let world = World::new().await;
    let (seen, found) = world.meet(Behaviour::Certificate(wrong)).await;
    assert_eq!((&seen.ending, found), (&ending, Some(cause)));
    let chain = seen.tls.expect("the facts of a handshake that failed").chain;
    assert_eq!(chain.len(), if wrong == Certificate::IncompleteChain { 1 } else { 2 });
    let for_us = chain[0].names.iter().any(|name| name == crate::world::HOST);
    assert_eq!(for_us, wrong != Certificate::OtherName, "{chain:?}");
    // Nothing was sent to that server.
    assert!(world.simulator.log().wait_for_connections(1).await[0].request.is_none());
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_expires_soon_is_a_pass_with_a_warning() {
    let (seen, cause) = World::new().await.meet(Behaviour::Certificate(Certificate::ExpiresSoon)).await;
    assert_eq!(cause, None, "{seen:?}");
    let limits = &Policy::in_force(london_date(seen.at)).limits.oat;
    assert_eq!(warnings(&seen, limits).len(), 1);
    let good = World::new().await.probe().await;
    assert_eq!((cause_of(&good), warnings(&good, limits).len()), (None, 0));
}

/// Holds O5.
#[rstest]
#[case(ClientAlert::UnknownCa, "unknown_ca")]
#[case(ClientAlert::BadCertificate, "bad_certificate")]
#[case(ClientAlert::CertificateExpired, "certificate_expired")]
#[case(ClientAlert::CertificateRevoked, "certificate_revoked")]
#[case(ClientAlert::UnsupportedCertificate, "unsupported_certificate")]
#[case(ClientAlert::CertificateUnknown, "certificate_unknown")]
#[case(ClientAlert::AccessDenied, "access_denied")]
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_client_certificate_shows_the_servers_words(
    #[case] alert: ClientAlert,
    #[case] word: &str,
    #[values(false, true)] tls12: bool,
) {
    let refusal = Behaviour::RefuseClientCertificate(ClientRefusal { alert, tls12 });
    let (seen, cause) = World::new().await.meet(refusal).await;
    assert_eq!(cause, Some(Cause::ClientCertificateRefused), "{seen:?}");
    assert_eq!(what(&seen), word);
    assert!(seen.response.is_none());
}
