//! An independent library reads the request.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use domain::endpoint::EndpointUrl;
use domain::ids::FindRequestId;
use fakes::FakeIds;
use participant::Material;
use pollster::block_on;
use secrecy::SecretString;
use serde_json::json;

use super::*;
use crate::secure::provider;
use crate::settings::Zones;

struct Made {
    request: Find,
    material: Material,
}

fn now() -> Timestamp {
    "2026-11-20T12:00:00.750Z".parse().expect("an instant")
}

fn made(signature: Signature) -> Made {
    made_with(&FindProfile::default(), signature)
}

fn made_with(profile: &FindProfile, signature: Signature) -> Made {
    let material = Material::make("signing-key-7", now()).expect("material");
    let text: SecretString = material.key_bundle_json().expect("a key bundle").into();
    let key_bundle = KeyBundle::read(&text, &provider()).expect("a key bundle that can be read");
    let url = EndpointUrl::parse("https://find.meadow.example.org/a/find", 2048).expect("a URL");
    let target = Target::read(&url, &Zones::default()).expect("a target");
    let id = FindRequestId::from_u128(0xabc);
    let asked = FindRequest { id, url, signature };
    let ids = FakeIds::default();
    let request = find_request(profile, &target, &asked, &key_bundle, now(), &ids);
    Made { request: request.expect("a request"), material }
}

fn body(request: Find) -> Value {
    use http_body_util::BodyExt;
    let bytes = block_on(request.into_body().collect()).expect("a body").to_bytes();
    serde_json::from_slice(&bytes).expect("JSON")
}

fn verify(body: &Value, public_key: &str, at: Timestamp) -> Output {
    verify_for("urn:find-endpoint", body, public_key, at)
}

fn verify_for(audience: &str, body: &Value, public_key: &str, at: Timestamp) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut python = Command::new(root.join("../../.venv/ministack/bin/python"))
        .arg(root.join("src/find/verify_tokens.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("PyJWT: run `make .venv/ministack/.installed`");
    let asked = json!({
        "public_key": public_key, "now": at.as_second(), "audience": audience, "tokens": body,
    });
    let mut stdin = python.stdin.take().expect("a pipe");
    stdin.write_all(asked.to_string().as_bytes()).expect("written");
    drop(stdin);
    python.wait_with_output().expect("an end")
}

/// Holds O4.
#[test]
fn an_independent_library_verifies_and_reads_both_tokens() {
    let made = made(Signature::Pdp);
    let body = body(made.request);
    let output = verify(&body, &made.material.key_bundle.jwt_public_key, now());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(read.as_object().expect("an object").len(), 2);
    let profile = FindProfile::default();
    for wanted in [&profile.user_token, &profile.find_token] {
        let token = &read[&wanted.field];
        assert_eq!(token["header"], json!({"alg": "RS256", "typ": wanted.typ, "kid": "signing-key-7"}));
        let claims = token["claims"].as_object().expect("claims");
        for (name, value) in &wanted.claims {
            assert_eq!(&claims[name], value);
        }
        assert_eq!(claims.len(), wanted.claims.len() + 4);
        let begin = now().as_second();
        assert_eq!((&claims["iat"], &claims["nbf"]), (&json!(begin), &json!(begin)));
        assert_eq!(claims["exp"], json!(begin + 60));
    }
    assert_ne!(read["user_token"]["claims"]["jti"], read["find_token"]["claims"]["jti"]);
    assert_ne!(read["user_token"]["header"]["typ"], read["find_token"]["header"]["typ"]);
    assert_eq!(read["find_token"]["claims"]["national_insurance_number"], "ZZ999999A");
}

/// Holds O4.
#[test]
fn the_independent_library_refuses_other_keys_and_late_tokens() {
    let made = made(Signature::Pdp);
    let body = body(made.request);
    let other = Material::make("another", now()).expect("material").key_bundle.jwt_public_key;
    assert!(!verify(&body, &other, now()).status.success(), "another key");
    let key = &made.material.key_bundle.jwt_public_key;
    let late: Timestamp = "2026-11-20T12:01:00Z".parse().expect("an instant");
    assert!(!verify(&body, key, late).status.success(), "a minute later");
}

/// Holds O4.
#[test]
fn a_token_names_the_endpoint_where_the_profile_says_so() {
    let mut profile = FindProfile::default();
    for token in [&mut profile.user_token, &mut profile.find_token] {
        token.audience = Audience::Endpoint;
        token.claims.remove("aud");
    }
    let made = made_with(&profile, Signature::Pdp);
    let (body, key) = (body(made.request), &made.material.key_bundle.jwt_public_key);
    assert!(verify_for("https://find.meadow.example.org/a/find", &body, key, now()).status.success());
    assert!(!verify_for("https://find.harbour.example.org/a/find", &body, key, now()).status.success());
    assert!(!verify(&body, key, now()).status.success(), "the audience of the claims");
}

/// Holds O4.
#[test]
fn a_pre_flight_is_signed_by_nobody() {
    let made = made(Signature::Nobody);
    let body = body(made.request);
    assert!(!verify(&body, &made.material.key_bundle.jwt_public_key, now()).status.success());
    for field in ["user_token", "find_token"] {
        let token = body[field].as_str().expect("a token");
        let parts: Vec<_> = token.split('.').map(decode).collect();
        let header: Value = serde_json::from_slice(&parts[0]).expect("JSON");
        assert_eq!(header["kid"], "pre-flight");
        assert_eq!(parts[2], [0; 256]);
    }
}

fn decode(part: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).expect("base64url")
}

/// Holds O4.
#[test]
fn the_request_is_a_post_to_the_url_with_its_id_and_its_host() {
    let request = made(Signature::Pdp).request;
    assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("POST", "/a/find"));
    let header = |name: &str| request.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("host"), "find.meadow.example.org");
    assert_eq!(header("x-request-id"), "00000000-0000-0000-0000-000000000abc");
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("connection"), "close");
}
