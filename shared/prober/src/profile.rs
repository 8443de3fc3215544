//! The form of a find request (O4). It is a setting, because PDP does not publish it. The default is ours alone
//! (docs/find-profile.md).
//!
//! Must not: sign, send.

use std::fmt;
use std::time::Duration;

use domain::oat::ProfileMark;
use domain::text::Name;
use http::HeaderName;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// Claims that are fresh in each token, so no profile can fix them.
const FRESH: [&str; 4] = ["iat", "nbf", "exp", "jti"];

/// Prefixes of National Insurance numbers that are never issued (HMRC's manual NIM39110): no person has such a number.
const NEVER_ISSUED: [&str; 7] = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];

/// The shortest and the longest deadline, in milliseconds. A token lasts a minute, and a deadline must be well within
/// that.
const DEADLINES: std::ops::RangeInclusive<u64> = 100..=30_000;

/// The form of a find request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FindProfile {
    /// What it is called where results are shown (Q10). It shapes nothing that is sent.
    #[serde(skip_serializing)]
    pub label: String,
    pub request_id_header: String,
    /// How long an answer may take, from the query for the name on, in milliseconds. The probe's own time before that,
    /// for its keys and its turn, does not count.
    pub deadline_ms: u64,
    /// The token that says who is asking.
    pub user_token: TokenProfile,
    /// The token that says who is sought; nobody.
    pub find_token: TokenProfile,
}

/// One of the two tokens. A profile that describes one has to give its field and its claims; without a type it is a `JWT`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenProfile {
    /// The field of the body that it is in.
    pub field: String,
    /// The type in its header (`typ`, RFC 8725 3.11), so that a server which checks it cannot confuse the two tokens.
    #[serde(default = "jwt")]
    pub typ: String,
    /// To whom it says that it is addressed.
    #[serde(default)]
    pub audience: Audience,
    /// Its claims, besides the fresh ones: `iat`, `nbf`, `exp`, `jti`.
    pub claims: Map<String, Value>,
}

/// The audience of a token (RFC 8725 3.9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// From its claims, the same for every endpoint.
    #[default]
    Claims,
    /// The endpoint itself: `aud` is its registered URL.
    Endpoint,
}

fn jwt() -> String {
    "JWT".to_owned()
}

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileFault {
    #[error("it cannot be read: {0}")]
    Unreadable(serde_json::Error),
    /// The label is no name that a page or an email can show.
    #[error("it has the label '{0}', which cannot be one: it may be 1 to 60 characters on one line")]
    Label(String),
    /// The header's name is not a valid one.
    #[error("it names the header '{0}', which cannot be one")]
    Header(String),
    /// The deadline is too short or too long.
    #[error("it has a deadline of {0} ms; it may be 100 to 30000 ms")]
    Deadline(u64),
    /// Both tokens, or none, in one field.
    #[error("it needs a field for each of the two tokens")]
    Fields,
    /// A token without a type.
    #[error("it gives a token no type")]
    Type,
    /// Two audiences for one token.
    #[error("it addresses a token to the endpoint, and to the claim 'aud' as well")]
    Audience,
    /// A claim that is made afresh for each token.
    #[error("it fixes the claim '{0}', which each token gets afresh")]
    Fixed(&'static str),
    /// A National Insurance number that somebody could have.
    #[error("it holds a National Insurance number with a prefix that is issued")]
    Issued,
}

impl From<serde_json::Error> for ProfileFault {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// Everything that is wrong with a profile.
#[derive(Debug)]
pub struct ProfileFaults(pub Vec<ProfileFault>);

impl fmt::Display for ProfileFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the find profile cannot be used")?;
        for (position, fault) in self.0.iter().enumerate() {
            write!(f, "{} {fault}", if position == 0 { ":" } else { ";" })?;
        }
        Ok(())
    }
}

impl std::error::Error for ProfileFaults {}

impl FindProfile {
    /// Reads a profile, with defaults for anything it leaves out.
    ///
    /// # Errors
    /// Every [`ProfileFault`] there is.
    pub fn from_json(text: &str) -> Result<Self, ProfileFaults> {
        let profile: Self = serde_json::from_str(text).map_err(|error| ProfileFaults(vec![error.into()]))?;
        let faults = profile.faults();
        if faults.is_empty() { Ok(profile) } else { Err(ProfileFaults(faults)) }
    }

    /// How long an answer may take, from the query for the name on.
    pub const fn deadline(&self) -> Duration {
        Duration::from_millis(self.deadline_ms)
    }

    /// What results keep of it: its label, and the SHA-256 of its canonical form. That is its JSON with everything that it left out,
    /// without the label and without white space, the fields of each object in the order of their names.
    pub fn mark(&self) -> ProfileMark {
        let written = serde_json::to_value(self).map(canonical).unwrap_or_default();
        ProfileMark {
            label: Name::restore(self.label.clone()),
            digest: Sha256::digest(written.to_string()).into(),
        }
    }

    fn faults(&self) -> Vec<ProfileFault> {
        let mut faults = Vec::new();
        // Read as a name, it has to stay as it is.
        let is_name = Name::parse(&self.label).is_ok_and(|label| label.as_str() == self.label);
        if !is_name || self.label.chars().count() > ProfileMark::LABEL_CHARACTERS {
            faults.push(ProfileFault::Label(self.label.clone()));
        }
        if HeaderName::from_bytes(self.request_id_header.as_bytes()).is_err() {
            faults.push(ProfileFault::Header(self.request_id_header.clone()));
        }
        if !DEADLINES.contains(&self.deadline_ms) {
            faults.push(ProfileFault::Deadline(self.deadline_ms));
        }
        let tokens = [&self.user_token, &self.find_token];
        if tokens.iter().any(|token| token.field.is_empty()) || tokens[0].field == tokens[1].field {
            faults.push(ProfileFault::Fields);
        }
        for token in tokens {
            if token.typ.is_empty() {
                faults.push(ProfileFault::Type);
            }
            if token.audience == Audience::Endpoint && token.claims.contains_key("aud") {
                faults.push(ProfileFault::Audience);
            }
            let fixed = FRESH.into_iter().filter(|name| token.claims.contains_key(*name));
            faults.extend(fixed.map(ProfileFault::Fixed));
            if token.claims.values().any(holds_issued_number) {
                faults.push(ProfileFault::Issued);
            }
        }
        faults
    }
}

impl Default for FindProfile {
    fn default() -> Self {
        Self {
            label: "Our own default, not PDP's interface".to_owned(),
            request_id_header: "X-Request-ID".to_owned(),
            deadline_ms: 10_000,
            user_token: TokenProfile {
                field: "user_token".to_owned(),
                typ: "user+jwt".to_owned(),
                audience: Audience::Claims,
                claims: object(json!({
                    "iss": "urn:oat-probe",
                    "sub": "synthetic-saver",
                    "aud": "urn:find-endpoint",
                    "name": "Probe Nobodyatall",
                })),
            },
            find_token: TokenProfile {
                field: "find_token".to_owned(),
                typ: "find+jwt".to_owned(),
                audience: Audience::Claims,
                claims: object(json!({
                    "iss": "urn:oat-probe",
                    "sub": "synthetic-saver",
                    "aud": "urn:find-endpoint",
                    "given_name": "Probe",
                    "family_name": "Nobodyatall",
                    "date_of_birth": "1900-02-28",
                    "address": { "line_1": "0 Nowhere Street", "town": "Nowhere", "postcode": "ZZ99 9ZZ" },
                    "national_insurance_number": "ZZ999999A",
                })),
            },
        }
    }
}

/// The same value, with the fields of every object in the order of their names.
fn canonical(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<_> = map.into_iter().map(|(name, value)| (name, canonical(value))).collect();
            fields.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(fields.into_iter().collect())
        }
        Value::Array(values) => values.into_iter().map(canonical).collect(),
        other => other,
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Whether it contains, at any depth, a National Insurance number that somebody could have.
fn holds_issued_number(value: &Value) -> bool {
    match value {
        Value::String(text) => is_issued_number(text),
        Value::Array(values) => values.iter().any(holds_issued_number),
        Value::Object(map) => map.values().any(holds_issued_number),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Two letters, six digits, and perhaps a letter, spaces aside: the form of a National Insurance number.
fn is_issued_number(text: &str) -> bool {
    let number: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let bytes = number.as_bytes();
    let (Some(prefix), Some(digits)) = (bytes.get(..2), bytes.get(2..8)) else { return false };
    let suffix = bytes.get(8..).unwrap_or_default();
    let has_form = prefix.iter().all(u8::is_ascii_alphabetic)
        && digits.iter().all(u8::is_ascii_digit)
        && suffix.len() <= 1
        && suffix.iter().all(u8::is_ascii_alphabetic);
    has_form && !NEVER_ISSUED.iter().any(|never| never.as_bytes() == prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds O4.
    #[test]
    fn the_default_is_a_profile_of_ten_seconds() {
        let profile = FindProfile::from_json("{}").expect("a profile");
        assert_eq!(profile, FindProfile::default());
        assert_eq!(profile.deadline(), Duration::from_secs(10));
    }

    #[test]
    fn the_page_about_it_shows_the_default() {
        let page = include_str!("../../../docs/find-profile.md");
        let json = page.split("```json").nth(1).and_then(|rest| rest.split("```").next()).expect("JSON");
        let shown: FindProfile = serde_json::from_str(json).expect("a profile");
        assert_eq!(shown, FindProfile::default());
        for line in
            ["\"label\"", "\"request_id_header\"", "\"deadline_ms\"", "\"user_token\"", "\"find_token\""]
        {
            assert!(json.contains(line), "{line}");
        }
    }

    /// Holds Q10.
    #[test]
    fn a_digest_tells_requests_apart_and_nothing_else() {
        let digest = |text: &str| FindProfile::from_json(text).expect("a profile").mark().digest;
        let plain =
            r#"{"find_token": {"field": "f", "typ": "JWT", "claims": {"a": 1, "b": {"c": 2, "d": 3}}}}"#;
        let same = [
            r#"{ "find_token": { "claims": { "b": { "d": 3, "c": 2 }, "a": 1 }, "field": "f" } }"#,
            r#"{"label": "Another name", "deadline_ms": 10000, "find_token": {"field": "f", "claims": {"a": 1, "b": {"c": 2, "d": 3}}}}"#,
        ];
        same.iter().for_each(|text| assert_eq!(digest(plain), digest(text), "{text}"));
        let others = [
            "{}".to_owned(),
            plain.replace("\"a\": 1", "\"a\": 2"),
            plain.replace("JWT", "find+jwt"),
            plain.replacen('{', r#"{"deadline_ms": 9000, "#, 1),
            plain.replacen('{', r#"{"request_id_header": "X-Id", "#, 1),
        ];
        for other in &others {
            assert_ne!(digest(plain), digest(other), "{other}");
        }
        let labelled = FindProfile::from_json(r#"{"label": "July 2026"}"#).expect("a profile").mark();
        assert_eq!(labelled.label.as_str(), "July 2026");
        // What is kept for years must not change with the code: this is the default's.
        assert_eq!(hex::encode(FindProfile::default().mark().digest), DEFAULT_DIGEST);
    }

    const DEFAULT_DIGEST: &str = "26f1011e20bb2b75887cbe60a50c485ad48eee58569d9562110b785441f8ad79";

    #[test]
    fn what_a_profile_says_replaces_the_default() {
        let text =
            r#"{"deadline_ms": 3000, "find_token": {"field": "find", "claims": {"nino": "TN 01 02 03"}}}"#;
        let profile = FindProfile::from_json(text).expect("a profile");
        assert_eq!(profile.deadline_ms, 3000);
        assert_eq!(profile.find_token.claims.len(), 1);
        assert_eq!(profile.user_token, FindProfile::default().user_token);
        // A described token without a type has the type from before there was a choice.
        assert_eq!((profile.find_token.typ.as_str(), profile.find_token.audience), ("JWT", Audience::Claims));
    }

    /// Holds O4.
    #[test]
    fn a_profile_cannot_hold_a_number_that_somebody_could_have() {
        for number in ["AB123456C", "ab 12 34 56 c", "QQ123456"] {
            let text = format!(
                r#"{{"find_token": {{"field": "f", "claims": {{"person": {{"numbers": ["{number}"]}}}}}}}}"#
            );
            let refused = FindProfile::from_json(&text);
            let faults = refused.as_ref().map_err(|faults| faults.0.as_slice());
            assert!(matches!(faults, Err([ProfileFault::Issued])), "{number}: {refused:?}");
        }
    }

    #[test]
    fn a_profile_that_cannot_work_is_refused() {
        for text in [
            "",
            "1",
            r#"{"dead_line": 1}"#,
            r#"{"label": " "}"#,
            r#"{"label": "two\nlines"}"#,
            r#"{"label": "this label is longer than what fits beside each run of a request"}"#,
            r#"{"request_id_header": "X Request"}"#,
            r#"{"deadline_ms": 99}"#,
            r#"{"deadline_ms": 30001}"#,
            r#"{"user_token": {"field": "find_token", "claims": {}}}"#,
            r#"{"user_token": {"field": "", "claims": {}}}"#,
            r#"{"user_token": {"field": "u", "claims": {"jti": "always the same"}}}"#,
            r#"{"user_token": {"field": "u", "typ": "", "claims": {}}}"#,
            r#"{"user_token": {"field": "u", "audience": "somebody", "claims": {}}}"#,
            r#"{"user_token": {"field": "u", "audience": "endpoint", "claims": {"aud": "another"}}}"#,
        ] {
            assert!(FindProfile::from_json(text).is_err(), "{text}");
        }
    }
}
