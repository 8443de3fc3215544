//! Support requests (D1).

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ByBody, DayText, SupportKindWord, TestEndpointsView};

/// A support request and PDP's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SupportRequestView {
    /// The reference to quote.
    #[schema(example = "SR-7Q4M0ZKD", pattern = "^SR-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// What is asked for.
    pub kind: SupportKindWord,
    /// The person's own words.
    pub text: String,
    /// To delay going live: until which day.
    #[schema(required = true)]
    pub until: Option<Date>,
    /// To change test endpoints: the new ones.
    #[schema(required = true)]
    pub test_endpoints: Option<TestEndpointsView>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// By whom.
    pub opened_by: ByBody,
    /// PDP's answer, once there is one.
    #[schema(required = true)]
    pub answer: Option<String>,
    /// Whether it was granted, where there was something to grant.
    #[schema(required = true)]
    pub accepted: Option<bool>,
    /// When it was answered.
    #[schema(required = true)]
    pub answered_at: Option<Timestamp>,
    /// By whom.
    #[schema(required = true)]
    pub answered_by: Option<ByBody>,
}

/// A support request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct SupportRequestBody {
    /// What is asked for.
    pub kind: SupportKindWord,
    /// In the person's own words.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub text: String,
    /// To delay going live: until which day. Until further notice when left out.
    #[serde(default)]
    pub until: Option<DayText>,
    /// To change test endpoints, and then needed: the new ones.
    #[serde(default)]
    pub test_endpoints: Option<OtherTestEndpointsBody>,
}

/// Other test endpoints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct OtherTestEndpointsBody {
    /// The URL of the test Find endpoint.
    #[schema(max_length = 2_048)]
    pub find: String,
    /// The URL of the test View endpoint.
    #[schema(max_length = 2_048)]
    pub view: String,
    /// The URL of the test PAT refresh endpoint.
    #[schema(max_length = 2_048)]
    pub pat_refresh: String,
}

/// PDP's answer to a support request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct SupportAnswerBody {
    /// The answer.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub answer: String,
    /// Whether it is granted; needed for a delay and for other test endpoints.
    #[serde(default)]
    pub accepted: Option<bool>,
    /// For a delay that is granted: until which day, 00:00 in London. This, or `until_released`.
    #[serde(default)]
    pub until: Option<DayText>,
    /// For a delay that is granted: whether it lasts until PDP support releases it. This, or `until`.
    #[serde(default)]
    pub until_released: Option<bool>,
}
