//! A provider accepts correct tokens and refuses others.

use jsonwebtoken::{EncodingKey, Header};
use rstest::rstest;
use serde_json::json;

use super::*;
use crate::material::Material;

const NOW: i64 = 1_795_000_000;

fn material() -> Material {
    Material::make("a-kid", jiff::Timestamp::from_second(NOW).unwrap()).unwrap()
}

fn claims() -> Map<String, Value> {
    let claims = json!({
        "iss": "urn:oat-probe", "sub": "synthetic-saver", "aud": "urn:find-endpoint",
        "iat": NOW, "nbf": NOW, "exp": NOW + 60, "jti": "01930000-0000-7000-8000-000000000001",
        "given_name": "Probe", "family_name": "Nobodyatall", "date_of_birth": "1970-02-28",
        "address": { "line_1": "1 Nowhere Street", "town": "Noplace", "postcode": "ZZ99 9ZZ" },
        "national_insurance_number": "ZZ999999A",
    });
    claims.as_object().unwrap().clone()
}

fn sign(key_bundle: &KeyBundle, header: &Header, claims: &Map<String, Value>) -> String {
    let key = EncodingKey::from_rsa_pem(key_bundle.jwt_private_key.as_bytes()).unwrap();
    jsonwebtoken::encode(header, claims, &key).unwrap()
}

fn header(kid: &str) -> Header {
    typed(kid, "find+jwt")
}

fn typed(kid: &str, typ: &str) -> Header {
    Header { typ: Some(typ.to_owned()), kid: Some(kid.to_owned()), ..Header::new(Algorithm::RS256) }
}

fn wrong(reader: &Reader, token: &str) -> Vec<(Part, String)> {
    wrong_for(reader, Kind::Find, token, &Expected::default())
}

fn wrong_for(reader: &Reader, kind: Kind, token: &str, expected: &Expected) -> Vec<(Part, String)> {
    let findings = reader.check(kind, token, "https://find.example.org/find", expected, NOW);
    findings.into_iter().map(|finding| (finding.with, finding.what)).collect()
}

/// Claims of a user token.
fn user_claims() -> Map<String, Value> {
    let mut claims = claims();
    for name in Kind::Find.about_the_person() {
        claims.remove(*name);
    }
    claims.insert("name".to_owned(), json!("Probe Nobodyatall"));
    claims.insert("jti".to_owned(), json!("01930000-0000-7000-8000-000000000002"));
    claims
}

#[test]
fn a_token_is_good_once() {
    let key_bundle = material().key_bundle;
    let reader = Reader::new(&key_bundle).unwrap();
    let token = sign(&key_bundle, &header("a-kid"), &claims());
    assert_eq!(wrong(&reader, &token), []);
    assert_eq!(wrong(&reader, &token)[0].0, Part::Replay);
}

#[test]
fn neither_token_can_be_used_for_the_other() {
    let key_bundle = material().key_bundle;
    let reader = Reader::new(&key_bundle).unwrap();
    let expected = Expected::default();
    let find = sign(&key_bundle, &header("a-kid"), &claims());
    let user = sign(&key_bundle, &typed("a-kid", "user+jwt"), &user_claims());
    for (kind, token) in [(Kind::User, &find), (Kind::Find, &user)] {
        let found = wrong_for(&reader, kind, token, &expected);
        assert!(matches!(&found[..], [(Part::Token, what)] if what.contains("the type is")), "{found:?}");
    }
    // Nor one that claims to be the other, because it lacks the other's claims.
    let disguised = sign(&key_bundle, &typed("a-kid", "user+jwt"), &claims());
    assert!(!wrong_for(&reader, Kind::User, &disguised, &expected).is_empty());
    assert_eq!(wrong_for(&reader, Kind::User, &user, &expected), []);
    assert_eq!(
        wrong_for(&reader, Kind::Find, &find, &expected).first().map(|(with, _)| *with),
        Some(Part::Replay)
    );
}

#[test]
fn a_token_that_names_an_endpoint_is_refused_at_another() {
    let key_bundle = material().key_bundle;
    let reader = Reader::new(&key_bundle).unwrap();
    let expected = Expected { audience: String::new(), ..Expected::default() };
    let mut claims = claims();
    for (url, good) in [("https://find.example.org/find", true), ("https://find.other.org/find", false)] {
        claims.insert("aud".to_owned(), json!(url));
        claims.insert("jti".to_owned(), json!(uuid::Uuid::from_u128(u128::from(good)).to_string()));
        let found = wrong_for(&reader, Kind::Find, &sign(&key_bundle, &header("a-kid"), &claims), &expected);
        assert_eq!(found.is_empty(), good, "{url}: {found:?}");
    }
}

#[rstest]
#[case("iss", json!("urn:other"), "iss")]
#[case("sub", Value::Null, "sub")]
#[case("aud", json!(["urn:find-endpoint"]), "aud")]
#[case("exp", json!(NOW + 61), "lasts 61 s")]
#[case("exp", json!("soon"), "not numbers")]
#[case("nbf", json!(NOW + 10), "not valid yet")]
#[case("jti", json!("one"), "jti")]
#[case("given_name", json!(""), "given_name")]
#[case("address", json!({ "line_1": "1 Nowhere Street", "town": "Noplace" }), "address.postcode")]
#[case("date_of_birth", json!("28 February 1970"), "date_of_birth")]
#[case("national_insurance_number", json!("QQ123456C"), "National Insurance")]
#[case("role", json!("admin"), "role")]
fn a_claim_that_is_not_as_it_should_be_is_found(
    #[case] name: &str,
    #[case] value: Value,
    #[case] word: &str,
) {
    let key_bundle = material().key_bundle;
    let mut claims = claims();
    claims.insert(name.to_owned(), value);
    let found = wrong(&Reader::new(&key_bundle).unwrap(), &sign(&key_bundle, &header("a-kid"), &claims));
    assert!(found.iter().any(|(with, what)| *with == Part::Claims && what.contains(word)), "{found:?}");
    assert!(found.iter().all(|(with, _)| *with == Part::Claims), "{found:?}");
}

#[test]
fn an_expired_token_is_found() {
    let key_bundle = material().key_bundle;
    let mut claims = claims();
    for name in ["iat", "nbf", "exp"] {
        let time = claims[name].as_i64().unwrap();
        claims.insert(name.to_owned(), json!(time - 3_600));
    }
    let found = wrong(&Reader::new(&key_bundle).unwrap(), &sign(&key_bundle, &header("a-kid"), &claims));
    assert_eq!(found, [(Part::Claims, "find token: it has expired".to_owned())]);
}

#[test]
fn a_token_of_somebody_else_is_found() {
    let (ours, theirs) = (material().key_bundle, material().key_bundle);
    let reader = Reader::new(&ours).unwrap();
    let good = sign(&ours, &header("a-kid"), &claims());
    let (signed, _) = good.rsplit_once('.').unwrap();
    let zeros = format!("{signed}.{}", "A".repeat(342));
    for (token, with) in [
        (sign(&theirs, &header("a-kid"), &claims()), Part::Signature),
        (sign(&ours, &header("other"), &claims()), Part::Signature),
        (zeros, Part::Signature),
        (sign(&ours, &Header { typ: None, ..header("a-kid") }, &claims()), Part::Token),
        // Signed with what everybody knows.
        (unsigned(&claims()), Part::Token),
        ("no.token".to_owned(), Part::Token),
    ] {
        let found: Vec<_> = wrong(&reader, &token).into_iter().map(|(with, _)| with).collect();
        assert_eq!(found, [with], "{token}");
    }
}

/// HMAC, with the public key as the secret: the oldest trick there is.
fn unsigned(claims: &Map<String, Value>) -> String {
    let key = EncodingKey::from_secret(material().key_bundle.jwt_public_key.as_bytes());
    let header = Header { kid: Some("a-kid".to_owned()), ..Header::new(Algorithm::HS256) };
    jsonwebtoken::encode(&header, claims, &key).unwrap()
}

#[test]
fn only_a_number_that_nobody_can_have_is_never_issued() {
    assert!(is_never_issued("ZZ999999A"));
    for number in ["AB123456C", "ZZ99999A", "ZZ999999E", "ZZ99999999", "zz999999A", ""] {
        assert!(!is_never_issued(number), "{number}");
    }
}
