//! The content of the find request (O3, O4).
//!
//! Responsible for: a request that is correct in form and seeks nobody, with tokens that no other request has. Must
//! not: send it.

use app::{FindRequest, Ids, Signature};
use bytes::Bytes;
use http::{Request, header};
use http_body_util::Full;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::key_bundle::KeyBundle;
use crate::profile::{Audience, FindProfile};
use crate::target::Target;
use crate::tokens::token;

/// A request.
pub type Find = Request<Full<Bytes>>;

/// The request, with tokens made at `now`; none when one cannot be made. Both tokens are this request's alone, because
/// a server may refuse a `jti` that it has seen before.
pub fn find_request(
    profile: &FindProfile,
    target: &Target,
    request: &FindRequest,
    key_bundle: &KeyBundle,
    now: Timestamp,
    ids: &impl Ids,
) -> Option<Find> {
    let signer = match request.signature {
        Signature::Pdp => Some(&key_bundle.signer),
        Signature::Nobody => None,
    };
    let mut body = Map::new();
    for wanted in [&profile.find_token, &profile.user_token] {
        let mut claims = wanted.claims.clone();
        if wanted.audience == Audience::Endpoint {
            claims.insert("aud".to_owned(), request.url.as_str().into());
        }
        let made = token(signer, &wanted.typ, claims, now, ids.uuid())?;
        body.insert(wanted.field.clone(), made.into());
    }
    let sent = Request::post(&target.path)
        .header(header::HOST, &target.name)
        .header(&profile.request_id_header, request.id.to_string())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, "oat-probe")
        // One request for each connection, so that the next attempt sees everything afresh.
        .header(header::CONNECTION, "close")
        .body(Full::from(Value::Object(body).to_string()));
    sent.ok()
}

#[cfg(test)]
mod tests;
