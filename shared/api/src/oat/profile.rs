//! The find profile by which a result came about (Q10).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The find profile by which a find request was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FindProfileBody {
    /// What PDP calls it.
    #[schema(example = "July 2026")]
    pub label: String,
    /// SHA-256, in hex, of everything in it that shapes a request.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub digest: String,
    /// Whether the probe sends other requests by now. None where that is not known, and in lists.
    #[schema(required = true)]
    pub request_has_changed_since: Option<bool>,
}
