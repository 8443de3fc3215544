//! Integration testing and its test endpoints.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ByBody, LondonTimeText};

/// Integration testing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IntegrationTestingView {
    /// The test endpoints, once recorded.
    #[schema(required = true)]
    pub endpoints: Option<TestEndpointsView>,
    /// When they were recorded.
    #[schema(required = true)]
    pub recorded_at: Option<Timestamp>,
    /// By whom.
    #[schema(required = true)]
    pub recorded_by: Option<ByBody>,
    /// The agreed time, once arranged.
    #[schema(required = true)]
    pub at: Option<Timestamp>,
}

/// Test endpoints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TestEndpointsView {
    /// The test Find endpoint.
    pub find: String,
    /// The test View endpoint.
    pub view: String,
    /// The test PAT refresh endpoint.
    pub pat_refresh: String,
}

/// Where PDP tests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct TestEndpointsBody {
    /// The URL of the test Find endpoint.
    #[schema(max_length = 2_048, example = "https://find.test.example.org/pensions")]
    pub find: String,
    /// The URL of the test View endpoint.
    #[schema(max_length = 2_048, example = "https://view.test.example.org/pensions")]
    pub view: String,
    /// The URL of the test PAT refresh endpoint.
    #[schema(max_length = 2_048, example = "https://pat.test.example.org/refresh")]
    pub pat_refresh: String,
    /// Whether they point at the solution to be tested.
    pub points_at_solution: bool,
}

/// The agreed time of integration testing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct IntegrationTestingBody {
    /// When, as clocks in London show it.
    pub at: LondonTimeText,
}
