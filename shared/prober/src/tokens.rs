//! The two tokens of a find request: RS256 JWTs (O4).
//!
//! Responsible for: the fresh claims and the signature. Must not: choose what a token says of a person; the profile
//! does.
//!
//! Signed with `aws-lc-rs` itself: the key is read and checked once for each key bundle. `jsonwebtoken` would do both for every
//! signature, and an independent library verifies the tokens in the tests.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivateKeyDer, SubjectPublicKeyInfoDer};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The lifetime of a token, in seconds (O4).
pub const LIFETIME: i64 = 60;

/// The shortest RSA key that RS256 may be used with (RFC 7518 §3.3), in bytes; also the length of the signature of nobody.
const SHORTEST_KEY: usize = 256;

/// The name of the key of a pre-flight; there is none.
const NOBODYS_KEY: &str = "pre-flight";

/// Signs tokens with PDP's key.
pub struct Signer {
    key: RsaKeyPair,
    kid: String,
}

impl Signer {
    /// Reads a private RSA key in PEM, PKCS#8 or PKCS#1; none when it is no such key, or shorter than RS256 may use.
    pub fn read(pem: &str, kid: String) -> Option<Self> {
        let key = match PrivateKeyDer::from_pem_slice(pem.as_bytes()).ok()? {
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).ok()?,
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()).ok()?,
            _ => return None,
        };
        (key.public_modulus_len() >= SHORTEST_KEY).then_some(Self { key, kid })
    }

    /// Whether what it signs can be verified with this key.
    pub fn is_verified_by(&self, public: &SubjectPublicKeyInfoDer<'_>) -> bool {
        let message = b"which key verifies this";
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public.as_ref());
        self.sign(message).is_some_and(|signature| public.verify(message, &signature).is_ok())
    }

    fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        // The padding of RS256 takes no randomness; the interface asks for some all the same.
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(signature)
    }
}

/// A token of the type `typ` with `claims`, valid for a minute from `now`, with an id that no other has. It is signed
/// by PDP's key or by nobody; an unsigned token names the key `pre-flight` and has a signature of zeros. None when
/// signing fails.
pub fn token(
    signer: Option<&Signer>,
    typ: &str,
    mut claims: Map<String, Value>,
    now: Timestamp,
    id: [u8; 16],
) -> Option<String> {
    let kid = signer.map_or(NOBODYS_KEY, |signer| &signer.kid);
    let header = json!({ "alg": "RS256", "typ": typ, "kid": kid });
    let seconds = now.as_second();
    claims.insert("iat".to_owned(), seconds.into());
    claims.insert("nbf".to_owned(), seconds.into());
    claims.insert("exp".to_owned(), (seconds + LIFETIME).into());
    claims.insert("jti".to_owned(), Uuid::from_bytes(id).to_string().into());

    let mut text = URL_SAFE_NO_PAD.encode(header.to_string());
    text.push('.');
    URL_SAFE_NO_PAD.encode_string(Value::Object(claims).to_string(), &mut text);
    let signature = match signer {
        Some(signer) => signer.sign(text.as_bytes())?,
        None => vec![0; SHORTEST_KEY],
    };
    text.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut text);
    Some(text)
}
