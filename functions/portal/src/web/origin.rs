//! Where a form comes from: whether one of our own pages sent it.

use http::HeaderMap;
use http::header::ORIGIN;

/// Whether a page of `portal` sent this request. Every browser that the portal supports says so in one of two headers; where both are
/// missing, nothing is known, and that is not enough.
pub fn is_ours(headers: &HeaderMap, portal: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text(ORIGIN.as_str()), text("sec-fetch-site")) {
        (None, None) => false,
        (origin, site) => {
            origin.is_none_or(|origin| origin == portal) && site.is_none_or(|site| site == "same-origin")
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const PORTAL: &str = "https://portal.example.org";

    fn ours(origin: Option<&'static str>, site: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        origin.map(|origin| headers.insert("origin", HeaderValue::from_static(origin)));
        site.map(|site| headers.insert("sec-fetch-site", HeaderValue::from_static(site)));
        is_ours(&headers, PORTAL)
    }

    #[test]
    fn only_our_own_pages_send_forms() {
        assert!(
            ours(Some(PORTAL), Some("same-origin"))
                && ours(Some(PORTAL), None)
                && ours(None, Some("same-origin"))
        );
        for (origin, site) in [
            (None, None),
            (Some("null"), Some("same-origin")),
            (Some("https://evil.example.org"), None),
            (Some("http://portal.example.org"), None),
            (Some("https://portal.example.org.evil.org"), None),
            (Some(PORTAL), Some("cross-site")),
            (Some(PORTAL), Some("same-site")),
            (None, Some("none")),
        ] {
            assert!(!ours(origin, site), "{origin:?} {site:?}");
        }
    }
}
