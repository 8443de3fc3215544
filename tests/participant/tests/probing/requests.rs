//! A verifier that trusts nothing accepts the prober's requests (O4).

use std::collections::BTreeSet;
use std::sync::Arc;

use app::{FindProbe as _, FindRequest, Signature};
use domain::endpoint::EndpointUrl;
use domain::ids::FindRequestId;
use domain::oat::{Cause, cause_of};
use newtype_uuid::GenericUuid as _;
use participant::{Behaviour, Part};
use prober::FindProfile;
use uuid::Uuid;

use crate::world::{HOST, PROVIDER, REQUEST, World, ZONE};

/// Holds O4.
#[tokio::test(flavor = "multi_thread")]
async fn a_find_request_passes_every_check_of_a_provider() {
    let world = World::new().await;
    let seen = world.probe().await;
    assert_eq!(cause_of(&seen), None, "{seen:?}");
    let connection = world.simulator.log().connections().remove(0);
    assert_eq!((connection.findings, connection.answered), (vec![], Some(202)));
    let request = connection.request.expect("a request");
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/pdp"));
    let id = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-request-id"));
    assert_eq!(id.map(|(_, id)| id.as_str()), Some(REQUEST.to_string().as_str()));
    let tls = connection.tls.expect("a TLS connection");
    assert_eq!((tls.version.as_str(), tls.server_name.as_deref()), ("TLSv1_3", Some(HOST)));
    assert!(tls.client_certificate.is_some());
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn every_fact_of_an_attempt_that_passes_is_there() {
    let world = World::new().await;
    let seen = world.probe().await;
    let timings = seen.timings;
    let phases = [timings.dns, timings.connect, timings.tls, timings.first_byte];
    assert!(phases.iter().all(Option::is_some), "{timings:?}");
    assert!(phases.iter().flatten().sum::<std::time::Duration>() <= timings.total, "{timings:?}");
    assert_eq!(seen.addresses, ["127.0.0.1".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!(seen.peer.map(|peer| peer.port()), world.simulator.port(PROVIDER).ok());
    let tls = seen.tls.expect("facts of TLS");
    assert_eq!((tls.version.as_deref(), tls.alpn.as_deref()), (Some("TLSv1.3"), Some("http/1.1")));
    assert!(tls.cipher.is_some());
    let [leaf, intermediate] = &tls.chain[..] else { panic!("{:?}", tls.chain) };
    assert!(leaf.subject.contains(HOST) && leaf.names.iter().any(|name| name == HOST), "{leaf:?}");
    assert_eq!(leaf.issuer, intermediate.subject);
    assert!(leaf.not_before < seen.at && seen.at < leaf.not_after);
    assert_eq!(seen.response.map(|response| (response.status, response.body_bytes)), Some((202, 0)));
}

/// Holds O4.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_repeated_with_the_same_id_has_tokens_of_its_own() {
    let world = World::new().await;
    for _ in 0..3 {
        assert_eq!(cause_of(&world.probe().await), None);
    }
    let connections = world.simulator.log().connections();
    assert!(connections.iter().all(|connection| connection.findings.is_empty()), "{connections:?}");
}

/// Holds O4.
#[tokio::test(flavor = "multi_thread")]
async fn each_endpoint_of_one_provider_gets_its_own_tokens_in_a_pass() {
    // Several changes of one supplier, each with some Find endpoints, all due at once; the provider refuses a `jti` it has seen.
    const CHANGES: u128 = 4;
    const ENDPOINTS: u128 = 9;
    let world = World::new().await;
    let requests = (0..CHANGES * ENDPOINTS).map(|number| FindRequest {
        id: FindRequestId::from_untyped_uuid(Uuid::from_u128(number)),
        url: EndpointUrl::restore(format!("https://find-{number}.{ZONE}/pdp")),
        signature: Signature::Pdp,
    });
    let mut pass = tokio::task::JoinSet::new();
    let prober = Arc::new(world.prober);
    for request in requests {
        let prober = Arc::clone(&prober);
        pass.spawn(async move { prober.send(request).await });
    }
    let seen = pass.join_all().await;
    assert!(seen.iter().all(|seen| cause_of(seen).is_none()), "{:?}", world.simulator.log().connections());
    let connections = world.simulator.log().connections();
    assert!(connections.iter().all(|connection| connection.findings.is_empty()), "{connections:?}");
    assert_eq!(connections.len() as u128, CHANGES * ENDPOINTS);
}

/// Holds O4.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_the_place_of_the_other_is_refused() {
    let mut profile = FindProfile::default();
    std::mem::swap(&mut profile.find_token.field, &mut profile.user_token.field);
    let world = World::with(profile, |material| material.key_bundle_json().unwrap()).await;
    assert_ne!(cause_of(&world.probe().await), None);
    let findings = world.simulator.log().connections().remove(0).findings;
    let types =
        findings.iter().filter(|finding| finding.with == Part::Token && finding.what.contains("type"));
    assert_eq!(types.count(), 2, "{findings:?}");
}

/// Holds O4.
#[tokio::test(flavor = "multi_thread")]
async fn a_pre_flight_has_no_signature_that_anybody_could_believe() {
    let world = World::new().await;
    let seen = world.probe_at(&world.url(), Signature::Nobody).await;
    assert_eq!(cause_of(&seen), Some(Cause::Unauthorised));
    let findings = world.simulator.log().connections().remove(0).findings;
    let with: BTreeSet<_> = findings.iter().map(|finding| finding.with).collect();
    assert_eq!(with, BTreeSet::from([Part::Signature]), "{findings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_sees_what_differs_from_what_it_expects() {
    let mut profile = FindProfile { request_id_header: "X-Other".to_owned(), ..FindProfile::default() };
    profile.find_token.field = "other_token".to_owned();
    profile.user_token.claims.insert("aud".to_owned(), "urn:somebody-else".into());
    profile.user_token.claims.insert("role".to_owned(), "admin".into());
    let world = World::with(profile, |material| material.key_bundle_json().unwrap()).await;
    assert_eq!(cause_of(&world.probe().await), Some(Cause::Unauthorised));
    let findings = world.simulator.log().connections().remove(0).findings;
    for (with, word) in [
        (Part::RequestId, "X-Request-ID"),
        (Part::Header, "x-other"),
        (Part::Body, "find_token is not in it"),
        (Part::Body, "other_token is in it"),
        (Part::Claims, "aud"),
        (Part::Claims, "role"),
    ] {
        let found = findings.iter().any(|finding| {
            finding.with == with && finding.what.to_lowercase().contains(&word.to_lowercase())
        });
        assert!(found, "{with:?} {word}: {findings:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_to_another_path_is_seen() {
    let world = World::new().await;
    let elsewhere = format!("https://{HOST}/elsewhere");
    let seen = world.probe_at(&elsewhere, Signature::Pdp).await;
    assert_eq!(cause_of(&seen), Some(Cause::OtherClientError));
    let findings = world.simulator.log().connections().remove(0).findings;
    assert_eq!(findings.iter().map(|finding| finding.with).collect::<Vec<_>>(), [Part::RequestLine]);
}

/// Holds O5.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_stands_for_somebody_else_is_not_let_in() {
    // A key bundle of another certificate authority: right in itself, unknown to the provider.
    let other = participant::Material::make(participant::DEFAULT_KID, crate::world::now()).unwrap();
    let world = World::with(FindProfile::default(), |_| other.key_bundle_json().unwrap()).await;
    let (_, cause) = world.meet(Behaviour::Accept).await;
    assert_eq!(cause, Some(Cause::ClientCertificateRefused));
    let connection = world.simulator.log().wait_for_connections(1).await.remove(0);
    assert!(connection.request.is_none() && connection.fault.is_some(), "{connection:?}");
}
