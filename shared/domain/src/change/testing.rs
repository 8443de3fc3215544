//! Integration testing (S3): the test endpoints and the agreed time.

use jiff::Timestamp;

use crate::actor::By;
use crate::endpoint::EndpointUrl;
use crate::policy::Limits;
use crate::problem::{Field, Problem};

/// Test endpoints as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TestEndpointAnswers {
    pub find: String,
    pub view: String,
    pub pat_refresh: String,
}

/// Where PDP tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestUrls {
    pub find: EndpointUrl,
    pub view: EndpointUrl,
    pub pat_refresh: EndpointUrl,
}

impl TestUrls {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn check(typed: &TestEndpointAnswers, limits: &Limits) -> Result<Self, Vec<Problem>> {
        let mut found = Vec::new();
        let mut read = |url: &str, field| {
            EndpointUrl::parse(url, limits.url_characters)
                .map_err(|fault| found.push(Problem::new(field, fault)))
                .ok()
        };
        let find = read(&typed.find, Field::TestFind);
        let view = read(&typed.view, Field::TestView);
        let pat_refresh = read(&typed.pat_refresh, Field::TestPatRefresh);
        match (find, view, pat_refresh) {
            (Some(find), Some(view), Some(pat_refresh)) => Ok(Self { find, view, pat_refresh }),
            _ => Err(found),
        }
    }
}

/// What is known of integration testing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IntegrationTesting {
    /// Where PDP tests, confirmed to point at the solution under test.
    pub endpoints: Option<TestUrls>,
    pub recorded: Option<(Timestamp, By)>,
    pub at: Option<Timestamp>,
}
