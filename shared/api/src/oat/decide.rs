//! PDP support's decisions on OAT, as sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DayText, FindRequestText, OutcomeWord};

/// A re-run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct RerunBody {
    /// Why.
    #[serde(default)]
    #[schema(max_length = 1_000)]
    pub reason: Option<String>,
}

/// Another result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct OverrideBody {
    /// What the result should be.
    pub outcome: OutcomeWord,
    /// Why.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub reason: String,
}

/// A decision on another result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct OverrideDecisionBody {
    /// Whether it is approved.
    pub approved: bool,
    /// Why not, when it is declined.
    #[serde(default)]
    #[schema(max_length = 1_000)]
    pub reason: Option<String>,
}

/// A decision on another connection date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct DateDecisionBody {
    /// Whether it is granted.
    pub accepted: bool,
    /// Why; needed when it is declined.
    #[serde(default)]
    #[schema(max_length = 1_000)]
    pub reason: Option<String>,
}

/// A synthetic request that came back in a registration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NewFindingBody {
    /// The id that came back: the `X-Request-ID` of an attempt of the run.
    #[schema(value_type = String, format = "uuid")]
    pub request_id: FindRequestText,
    /// What PDP knows of it.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub note: String,
}

/// PDP's answer to a support request.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct SupportSessionAnswerBody {
    /// The answer.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub answer: String,
    /// For a delay, and then needed: whether it is granted.
    #[serde(default)]
    pub accepted: Option<bool>,
    /// For a delay that is granted: until which day, 00:00 in London. This, or `until_released`.
    #[serde(default)]
    pub until: Option<DayText>,
    /// For a delay that is granted: whether it lasts until PDP support releases it. This, or `until`.
    #[serde(default)]
    pub until_released: Option<bool>,
}
