//! The headers of every answer, and the compression of pages: API Gateway compresses nothing.

use std::io::Write;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};

/// Nothing but our own styles, script and forms, and no frame around a page. Files alone go somewhere else: to the origin `uploads`.
pub fn policy(uploads: &str) -> HeaderValue {
    let policy = |others: &str| {
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'{others}; \
             form-action 'self'{others}; frame-ancestors 'none'; base-uri 'none'"
        )
    };
    // Only an origin fits in; a setting that is none must not open anything else.
    let is_origin = uploads.bytes().all(|byte| byte.is_ascii_graphic() && !b";,'\"".contains(&byte));
    let policy = policy(&if is_origin { format!(" {uploads}") } else { String::new() });
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Answers shorter than this travel in one packet anyway.
const WORTH_IT: usize = 1_000;

/// Adds the headers, and compresses pages.
pub async fn finish(State(policy): State<HeaderValue>, request: Request, next: Next) -> Response {
    let gzip = accepts(request.headers(), "gzip");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page && gzip { compressed(response).await } else { response }
}

/// Whether a browser takes this encoding.
pub fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        name.trim().eq_ignore_ascii_case(encoding)
            && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

async fn compressed(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    // A page is in memory already.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    if bytes.len() < WORTH_IT {
        return Response::from_parts(parts, Body::from(bytes));
    }
    // A better compression takes several times as long, for some fewer bytes.
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::fast());
    let Ok(gzip) = encoder.write_all(&bytes).and_then(|()| encoder.finish()) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(gzip))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_may_go_to_the_origin_of_uploads_and_nowhere_else() {
        let rules = |uploads: &str| policy(uploads).to_str().unwrap().to_owned();
        let of_store = rules("https://uploads.example.org");
        assert!(of_store.contains("connect-src 'self' https://uploads.example.org;"));
        assert!(of_store.contains("form-action 'self' https://uploads.example.org;"));
        for odd in ["https://a.example; script-src *", "* 'unsafe-inline'", "https://a.example\n"] {
            assert!(rules(odd).contains("connect-src 'self'; form-action 'self';"), "{odd}");
        }
    }

    #[test]
    fn an_encoding_is_used_only_where_it_is_accepted() {
        let with = |line: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(line));
            (accepts(&headers, "br"), accepts(&headers, "gzip"))
        };
        assert_eq!(with("gzip, deflate, br"), (true, true));
        assert_eq!(with("br;q=1.0, gzip;q=0"), (true, false));
        assert_eq!(with("GZIP;q=0.5"), (false, true));
        assert_eq!(with("identity"), (false, false));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }
}
