//! How far a confirmed change is besides its steps: going live, integration testing, cryptographic material, support requests and
//! downtime.

use domain::change::downtime::DowntimeNotice;
use domain::change::material::{Environment, Pack};
use domain::change::support::{Hold, SupportRequest, SupportSubject};
use domain::change::testing::{IntegrationTesting, TestUrls};
use domain::change::{Change, GoingLive};
use domain::register::RegisteredEndpoint;
use serde::Serialize;
use utoipa::ToSchema;

use super::codes::{GoingLiveCode, HoldReasonCode};
use super::facts::HoldReasonFacts;
use super::words::{ByBody, EndpointStateWord, EndpointTypeWord, EnvironmentWord, SupportKindWord};

/// Where the new endpoints of a change are on their way.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GoingLiveBody {
    /// Where they are.
    #[schema(value_type = GoingLiveCode)]
    pub state: &'static str,
    /// The day they go live at 00:00 in London, while they are scheduled.
    #[schema(required = true, format = Date)]
    pub on: Option<String>,
    /// Since when they are due or live.
    #[schema(required = true, format = DateTime)]
    pub since: Option<String>,
    /// The connection date.
    #[schema(required = true, format = Date)]
    pub connection_date: Option<String>,
}

impl From<&Change> for GoingLiveBody {
    fn from(change: &Change) -> Self {
        let state = change.going_live();
        let (on, since) = match state {
            GoingLive::Scheduled { on } => (Some(on), None),
            GoingLive::Due { since } | GoingLive::Live { since } => (None, Some(since)),
            _ => (None, None),
        };
        Self {
            state: state.code(),
            on: on.map(|day| day.to_string()),
            since: since.map(|at| at.to_string()),
            connection_date: change.connection_date.map(|day| day.to_string()),
        }
    }
}

/// A hold on going live.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HoldView {
    /// Why there is one.
    #[schema(value_type = HoldReasonCode)]
    pub why: &'static str,
    /// PDP's own words, if it gave some.
    #[schema(required = true)]
    pub reason: Option<String>,
    /// The support request that asked for it.
    #[schema(required = true, example = "SR-7Q4M0ZKD")]
    pub support_request: Option<String>,
    /// Until which day, 00:00 in London. When none, until released or, because of OAT, until that is decided.
    #[schema(required = true, format = Date)]
    pub until: Option<String>,
    /// Since when.
    #[schema(format = DateTime)]
    pub since: String,
    /// Who placed it.
    pub by: ByBody,
}

impl From<&Hold> for HoldView {
    fn from(hold: &Hold) -> Self {
        let HoldReasonFacts { code, text, request } = (&hold.reason).into();
        Self {
            why: code,
            reason: text,
            support_request: request,
            until: hold.until.map(|day| day.to_string()),
            since: hold.at.to_string(),
            by: (&hold.by).into(),
        }
    }
}

/// Test endpoints.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TestEndpointsView {
    /// The test Find endpoint.
    pub find: String,
    /// The test View endpoint.
    pub view: String,
    /// The test PAT refresh endpoint.
    pub pat_refresh: String,
}

impl From<&TestUrls> for TestEndpointsView {
    fn from(urls: &TestUrls) -> Self {
        let (find, view) = (urls.find.to_string(), urls.view.to_string());
        Self { find, view, pat_refresh: urls.pat_refresh.to_string() }
    }
}

/// Integration testing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationTestingView {
    /// The test endpoints, once recorded.
    #[schema(required = true)]
    pub endpoints: Option<TestEndpointsView>,
    /// When they were recorded.
    #[schema(required = true, format = DateTime)]
    pub recorded_at: Option<String>,
    /// By whom.
    #[schema(required = true)]
    pub recorded_by: Option<ByBody>,
    /// The agreed time, once arranged.
    #[schema(required = true, format = DateTime)]
    pub at: Option<String>,
}

impl From<&IntegrationTesting> for IntegrationTestingView {
    fn from(testing: &IntegrationTesting) -> Self {
        let recorded = testing.recorded.as_ref();
        Self {
            endpoints: testing.endpoints.as_ref().map(Into::into),
            recorded_at: recorded.map(|(at, _)| at.to_string()),
            recorded_by: recorded.map(|(_, by)| by.into()),
            at: testing.at.map(|at| at.to_string()),
        }
    }
}

/// The latest pack of cryptographic material of an environment; never what is in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MaterialView {
    /// Where it is deployed.
    pub environment: EnvironmentWord,
    /// When PDP published it.
    #[schema(format = DateTime)]
    pub published_at: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, in hex.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// When it was last fetched.
    #[schema(required = true, format = DateTime)]
    pub fetched_at: Option<String>,
    /// By whom.
    #[schema(required = true)]
    pub fetched_by: Option<ByBody>,
}

impl From<(&Environment, &Pack)> for MaterialView {
    fn from((environment, pack): (&Environment, &Pack)) -> Self {
        let fetched = pack.fetched.as_ref();
        Self {
            environment: (*environment).into(),
            published_at: pack.at.to_string(),
            bytes: pack.bytes,
            sha256: hex::encode(pack.sha256),
            fetched_at: fetched.map(|(at, _)| at.to_string()),
            fetched_by: fetched.map(|(_, by)| by.into()),
        }
    }
}

/// A support request and PDP's answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SupportRequestView {
    /// The reference to quote.
    #[schema(example = "SR-7Q4M0ZKD", pattern = "^SR-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// What is asked for.
    pub kind: SupportKindWord,
    /// The person's own words.
    pub text: String,
    /// To delay going live: until which day.
    #[schema(required = true, format = Date)]
    pub until: Option<String>,
    /// To change test endpoints: the new ones.
    #[schema(required = true)]
    pub test_endpoints: Option<TestEndpointsView>,
    /// When it was opened.
    #[schema(format = DateTime)]
    pub opened_at: String,
    /// By whom.
    pub opened_by: ByBody,
    /// PDP's answer, once there is one.
    #[schema(required = true)]
    pub answer: Option<String>,
    /// Whether it was granted, where there was something to grant.
    #[schema(required = true)]
    pub accepted: Option<bool>,
    /// When it was answered.
    #[schema(required = true, format = DateTime)]
    pub answered_at: Option<String>,
    /// By whom.
    #[schema(required = true)]
    pub answered_by: Option<ByBody>,
}

impl From<&SupportRequest> for SupportRequestView {
    fn from(request: &SupportRequest) -> Self {
        let answer = request.answer.as_ref();
        let (until, test_endpoints) = match &request.subject {
            SupportSubject::DelayGoingLive { until } => (until.map(|day| day.to_string()), None),
            SupportSubject::ChangeTestEndpoints(urls) => (None, Some(urls.into())),
            SupportSubject::OatSupportSession | SupportSubject::Other => (None, None),
        };
        Self {
            reference: request.reference.to_string(),
            kind: request.subject.kind().into(),
            text: request.text.to_string(),
            until,
            test_endpoints,
            opened_at: request.at.to_string(),
            opened_by: (&request.by).into(),
            answer: answer.map(|answer| answer.text.to_string()),
            accepted: answer.and_then(|answer| answer.accepted),
            answered_at: answer.map(|answer| answer.at.to_string()),
            answered_by: answer.map(|answer| (&answer.by).into()),
        }
    }
}

/// A notice of planned downtime.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DowntimeView {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// When it starts.
    #[schema(format = DateTime)]
    pub start: String,
    /// When it ends.
    #[schema(format = DateTime)]
    pub end: String,
    /// What is done.
    pub nature: String,
    /// The endpoints that are affected.
    pub affected_endpoints: Vec<String>,
    /// Whether the notice was shorter than it should be.
    pub short_notice: bool,
    /// Why.
    #[schema(required = true)]
    pub short_notice_reason: Option<String>,
    /// When notice was given.
    #[schema(format = DateTime)]
    pub given_at: String,
    /// By whom.
    pub given_by: ByBody,
}

impl From<&DowntimeNotice> for DowntimeView {
    fn from(notice: &DowntimeNotice) -> Self {
        let window = &notice.window;
        Self {
            id: notice.id.to_string(),
            start: window.start.to_string(),
            end: window.end.to_string(),
            nature: window.nature.to_string(),
            affected_endpoints: window.affected_endpoints.iter().map(ToString::to_string).collect(),
            short_notice: window.short_notice.is_some(),
            short_notice_reason: window.short_notice.as_ref().map(ToString::to_string),
            given_at: notice.at.to_string(),
            given_by: (&notice.by).into(),
        }
    }
}

/// An endpoint that a change adds, as the register has it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewEndpointBody {
    /// The id it has in the register.
    #[schema(format = "uuid")]
    pub id: String,
    /// What it serves.
    pub endpoint_type: EndpointTypeWord,
    /// Where.
    pub url: String,
    /// Where it is.
    pub state: EndpointStateWord,
}

impl From<&RegisteredEndpoint> for NewEndpointBody {
    fn from(entry: &RegisteredEndpoint) -> Self {
        Self {
            id: entry.id.to_string(),
            endpoint_type: entry.endpoint.endpoint_type.into(),
            url: entry.endpoint.url.to_string(),
            state: entry.state.into(),
        }
    }
}
