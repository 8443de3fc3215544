//! The styles and the script, as `build.rs` embeds them: each at a path with a digest of its content, so browsers keep them for good.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::headers::accepts;

/// A file in three forms.
pub struct Asset {
    /// Its name with the digest: `portal-1a2b3c4d5e6f7a8b.css`.
    pub name: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of the styles.
pub const STYLES_PATH: &str = STYLES_ADDRESS;
/// The address of the script.
pub const SCRIPT_PATH: &str = SCRIPT_ADDRESS;

/// Answers with a file.
pub async fn show(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (encoding, bytes) = if accepts(&headers, "br") {
        (Some("br"), asset.brotli)
    } else if accepts(&headers, "gzip") {
        (Some("gzip"), asset.gzip)
    } else {
        (None, asset.plain)
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
