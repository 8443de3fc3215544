//! An empty body.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A command that has nothing to say: an empty body, or an empty object.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NoBody {}
