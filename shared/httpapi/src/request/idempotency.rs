//! `Idempotency-Key`: a POST that is sent again has no second effect.

use app::{IdempotencyKey, Party, RequestKey};
use http::request::Parts;
use sha2::{Digest, Sha256};

use crate::answer::ApiError;
use crate::request::Caller;

/// The key of this request. What was asked is its method, path and body.
pub(crate) fn request_key(parts: &Parts, body: &[u8], caller: &Caller) -> Result<RequestKey, ApiError> {
    let party = Party::of(&caller.actor).ok_or(ApiError::Unauthorised)?;
    let header = parts.headers.get("idempotency-key").ok_or(ApiError::KeyMissing)?;
    let key = header.to_str().ok().and_then(IdempotencyKey::parse).ok_or(ApiError::KeyMalformed)?;
    let mut digest = Sha256::new();
    for part in [parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), body] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    Ok(RequestKey { person: caller.person, party, key, fingerprint: digest.finalize().into() })
}
