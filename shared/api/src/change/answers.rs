//! The answers of the form, as sent and as shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ChangeTypeWord, EndpointTypeWord, IdText, ScaleWord};

/// The answers of the form. Anything may be left out while it is a draft; a check says what is missing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct AnswersBody {
    /// The type of change.
    pub change_type: Option<ChangeTypeWord>,
    /// The reason for the request, free text.
    #[schema(example = "We are moving our find service to a new platform")]
    pub reason: String,
    /// Whether the organisation asks for operational acceptance testing (OAT).
    pub oat_requested: Option<bool>,
    /// The scale the organisation suggests.
    pub suggested_scale: Option<ScaleWord>,
    /// New endpoints, up to 9 in one submission. A draft may hold more; its check says so.
    pub new_endpoints: Vec<EndpointAnswerBody>,
    /// Ids of the live endpoints that are affected.
    #[schema(value_type = Vec<IdText>)]
    pub affected_endpoints: Vec<String>,
    /// Whether the change needs downtime.
    pub needs_downtime: Option<bool>,
}

/// One new endpoint.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct EndpointAnswerBody {
    /// What it serves.
    pub endpoint_type: Option<EndpointTypeWord>,
    /// Its URL.
    #[schema(example = "https://find.example.org/pensions")]
    pub url: String,
}
