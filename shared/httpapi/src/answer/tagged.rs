//! `ETag`: an answer carries the version that a command on it has to name.

use api::{ChangeBody, NoticeBody, OatBody, RecordBody};
use app::{Record, SeenChange};
use axum::Json;
use axum::response::IntoResponse;
use domain::change::{Change, Version};
use domain::downtime::Notice;
use domain::oat::OatRequest;
use http::HeaderValue;
use http::header::ETAG;

use crate::shown::Of;

/// The entity tag of a version.
#[expect(clippy::expect_used, reason = "digits and quotes are a header value")]
pub fn entity_tag(version: Version) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).expect("digits and quotes are a header value")
}

/// A change with its entity tag.
pub fn tagged(change: &Change) -> impl IntoResponse + use<> {
    ([(ETAG, entity_tag(change.version))], Json(ChangeBody::of(change)))
}

/// A change as it is seen, with its entity tag.
pub fn tagged_seen(seen: &SeenChange) -> impl IntoResponse + use<> {
    ([(ETAG, entity_tag(seen.change.version))], Json(ChangeBody::of(seen)))
}

/// A record with its entity tag.
pub fn tagged_record(record: &Record) -> impl IntoResponse + use<> {
    ([(ETAG, entity_tag(record.version()))], Json(RecordBody::of(record)))
}

/// A request for OAT with its entity tag.
pub fn tagged_oat(oat: &OatRequest) -> impl IntoResponse + use<> {
    ([(ETAG, entity_tag(oat.version))], Json(OatBody::of(oat)))
}

/// A notice of downtime with its entity tag.
pub fn tagged_notice(notice: &Notice) -> impl IntoResponse + use<> {
    ([(ETAG, entity_tag(notice.version))], Json(NoticeBody::of(notice)))
}
