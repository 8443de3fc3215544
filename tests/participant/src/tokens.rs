//! Reads the tokens of a find request as a provider would, and checks their signer and freshness.
//!
//! Must not: share code with what signs them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::config::Expected;
use crate::finding::{Finding, Part};
use crate::material::KeyBundle;

/// How far clocks may be apart, in seconds.
const LEEWAY: i64 = 5;

/// Used token ids that are kept before those of expired tokens are forgotten.
const IDS_KEPT: usize = 20_000;

/// Prefixes of National Insurance numbers that are never issued.
const NEVER_ISSUED: [&str; 7] = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];

/// Claims of every token besides those about the person.
const ABOUT_THE_TOKEN: [&str; 7] = ["iss", "sub", "aud", "iat", "nbf", "exp", "jti"];

/// The two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Find,
    User,
}

/// Reads tokens.
pub(crate) struct Reader {
    key: DecodingKey,
    kid: String,
    /// Token ids that were used, with when their token expires.
    used: Mutex<HashMap<String, i64>>,
    /// When expired ones were last looked for.
    looked_at: AtomicI64,
}

impl Reader {
    /// One that believes who has the key bundle.
    pub(crate) fn new(key_bundle: &KeyBundle) -> Result<Self, jsonwebtoken::errors::Error> {
        let key = DecodingKey::from_rsa_pem(key_bundle.jwt_public_key.as_bytes())?;
        Ok(Self { key, kid: key_bundle.kid.clone(), used: Mutex::default(), looked_at: AtomicI64::new(0) })
    }

    /// Everything that is wrong with a token that came to the endpoint `at`, a URL.
    pub(crate) fn check(
        &self,
        kind: Kind,
        token: &str,
        at: &str,
        expected: &Expected,
        now: i64,
    ) -> Vec<Finding> {
        let name = kind.name();
        let wrong = |with, what: String| vec![Finding::new(with, format!("{name} token: {what}"))];
        let header = match jsonwebtoken::decode_header(token) {
            Ok(header) => header,
            Err(error) => return wrong(Part::Token, error.to_string()),
        };
        if header.alg != Algorithm::RS256 {
            return wrong(Part::Token, format!("the algorithm is {:?}", header.alg));
        }
        if header.typ.as_deref() != Some(kind.typ(expected)) {
            return wrong(Part::Token, format!("the type is {:?}, not {:?}", header.typ, kind.typ(expected)));
        }
        if header.kid.as_deref() != Some(&self.kid) {
            return wrong(Part::Signature, format!("the key is called {:?}, not {:?}", header.kid, self.kid));
        }
        // Time and audience are checked below, by the simulator's own clock.
        let mut validation = Validation::new(Algorithm::RS256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let claims = match jsonwebtoken::decode::<Map<String, Value>>(token, &self.key, &validation) {
            Ok(token) => token.claims,
            Err(error) => return wrong(Part::Signature, error.to_string()),
        };
        let mut findings = Vec::new();
        for what in claims_wrong(kind, &claims, expected, at, now) {
            findings.extend(wrong(Part::Claims, what));
        }
        if let Some(what) = self.replayed(&claims, now) {
            findings.extend(wrong(Part::Replay, what));
        }
        findings
    }

    /// A token is good once, at whichever provider.
    fn replayed(&self, claims: &Map<String, Value>, now: i64) -> Option<String> {
        let id = claims.get("jti").and_then(Value::as_str)?;
        let expires = claims.get("exp").and_then(Value::as_i64).unwrap_or(now);
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        // Once a second: tokens expire in whole ones.
        if used.len() >= IDS_KEPT && self.looked_at.swap(now, Ordering::Relaxed) != now {
            used.retain(|_, expires| *expires > now);
        }
        used.insert(id.to_owned(), expires).map(|_| format!("jti {id} was used before"))
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Find => "find",
            Self::User => "user",
        }
    }

    /// The type in the header.
    fn typ(self, expected: &Expected) -> &str {
        match self {
            Self::Find => &expected.find_type,
            Self::User => &expected.user_type,
        }
    }

    /// Claims about the person.
    fn about_the_person(self) -> &'static [&'static str] {
        match self {
            Self::Find => {
                &["given_name", "family_name", "date_of_birth", "address", "national_insurance_number"]
            }
            Self::User => &["name"],
        }
    }
}

fn claims_wrong(
    kind: Kind,
    claims: &Map<String, Value>,
    expected: &Expected,
    at: &str,
    now: i64,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let audience = if expected.audience.is_empty() { at } else { &expected.audience };
    let text = |name: &str| claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    for (name, value) in [("iss", expected.issuer.as_str()), ("sub", &expected.subject), ("aud", audience)] {
        if text(name) != Some(value) {
            wrong.push(format!("{name} is {:?}, not {value:?}", claims.get(name)));
        }
    }
    let time = |name: &str| claims.get(name).and_then(Value::as_i64);
    match (time("iat"), time("nbf"), time("exp")) {
        (Some(issued), Some(from), Some(until)) => {
            if until - issued != expected.lifetime {
                wrong.push(format!("it lasts {} s, not {} s", until - issued, expected.lifetime));
            }
            if issued > now + LEEWAY || from > now + LEEWAY {
                wrong.push("it is not valid yet".to_owned());
            }
            if until + LEEWAY <= now {
                wrong.push("it has expired".to_owned());
            }
        }
        times => wrong.push(format!("iat, nbf and exp are {times:?}, not numbers")),
    }
    if text("jti").is_none_or(|id| Uuid::try_parse(id).is_err()) {
        wrong.push(format!("jti is {:?}, not a UUID", claims.get("jti")));
    }
    wrong.extend(person_wrong(kind, claims));
    let known = |name: &str| ABOUT_THE_TOKEN.contains(&name) || kind.about_the_person().contains(&name);
    wrong.extend(claims.keys().filter(|name| !known(name)).map(|name| format!("it says {name} besides")));
    wrong
}

fn person_wrong(kind: Kind, claims: &Map<String, Value>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut text = |name: &str, value: Option<&Value>| {
        let value = value.and_then(Value::as_str).filter(|text| !text.is_empty());
        if value.is_none() {
            wrong.push(format!("it does not say {name}"));
        }
        value.map(str::to_owned)
    };
    for name in kind.about_the_person().iter().filter(|name| **name != "address") {
        text(name, claims.get(*name));
    }
    if kind == Kind::User {
        return wrong;
    }
    for line in ["line_1", "town", "postcode"] {
        text(&format!("address.{line}"), claims.get("address").and_then(|address| address.get(line)));
    }
    let said = |name: &str| claims.get(name).and_then(Value::as_str);
    if said("date_of_birth").is_some_and(|date| date.parse::<Date>().is_err()) {
        wrong.push("date_of_birth is not YYYY-MM-DD".to_owned());
    }
    if said("national_insurance_number").is_some_and(|number| !is_never_issued(number)) {
        wrong.push("the National Insurance number could be somebody's".to_owned());
    }
    wrong
}

/// Whether a number has the form of a National Insurance number and cannot be anybody's.
fn is_never_issued(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.len() == 9
        && bytes[2..8].iter().all(u8::is_ascii_digit)
        && (b'A'..=b'D').contains(&bytes[8])
        && NEVER_ISSUED.iter().any(|prefix| number.starts_with(prefix))
}

#[cfg(test)]
mod tests;
