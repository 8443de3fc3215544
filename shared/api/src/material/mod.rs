//! Cryptographic material (S4).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ByBody, EnvironmentWord};

/// The latest pack of cryptographic material of an environment; never what is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MaterialView {
    /// Where it is deployed.
    pub environment: EnvironmentWord,
    /// When PDP published it.
    pub published_at: Timestamp,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, in hex.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// When it was last fetched.
    #[schema(required = true)]
    pub fetched_at: Option<Timestamp>,
    /// By whom.
    #[schema(required = true)]
    pub fetched_by: Option<ByBody>,
}

/// A pack to publish. It cannot be printed: what is in it is nobody's business.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct PackBody {
    /// The encrypted pack, 131,072 bytes or smaller, in standard base64 with its padding.
    #[schema(
        content_encoding = "base64",
        min_length = 4,
        max_length = 174_764,
        pattern = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$",
        example = "UEsDBBQ="
    )]
    pub content: String,
}
