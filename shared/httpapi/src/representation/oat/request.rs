//! Requests for OAT, and rows of lists of them (O1, O2, O7, O8).

use app::{OatSummary, Page, SeenOat};
use domain::change::GoingLive;
use domain::oat::{DateChange, Failure, Finding, OatRequest, Pass, ProposedOverride, Stage, Subject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::codes::{ClosedCode, GoingLiveCode, OatStatusCode, OatSubjectCode, StandingCode};
use super::super::progress::SupportRequestView;
use super::super::words::ByBody;
use super::super::words::words;
use super::attempt::CauseBody;
use super::run::RunBody;

words! {
    /// A result of OAT.
    OutcomeWord for domain::oat::Outcome {
        /// A pass.
        Passed = Passed,
        /// A failure.
        Failed = Failed,
    }
}

/// A request for OAT. Every attempt of a run is at `…/runs/{number}`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OatBody {
    /// Its id: that of the technical change, or of the organisation that connects for the first time.
    #[schema(format = "uuid")]
    pub id: String,
    /// The reference to quote.
    #[schema(example = "OAT-7Q4M0ZKD", pattern = "^OAT-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// The organisation's id.
    #[schema(format = "uuid")]
    pub organisation: String,
    /// The organisation's name when it was first requested.
    pub organisation_name: String,
    /// What is tested.
    #[schema(value_type = OatSubjectCode)]
    pub subject: &'static str,
    /// The reference of the technical change; none for an initial connection.
    #[schema(required = true, example = "TC-7Q4M0ZKD", pattern = "^TC-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub technical_change: Option<String>,
    /// The name of the vouching scheme; none for a technical change.
    #[schema(required = true)]
    pub vouching_scheme: Option<String>,
    /// Where it is.
    #[schema(value_type = OatStatusCode)]
    pub status: &'static str,
    /// Where it is, in words that finish “OAT …”.
    #[schema(example = "is being tested")]
    pub status_words: String,
    /// Where what is tested is now, as far as OAT goes; only when the request is read by itself.
    #[schema(required = true, value_type = Option<StandingCode>)]
    pub standing: Option<&'static str>,
    /// Since when the request is where it is.
    #[schema(required = true, format = DateTime)]
    pub since: Option<String>,
    /// Why it was not passed, when a run failed.
    #[schema(required = true)]
    pub cause: Option<CauseBody>,
    /// Why two people of PDP overrode the result, when they did.
    #[schema(required = true)]
    pub override_reason: Option<String>,
    /// Why it was closed.
    #[schema(required = true, value_type = Option<ClosedCode>)]
    pub closed_because: Option<&'static str>,
    /// The same, in words.
    #[schema(required = true)]
    pub closed_words: Option<String>,
    /// Its version; also its entity tag.
    #[schema(minimum = 1)]
    pub version: u64,
    /// When it was last requested.
    #[schema(format = DateTime)]
    pub requested_at: String,
    /// By whom.
    pub requested_by: ByBody,
    /// When anything last happened to it.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// The connection date.
    #[schema(format = Date)]
    pub connection_date: String,
    /// Where the endpoints are on their way. Those of a technical change only when the request is read by itself.
    #[schema(required = true, value_type = Option<GoingLiveCode>)]
    pub going_live: Option<&'static str>,
    /// The day it goes live at 00:00 in London, while that is known.
    #[schema(required = true, format = Date)]
    pub goes_live_on: Option<String>,
    /// Whether the organisation may now add further pension providers and schemes; none for a technical change.
    #[schema(required = true)]
    pub may_add_further_schemes: Option<bool>,
    /// Its last run.
    #[schema(required = true)]
    pub last_run: Option<RunBody>,
    /// Another result that PDP support proposes.
    #[schema(required = true)]
    pub proposed_override: Option<ProposedOverrideBody>,
    /// Other dates that were asked for, oldest first.
    pub date_changes: Vec<DateChangeBody>,
    /// Synthetic requests that came back in a registration, oldest first.
    pub findings: Vec<FindingBody>,
    /// Support requests of an initial connection, oldest first.
    pub support_requests: Vec<SupportRequestView>,
}

impl From<&SeenOat> for OatBody {
    fn from(seen: &SeenOat) -> Self {
        Self {
            standing: Some(seen.standing.code()),
            connection_date: seen.connection_date.to_string(),
            going_live: Some(seen.going_live.code()),
            goes_live_on: goes_live_on(Some(seen.going_live)),
            ..Self::from(&seen.oat)
        }
    }
}

fn goes_live_on(state: Option<GoingLive>) -> Option<String> {
    match state {
        Some(GoingLive::Scheduled { on }) => Some(on.to_string()),
        _ => None,
    }
}

impl From<&OatRequest> for OatBody {
    fn from(oat: &OatRequest) -> Self {
        let (technical_change, vouching_scheme) = subject(&oat.subject);
        let stage = StageFacts::of(&oat.stage);
        let going_live = oat.going_live();
        Self {
            id: oat.id.to_string(),
            reference: oat.reference.to_string(),
            organisation: oat.organisation.to_string(),
            organisation_name: oat.organisation_name.clone(),
            subject: oat.subject.code(),
            technical_change,
            vouching_scheme,
            status: oat.status().code(),
            status_words: oat.status().to_string(),
            standing: None,
            since: stage.since,
            cause: stage.cause,
            override_reason: stage.override_reason,
            closed_because: stage.closed.as_ref().map(|(code, _)| *code),
            closed_words: stage.closed.map(|(_, words)| words),
            version: oat.version,
            requested_at: oat.requested_at.to_string(),
            requested_by: (&oat.requested_by).into(),
            updated_at: oat.updated_at.to_string(),
            connection_date: oat.connection_date.to_string(),
            going_live: going_live.map(|state| state.code()),
            goes_live_on: goes_live_on(going_live),
            may_add_further_schemes: going_live.map(|state| matches!(state, GoingLive::Live { .. })),
            last_run: oat.runs.last().map(Into::into),
            proposed_override: oat.proposed_override.as_ref().map(Into::into),
            date_changes: oat.date_changes.iter().map(Into::into).collect(),
            findings: oat.findings.iter().map(Into::into).collect(),
            support_requests: oat.support.iter().map(Into::into).collect(),
        }
    }
}

/// What a stage tells.
#[derive(Default)]
struct StageFacts {
    since: Option<String>,
    cause: Option<CauseBody>,
    override_reason: Option<String>,
    closed: Option<(&'static str, String)>,
}

impl StageFacts {
    fn of(stage: &Stage) -> Self {
        match stage {
            Stage::Testing => Self::default(),
            Stage::Failed { at, because: Failure::Run { cause, .. } } => {
                Self { since: Some(at.to_string()), cause: Some((*cause).into()), ..Self::default() }
            }
            Stage::Passed { at, because: Pass::Run { .. } } | Stage::Live { at } => {
                Self { since: Some(at.to_string()), ..Self::default() }
            }
            Stage::Failed { at, because: Failure::Override { reason } }
            | Stage::Passed { at, because: Pass::Override { reason } } => {
                let override_reason = Some(reason.to_string());
                Self { since: Some(at.to_string()), override_reason, ..Self::default() }
            }
            Stage::Closed { at, why } => {
                let closed = Some((why.code(), why.to_string()));
                Self { since: Some(at.to_string()), closed, ..Self::default() }
            }
        }
    }
}

/// The reference of the change, or the name of the scheme.
fn subject(subject: &Subject) -> (Option<String>, Option<String>) {
    match subject {
        Subject::Change { reference, .. } => (Some(reference.to_string()), None),
        Subject::InitialConnection { scheme } => (None, Some(scheme.to_string())),
    }
}

/// A result that somebody of PDP support proposes; somebody else decides on it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProposedOverrideBody {
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// By whom.
    pub by: ByBody,
    /// What the result should be.
    pub outcome: OutcomeWord,
    /// Why.
    pub reason: String,
}

impl From<&ProposedOverride> for ProposedOverrideBody {
    fn from(proposed: &ProposedOverride) -> Self {
        Self {
            at: proposed.at.to_string(),
            by: (&proposed.by).into(),
            outcome: proposed.outcome.into(),
            reason: proposed.reason.to_string(),
        }
    }
}

/// Another connection date that was asked for, and PDP's answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DateChangeBody {
    /// The date that is asked for.
    #[schema(format = Date)]
    pub date: String,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub asked_at: String,
    /// By whom.
    pub asked_by: ByBody,
    /// Whether it is granted, once PDP has decided or a newer date was given.
    #[schema(required = true)]
    pub accepted: Option<bool>,
    /// The newer date that was given instead, when that settled it without an answer of PDP.
    #[schema(required = true, format = Date)]
    pub superseded_by: Option<String>,
    /// What PDP says to it.
    #[schema(required = true)]
    pub answer: Option<String>,
    /// When it was decided.
    #[schema(required = true, format = DateTime)]
    pub decided_at: Option<String>,
    /// By whom.
    #[schema(required = true)]
    pub decided_by: Option<ByBody>,
}

impl From<&DateChange> for DateChangeBody {
    fn from(change: &DateChange) -> Self {
        let decision = change.decision.as_ref();
        Self {
            date: change.date.to_string(),
            reason: change.reason.to_string(),
            asked_at: change.at.to_string(),
            asked_by: (&change.by).into(),
            accepted: decision.map(|decision| decision.accepted),
            superseded_by: decision.and_then(|decision| decision.superseded_by).map(|day| day.to_string()),
            answer: decision.and_then(|decision| decision.reason.as_ref()).map(ToString::to_string),
            decided_at: decision.map(|decision| decision.at.to_string()),
            decided_by: decision.map(|decision| (&decision.by).into()),
        }
    }
}

/// A synthetic request that came back in a registration.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingBody {
    /// When it was recorded.
    #[schema(format = DateTime)]
    pub at: String,
    /// By whom.
    pub by: ByBody,
    /// The run.
    pub run: u32,
    /// The endpoint's id in the register.
    #[schema(format = "uuid")]
    pub endpoint: String,
    /// The number of the attempt.
    pub attempt: u32,
    /// The id that came back.
    #[schema(format = "uuid")]
    pub request_id: String,
    /// What PDP knows of it.
    pub note: String,
}

impl From<&Finding> for FindingBody {
    fn from(finding: &Finding) -> Self {
        Self {
            at: finding.at.to_string(),
            by: (&finding.by).into(),
            run: finding.run,
            endpoint: finding.endpoint.to_string(),
            attempt: finding.attempt,
            request_id: finding.request.to_string(),
            note: finding.note.to_string(),
        }
    }
}

/// A request for OAT as a row of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OatRowBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Its reference.
    #[schema(example = "OAT-7Q4M0ZKD", pattern = "^OAT-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// The organisation's id.
    #[schema(format = "uuid")]
    pub organisation: String,
    /// The organisation's name.
    pub organisation_name: String,
    /// What is tested.
    #[schema(value_type = OatSubjectCode)]
    pub subject: &'static str,
    /// The reference of the technical change; none for an initial connection.
    #[schema(required = true, example = "TC-7Q4M0ZKD", pattern = "^TC-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub technical_change: Option<String>,
    /// The name of the vouching scheme; none for a technical change.
    #[schema(required = true)]
    pub vouching_scheme: Option<String>,
    /// Where it is.
    #[schema(value_type = OatStatusCode)]
    pub status: &'static str,
    /// When it was last requested.
    #[schema(format = DateTime)]
    pub requested_at: String,
    /// When anything last happened to it.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// The connection date.
    #[schema(format = Date)]
    pub connection_date: String,
    /// The number of its last run.
    pub run: u32,
    /// Why its last run failed, if it did.
    #[schema(required = true)]
    pub cause: Option<CauseBody>,
    /// Whether somebody else at PDP has to decide on another result.
    pub override_proposed: bool,
    /// Whether PDP has to decide on another date.
    pub date_change_asked: bool,
}

impl From<&OatSummary> for OatRowBody {
    fn from(row: &OatSummary) -> Self {
        let (technical_change, vouching_scheme) = subject(&row.subject);
        Self {
            id: row.id.to_string(),
            reference: row.reference.to_string(),
            organisation: row.organisation.to_string(),
            organisation_name: row.organisation_name.clone(),
            subject: row.subject.code(),
            technical_change,
            vouching_scheme,
            status: row.status.code(),
            requested_at: row.requested_at.to_string(),
            updated_at: row.updated_at.to_string(),
            connection_date: row.connection_date.to_string(),
            run: row.run,
            cause: row.cause.map(Into::into),
            override_proposed: row.override_proposed,
            date_change_asked: row.date_change_asked,
        }
    }
}

/// One page of requests for OAT.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OatPage {
    /// The rows.
    pub items: Vec<OatRowBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

impl From<Page<OatSummary>> for OatPage {
    fn from(page: Page<OatSummary>) -> Self {
        Self { items: page.items.iter().map(Into::into).collect(), next: page.next.map(|cursor| cursor.0) }
    }
}
