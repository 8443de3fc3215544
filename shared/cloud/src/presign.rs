//! Signs links that read one object for one minute, with Signature Version 4 in the query. It needs no client of S3, so
//! a function that only hands out links need not carry one. Pure: no clock. Published example:
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>.

use std::time::{Duration, SystemTime};

use app::{DownloadLink, Fault};
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::sdk::SdkSettings;

/// How long a link lives (E4).
pub(crate) const LIFETIME: Duration = Duration::from_secs(60);
const ACTION: &str = "sign a download link";

/// Characters that a signed query need not encode (RFC 3986).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The object and headers that a link gives its user.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Linked<'a> {
    pub(crate) bucket: &'a str,
    /// Letters, digits, `/` and the characters of [`UNRESERVED`].
    pub(crate) key: &'a str,
    /// The version of the object; none for the one of now.
    pub(crate) version: Option<&'a str>,
    /// The `Content-Disposition` of the answer.
    pub(crate) disposition: &'a str,
    /// The `Content-Type` of the answer.
    pub(crate) media_type: &'a str,
}

/// The link, from `now` on.
///
/// # Errors
/// A lasting [`Fault`] when the address cannot be one.
pub(crate) fn link(
    settings: &SdkSettings,
    linked: &Linked<'_>,
    now: Timestamp,
) -> Result<DownloadLink, Fault> {
    let query = [
        ("response-cache-control", "private, no-store"),
        ("response-content-disposition", linked.disposition),
        ("response-content-type", linked.media_type),
    ];
    let query = query.into_iter().chain(linked.version.map(|version| ("versionId", version)));
    let encoded = query.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, UNRESERVED)));
    let query = encoded.collect::<Vec<_>>().join("&");
    let address = format!("{}?{query}", address(settings, linked.bucket, linked.key));
    // Signatures know whole seconds only.
    let from = Timestamp::from_second(now.as_second()).map_err(|error| Fault::lasting(ACTION, error))?;
    let url = signed(settings, &address, from, LIFETIME)?;
    let expires_at = from.checked_add(LIFETIME).map_err(|error| Fault::lasting(ACTION, error))?;
    Ok(DownloadLink { url, expires_at })
}

/// Where an object is. The local stack has no host name per bucket.
fn address(settings: &SdkSettings, bucket: &str, key: &str) -> String {
    match &settings.endpoint {
        Some(endpoint) => format!("{}/{bucket}/{key}", endpoint.trim_end_matches('/')),
        None => format!("https://{bucket}.s3.{}.amazonaws.com/{key}", settings.region),
    }
}

fn signed(
    settings: &SdkSettings,
    address: &str,
    from: Timestamp,
    lifetime: Duration,
) -> Result<String, Fault> {
    let mut how = SigningSettings::default();
    how.signature_location = SignatureLocation::QueryParams;
    how.expires_in = Some(lifetime);
    // S3 signs the path as sent, and no body for a link.
    how.percent_encoding_mode = PercentEncodingMode::Single;
    how.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    how.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    let identity = Identity::from(settings.credentials.clone());
    let params = SigningParams::builder()
        .identity(&identity)
        .region(&settings.region)
        .name("s3")
        .time(SystemTime::from(from))
        .settings(how)
        .build()
        .map_err(|error| Fault::lasting(ACTION, error))?
        .into();
    let request = SignableRequest::new("GET", address, std::iter::empty(), SignableBody::UnsignedPayload)
        .map_err(|error| Fault::lasting(ACTION, error))?;
    let signed = sign(request, &params).map_err(|error| Fault::lasting(ACTION, error))?;
    let mut url = address.to_owned();
    let mut separator = if url.contains('?') { '&' } else { '?' };
    for (name, value) in signed.output().params() {
        url.push(separator);
        url.push_str(name);
        url.push('=');
        url.extend(utf8_percent_encode(value, UNRESERVED));
        separator = '&';
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sdk::credentials;

    // AWS's published example: fictitious credentials, request and signature.
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const SIGNATURE: &str = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

    fn settings(endpoint: Option<&str>, token: Option<&str>) -> SdkSettings {
        SdkSettings {
            region: "us-east-1".to_owned(),
            endpoint: endpoint.map(str::to_owned),
            credentials: credentials(
                "AKIAIOSFODNN7EXAMPLE".to_owned(),
                SECRET.to_owned(),
                token.map(str::to_owned),
            ),
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    const LINKED: Linked<'_> = Linked {
        bucket: "bucket",
        key: "exports/a/1",
        version: None,
        disposition: "attachment; filename=\"a b.zip\"",
        media_type: "text/csv; charset=utf-8",
    };

    #[test]
    fn the_published_example_gets_the_published_signature() {
        let day = Duration::from_secs(86_400);
        let address = "https://examplebucket.s3.amazonaws.com/test.txt";
        let url = signed(&settings(None, None), address, at("2013-05-24T00:00:00Z"), day).unwrap();
        assert!(url.starts_with(&format!("{address}?X-Amz-Algorithm=AWS4-HMAC-SHA256&")), "{url}");
        assert!(url.ends_with(&format!("&X-Amz-Signature={SIGNATURE}")), "{url}");
    }

    #[test]
    fn a_link_names_the_regional_host_and_lives_for_one_minute() {
        let link = link(&settings(None, None), &LINKED, at("2026-07-06T09:00:00.75Z")).unwrap();
        assert!(link.url.starts_with("https://bucket.s3.us-east-1.amazonaws.com/exports/a/1?"));
        assert!(link.url.contains("&X-Amz-Expires=60&") && link.url.contains("X-Amz-Date=20260706T090000Z"));
        assert_eq!(link.expires_at, at("2026-07-06T09:01:00Z"));
    }

    #[test]
    fn the_headers_of_the_answer_stay_inside_the_query() {
        let url = link(&settings(Some("http://127.0.0.1:1/"), None), &LINKED, at("2026-07-06T09:00:00Z"))
            .unwrap()
            .url;
        assert!(url.starts_with("http://127.0.0.1:1/bucket/exports/a/1?"), "{url}");
        assert!(url.contains("response-content-disposition=attachment%3B%20filename%3D%22a%20b.zip%22&"));
        assert!(url.contains("response-content-type=text%2Fcsv%3B%20charset%3Dutf-8&"));
    }

    /// Holds E4.
    #[test]
    fn a_version_is_part_of_what_is_signed() {
        let signature = |version| {
            let linked = Linked { version, ..LINKED };
            let url = link(&settings(None, None), &linked, at("2026-07-06T09:00:00Z")).unwrap().url;
            assert_eq!(url.contains("&versionId=a%2Bb%2F1&"), version == Some("a+b/1"), "{url}");
            url.split_once("X-Amz-Signature=").unwrap().1.to_owned()
        };
        let signatures = [signature(None), signature(Some("a+b/1")), signature(Some("another"))];
        assert!(signatures[0] != signatures[1] && signatures[1] != signatures[2]);
    }

    #[test]
    fn a_session_token_is_in_the_link_only_when_there_is_one() {
        let url = |token| link(&settings(None, token), &LINKED, at("2026-07-06T09:00:00Z")).unwrap().url;
        assert!(!url(None).contains("X-Amz-Security-Token"));
        assert!(url(Some("to/ken=")).contains("X-Amz-Security-Token=to%2Fken%3D"));
    }
}
