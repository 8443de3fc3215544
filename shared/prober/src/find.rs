//! The find request: what is sent (O3, O4).
//!
//! Responsible for: a request that is right in form and seeks nobody. Must not: send it.

use app::{FindRequest, Ids, Signature};
use bytes::Bytes;
use http::{Request, header};
use http_body_util::Full;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::pack::Pack;
use crate::profile::FindProfile;
use crate::target::Target;
use crate::tokens::token;

/// What is sent.
pub type Find = Request<Full<Bytes>>;

/// The request, with tokens that are made at `now`; none when one cannot be made.
pub fn find_request(
    profile: &FindProfile,
    target: &Target,
    request: &FindRequest,
    pack: &Pack,
    now: Timestamp,
    ids: &impl Ids,
) -> Option<Find> {
    let signer = match request.signature {
        Signature::Pdp => Some(&pack.signer),
        Signature::Nobody => None,
    };
    let mut body = Map::new();
    for wanted in [&profile.find_token, &profile.user_token] {
        let token = token(signer, &wanted.claims, now, ids.uuid())?;
        body.insert(wanted.field.clone(), token.into());
    }
    let body = Value::Object(body).to_string();
    let sent = Request::post(&target.path)
        .header(header::HOST, target.host())
        .header(&profile.request_id_header, request.id.to_string())
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, "oat-probe")
        // One request for each connection, so that the next attempt sees everything afresh.
        .header(header::CONNECTION, "close")
        .body(Full::from(body));
    sent.ok()
}

#[cfg(test)]
mod tests;
