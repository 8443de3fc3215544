//! The body of a find request as the probe would send it, for people and other programs. It is valid once and for a
//! minute.
//!
//! Must not: send it.

use anyhow::Result;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rustls::crypto::aws_lc_rs::default_provider;
use serde_json::{Value, json};
use uuid::Builder;

use crate::config::Expected;
use crate::material::KeyBundle;

/// The body of a find request in the default form, signed with the keys of `key_bundle` at `now` (seconds since 1970).
///
/// # Errors
/// The private key cannot be read, or there is no randomness.
pub fn find_request_body(key_bundle: &KeyBundle, now: i64) -> Result<String> {
    let expected = Expected::default();
    let key = EncodingKey::from_rsa_pem(key_bundle.jwt_private_key.as_bytes())?;
    let token = |typ: &str, mut claims: Value| -> Result<String> {
        let (typ, kid) = (Some(typ.to_owned()), Some(key_bundle.kid.clone()));
        let header = Header { typ, kid, ..Header::new(Algorithm::RS256) };
        let mut random = [0; 16];
        default_provider().secure_random.fill(&mut random).map_err(|_| anyhow::anyhow!("no randomness"))?;
        for (name, value) in [
            ("iss", json!(expected.issuer)),
            ("sub", json!(expected.subject)),
            ("aud", json!(expected.audience)),
            ("iat", json!(now)),
            ("nbf", json!(now)),
            ("exp", json!(now + expected.lifetime)),
            ("jti", json!(Builder::from_random_bytes(random).into_uuid().to_string())),
        ] {
            claims[name] = value;
        }
        Ok(encode(&header, &claims, &key)?)
    };
    let sought = json!({
        "given_name": "Probe", "family_name": "Nobodyatall", "date_of_birth": "1900-02-28",
        "address": { "line_1": "0 Nowhere Street", "town": "Nowhere", "postcode": "ZZ99 9ZZ" },
        "national_insurance_number": "ZZ999999A",
    });
    let find = token(&expected.find_type, sought)?;
    let user = token(&expected.user_type, json!({ "name": "Probe Nobodyatall" }))?;
    Ok(json!({ (expected.find_token.as_str()): find, (expected.user_token.as_str()): user }).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::material::Material;
    use crate::tokens::{Kind, Reader};

    const NOW: i64 = 1_795_000_000;

    #[test]
    fn the_simulator_finds_nothing_wrong_with_it() {
        let key_bundle =
            Material::make("a-kid", jiff::Timestamp::from_second(NOW).unwrap()).unwrap().key_bundle;
        let body: Value = serde_json::from_str(&find_request_body(&key_bundle, NOW).unwrap()).unwrap();
        let reader = Reader::new(&key_bundle).unwrap();
        for (kind, field) in [(Kind::Find, "find_token"), (Kind::User, "user_token")] {
            let token = body[field].as_str().unwrap();
            let wrong =
                reader.check(kind, token, "https://find.meadow.example.org/find", &Expected::default(), NOW);
            assert!(wrong.is_empty(), "{wrong:?}");
        }
    }
}
