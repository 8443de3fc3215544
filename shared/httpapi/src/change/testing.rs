//! Integration testing.

use api::{IntegrationTestingView, TestEndpointsView};
use domain::change::testing::{IntegrationTesting, TestUrls};

use crate::shown::Of;

impl Of<&TestUrls> for TestEndpointsView {
    fn of(urls: &TestUrls) -> Self {
        let (find, view) = (urls.find.to_string(), urls.view.to_string());
        Self { find, view, pat_refresh: urls.pat_refresh.to_string() }
    }
}

impl Of<&IntegrationTesting> for IntegrationTestingView {
    fn of(testing: &IntegrationTesting) -> Self {
        let recorded = testing.recorded.as_ref();
        Self {
            endpoints: testing.endpoints.as_ref().map(Of::of),
            recorded_at: recorded.map(|(at, _)| *at),
            recorded_by: recorded.map(|(_, by)| Of::of(by)),
            at: testing.at,
        }
    }
}
