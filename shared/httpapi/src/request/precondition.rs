//! `If-Match`: nobody overwrites what they have not seen.

use axum::extract::FromRequestParts;
use domain::change::Version;
use http::header::IF_MATCH;
use http::request::Parts;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

use crate::answer::ApiError;

/// The version that the caller has seen, from `If-Match`. `*` stands for any.
#[derive(Debug, Clone, Copy)]
pub struct Seen(pub Option<Version>);

/// What it reads; a weakened tag is as good.
const IF_MATCH_PATTERN: &str = r#"^(\*|(W/)?"[0-9]{1,19}")$"#;

impl IntoParams for Seen {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(IF_MATCH_PATTERN));
        let header = ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some("The ETag of what is changed, as it was seen; `*` for whatever it is now"))
            .schema(Some(text.examples(["\"3\""])));
        vec![header.build()]
    }
}

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
