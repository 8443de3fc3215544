//! The find request: what is sent (O3, O4).
//!
//! Responsible for: a request that is right in form and seeks nobody. Must not: send it.

use std::sync::Arc;

use app::{FindRequest, Ids, Signature};
use bytes::Bytes;
use http::{Request, header};
use http_body_util::Full;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::find_tokens::FindTokens;
use crate::pack::Pack;
use crate::profile::FindProfile;
use crate::target::Target;
use crate::tokens::token;

/// What is sent.
pub type Find = Request<Full<Bytes>>;

/// The request, with tokens that are good at `now`, and a user token that is made then; none when one cannot be made.
pub fn find_request(
    profile: &FindProfile,
    target: &Target,
    request: &FindRequest,
    pack: &Arc<Pack>,
    find_tokens: &FindTokens,
    now: Timestamp,
    ids: &impl Ids,
) -> Option<Find> {
    let FindProfile { find_token, user_token, .. } = profile;
    let (find, signer) = match request.signature {
        Signature::Pdp => {
            (find_tokens.of(&request.url, pack, &find_token.claims, now, ids)?, Some(&pack.signer))
        }
        Signature::Nobody => (token(None, &find_token.claims, now, ids.uuid())?, None),
    };
    let user = token(signer, &user_token.claims, now, ids.uuid())?;
    let body =
        [(find_token, find), (user_token, user)].map(|(wanted, token)| (wanted.field.clone(), token.into()));
    let body = Value::Object(Map::from_iter(body)).to_string();
    let sent = Request::post(&target.path)
        .header(header::HOST, &target.name)
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
