//! `ETag` and `If-Match`: nobody overwrites what they have not seen.

use app::Record;
use axum::Json;
use axum::extract::FromRequestParts;
use axum::response::IntoResponse;
use domain::change::{Change, Version};
use domain::oat::OatRequest;
use http::HeaderValue;
use http::header::{ETAG, IF_MATCH};
use http::request::Parts;

use crate::problem::ApiError;
use crate::representation::{ChangeBody, OatBody, RecordBody};

/// The entity tag of a version.
#[expect(clippy::expect_used, reason = "digits and quotes are a header value")]
pub fn entity_tag(version: Version) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).expect("digits and quotes are a header value")
}

/// A change with its entity tag.
pub fn tagged(change: &Change) -> impl IntoResponse + use<> {
    ([(ETAG, entity_tag(change.version))], Json(ChangeBody::from(change)))
}

/// A record with its entity tag.
pub fn tagged_record(record: &Record) -> impl IntoResponse + use<> {
    ([(ETAG, entity_tag(record.version()))], Json(RecordBody::from(record)))
}

/// A request for OAT with its entity tag.
pub fn tagged_oat(oat: &OatRequest) -> impl IntoResponse + use<> {
    ([(ETAG, entity_tag(oat.version))], Json(OatBody::from(oat)))
}

/// The version that the caller has seen, from `If-Match`. `*` stands for any.
#[derive(Debug, Clone, Copy)]
pub struct Seen(pub Option<Version>);

impl<S: Sync> FromRequestParts<S> for Seen {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let header = parts.headers.get(IF_MATCH).ok_or(ApiError::PreconditionMissing)?;
        let tag = header.to_str().map_err(|_| ApiError::PreconditionMalformed)?.trim();
        if tag == "*" {
            return Ok(Self(None));
        }
        // Proxies that compress weaken tags; the version in it is as good.
        let tag = tag.strip_prefix("W/").unwrap_or(tag);
        let version = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
        let version = version.filter(|v| v.bytes().all(|b| b.is_ascii_digit())).and_then(|v| v.parse().ok());
        version.map(|version| Self(Some(version))).ok_or(ApiError::PreconditionMalformed)
    }
}
