//! Signs forms that a browser posts a file with, straight to S3 (E1): the POST policy of Signature Version 4. The SDK
//! has no such signer. Pure: no client, no clock. Published example:
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html>.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The one object that a form may write. Every value is exact; S3 refuses any other value and any other field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostPolicy<'a> {
    pub bucket: &'a str,
    pub region: &'a str,
    /// The key of the one object that can be written.
    pub key: &'a str,
    pub content_type: &'a str,
    /// The most bytes it may have. An empty file is allowed too, so that a person who chose no file gets a refusal in
    /// words from the inspection, not XML from the store.
    pub max_bytes: u64,
    /// When the form stops working; whole seconds.
    pub expires_at: Timestamp,
    /// Where the browser goes when the file is taken; with none, it is answered with a status.
    pub return_to: Option<&'a str>,
}

/// The hidden fields of the form, in order. The file field `file` must come last: S3 ignores what follows it.
pub fn sign(policy: &PostPolicy<'_>, credentials: &Credentials, now: Timestamp) -> Vec<(String, String)> {
    let day = now.strftime("%Y%m%d");
    let scope = format!("{}/{day}/{}/s3/aws4_request", credentials.access_key_id(), policy.region);
    // Without either the answer has no body, and some browsers then show nothing at all. S3 goes by the address where it has both.
    let taken = match policy.return_to {
        Some(address) => ("success_action_redirect", address.to_owned()),
        None => ("success_action_status", "201".to_owned()),
    };
    let mut fields = vec![
        ("key", policy.key.to_owned()),
        ("Content-Type", policy.content_type.to_owned()),
        taken,
        ("x-amz-algorithm", ALGORITHM.to_owned()),
        ("x-amz-credential", scope),
        ("x-amz-date", now.strftime("%Y%m%dT%H%M%SZ").to_string()),
    ];
    if let Some(token) = credentials.session_token() {
        fields.push(("x-amz-security-token", token.to_owned()));
    }
    let document = document(policy, &fields);
    let encoded = STANDARD.encode(document);
    let signature = signature(credentials.secret_access_key(), now, policy.region, &encoded);
    fields.push(("policy", encoded));
    fields.push(("x-amz-signature", signature));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The policy as JSON: every field with its exact value, the bucket and the size.
fn document(policy: &PostPolicy<'_>, fields: &[(&str, String)]) -> String {
    let mut conditions = vec![json!({ "bucket": policy.bucket })];
    conditions.extend(fields.iter().map(|(name, value)| {
        let mut condition = serde_json::Map::new();
        condition.insert((*name).to_owned(), Value::from(value.as_str()));
        Value::Object(condition)
    }));
    conditions.push(json!(["content-length-range", 0, policy.max_bytes]));
    let expiration = policy.expires_at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    json!({ "expiration": expiration, "conditions": conditions }).to_string()
}

/// The signature of an encoded policy: lower-case hexadecimal.
fn signature(secret: &str, now: Timestamp, region: &str, encoded_policy: &str) -> String {
    let key = generate_signing_key(secret, SystemTime::from(now), region, "s3");
    calculate_signature(key, encoded_policy.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    // AWS's published example: fictitious credentials, policy, encoding and signature.
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const POLICY: &str = include_str!("../tests/published-example/policy.json");
    const ENCODED: &str = include_str!("../tests/published-example/policy.base64");
    const SIGNATURE: &str = "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn policy() -> PostPolicy<'static> {
        PostPolicy {
            bucket: "sigv4examplebucket",
            region: "us-east-1",
            key: "uploads/a/b",
            content_type: "image/png",
            max_bytes: 26_214_400,
            expires_at: at("2015-12-30T12:00:00Z"),
            return_to: None,
        }
    }

    fn signed(session_token: Option<&str>) -> Vec<(String, String)> {
        signed_for(&policy(), session_token)
    }

    fn signed_for(policy: &PostPolicy<'_>, session_token: Option<&str>) -> Vec<(String, String)> {
        let token = session_token.map(str::to_owned);
        let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", SECRET, token, None, "published example");
        sign(policy, &credentials, at("2015-12-29T00:00:00Z"))
    }

    fn field<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
        fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    fn decoded(fields: &[(String, String)]) -> Value {
        let policy = STANDARD.decode(field(fields, "policy").unwrap()).unwrap();
        serde_json::from_slice(&policy).unwrap()
    }

    #[test]
    fn the_published_example_gets_the_published_signature() {
        let document = POLICY.trim_end().replace('\n', "\r\n");
        let encoded = STANDARD.encode(document);
        assert_eq!(encoded, ENCODED.trim_end());
        assert_eq!(signature(SECRET, at("2015-12-29T00:00:00Z"), "us-east-1", &encoded), SIGNATURE);
    }

    #[test]
    fn the_credential_and_the_date_match_the_published_example() {
        let fields = signed(None);
        let published: Value = serde_json::from_str(POLICY).unwrap();
        let conditions = published["conditions"].as_array().unwrap();
        for name in ["x-amz-credential", "x-amz-algorithm", "x-amz-date"] {
            let expected = conditions.iter().find_map(|condition| condition.get(name)).unwrap();
            assert_eq!(field(&fields, name), expected.as_str());
        }
        assert_eq!(decoded(&fields)["expiration"], published["expiration"]);
    }

    #[test]
    fn the_policy_allows_exactly_the_fields_of_the_form() {
        let fields = signed(Some("session"));
        let policy = decoded(&fields);
        let conditions = policy["conditions"].as_array().unwrap();
        for (name, value) in &fields {
            let allowed = conditions.iter().any(|condition| condition.get(name) == Some(&json!(value)));
            assert_eq!(allowed, !["policy", "x-amz-signature"].contains(&name.as_str()), "{name}");
        }
        assert!(conditions.contains(&json!({ "bucket": "sigv4examplebucket" })));
        assert!(conditions.contains(&json!(["content-length-range", 0, 26_214_400])));
        assert_eq!(
            conditions.len(),
            fields.len(),
            "two fields are not in the policy, two conditions are not fields"
        );
    }

    /// Holds E1.
    #[test]
    fn an_address_to_return_to_is_signed_instead_of_a_status() {
        let address = "https://portal.example.org/portal/changes/1/files/2";
        let fields = signed_for(&PostPolicy { return_to: Some(address), ..policy() }, None);
        assert_eq!(field(&fields, "success_action_redirect"), Some(address));
        assert_eq!(field(&fields, "success_action_status"), None);
        let conditions = decoded(&fields)["conditions"].clone();
        let signed = json!({ "success_action_redirect": address });
        assert!(conditions.as_array().unwrap().contains(&signed), "{conditions}");
        assert_eq!(field(&signed_for(&policy(), None), "success_action_redirect"), None);
    }

    #[test]
    fn a_session_token_is_a_field_only_when_there_is_one() {
        assert_eq!(field(&signed(None), "x-amz-security-token"), None);
        assert_eq!(field(&signed(Some("session")), "x-amz-security-token"), Some("session"));
    }

    #[test]
    fn the_key_comes_first_and_the_file_is_not_among_the_fields() {
        let fields = signed(None);
        assert_eq!(fields.first().map(|(name, _)| name.as_str()), Some("key"));
        assert_eq!(field(&fields, "file"), None);
    }
}
