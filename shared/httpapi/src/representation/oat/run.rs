//! Runs, and the report of one (O6).

use app::{Page, ProbeAttempt};
use domain::oat::{OatRequest, Run, RunOutcome, RunReason, TargetProgress, Verdict, Warning};
use domain::policy::Policy;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::codes::{RunReasonCode, RunStateCode, TargetStateCode};
use super::super::words::ByBody;
use super::attempt::{AttemptBody, CauseBody};

/// A run of the probe.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunBody {
    /// Its number, from 1.
    #[schema(minimum = 1)]
    pub number: u32,
    /// Why there is one.
    #[schema(value_type = RunReasonCode)]
    pub why: &'static str,
    /// What was fixed, or why it is run again, in the person's own words.
    #[schema(required = true)]
    pub text: Option<String>,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub requested_at: String,
    /// By whom.
    pub requested_by: ByBody,
    /// Where it is.
    #[schema(value_type = RunStateCode)]
    pub state: &'static str,
    /// When it ended.
    #[schema(required = true, format = DateTime)]
    pub ended_at: Option<String>,
    /// Why it failed: the cause at the first endpoint that did.
    #[schema(required = true)]
    pub cause: Option<CauseBody>,
    /// When the probe looks at it next.
    #[schema(required = true, format = DateTime)]
    pub next_at: Option<String>,
    /// What is tested, and how far each is. None before the probe first looked at it, and none of a run that another one followed: its
    /// attempts tell.
    pub targets: Vec<TargetBody>,
}

/// A Find endpoint that is tested.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TargetBody {
    /// Its id in the register.
    #[schema(format = "uuid")]
    pub endpoint: String,
    /// Where it is.
    pub url: String,
    /// Where it is in this run.
    #[schema(value_type = TargetStateCode)]
    pub state: &'static str,
    /// Attempts made.
    pub attempts: u32,
    /// Those that count; faults on PDP's side do not.
    pub counted: u32,
    /// Why the last attempt was no pass.
    #[schema(required = true)]
    pub cause: Option<CauseBody>,
    /// The status that the last attempt was answered with.
    #[schema(required = true, minimum = 100, maximum = 999)]
    pub status: Option<u16>,
    /// Why the answer to the last attempt may mean less than it seems to, for people.
    pub doubts: Vec<String>,
    /// When the last attempt was made.
    #[schema(required = true, format = DateTime)]
    pub last_at: Option<String>,
    /// When the next is due.
    #[schema(required = true, format = DateTime)]
    pub next_at: Option<String>,
    /// When a certificate expires that will soon.
    #[schema(required = true, format = DateTime)]
    pub certificate_expires: Option<String>,
}

impl From<&Run> for RunBody {
    fn from(run: &Run) -> Self {
        let (state, cause) = match run.ended.as_ref().map(|end| end.outcome) {
            None => ("under_way", None),
            Some(outcome @ RunOutcome::Failed { cause }) => (outcome.code(), Some(cause)),
            Some(outcome) => (outcome.code(), None),
        };
        let text = match &run.why {
            RunReason::First => None,
            RunReason::ReTest { fixed } => Some(fixed),
            RunReason::ReRun { reason } => reason.as_ref(),
        };
        Self {
            number: run.number,
            why: run.why.code(),
            text: text.map(ToString::to_string),
            requested_at: run.at.to_string(),
            requested_by: (&run.by).into(),
            state,
            ended_at: run.ended.as_ref().map(|end| end.at.to_string()),
            cause: cause.map(Into::into),
            next_at: run.next_at().map(|at| at.to_string()),
            targets: run.targets.iter().map(Into::into).collect(),
        }
    }
}

impl From<&TargetProgress> for TargetBody {
    fn from(progress: &TargetProgress) -> Self {
        let last = progress.last.as_ref();
        Self {
            endpoint: progress.target.endpoint.to_string(),
            url: progress.target.url.to_string(),
            state: match progress.verdict() {
                None => "waiting",
                Some(Verdict::Passed) => "passed",
                Some(Verdict::Failed(_)) => "failed",
            },
            attempts: progress.made,
            counted: progress.counted,
            cause: last.and_then(|last| last.cause).map(Into::into),
            status: last.and_then(|last| last.status),
            doubts: last
                .iter()
                .flat_map(|last| &last.doubts)
                .map(|doubt| Warning::Doubt(*doubt).to_string())
                .collect(),
            last_at: last.map(|last| last.at.to_string()),
            next_at: progress.next_at.map(|at| at.to_string()),
            certificate_expires: last.and_then(|last| last.certificate_expires).map(|at| at.to_string()),
        }
    }
}

/// Every run of a request for OAT, oldest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunPage {
    /// The runs.
    pub items: Vec<RunBody>,
}

impl From<&OatRequest> for RunPage {
    fn from(oat: &OatRequest) -> Self {
        Self { items: oat.runs.iter().map(Into::into).collect() }
    }
}

/// The report of a run: every attempt that was made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunReportBody {
    /// The id of the request for OAT.
    #[schema(format = "uuid")]
    pub oat_request: String,
    /// The reference to quote.
    #[schema(example = "OAT-7Q4M0ZKD", pattern = "^OAT-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// The run.
    pub run: RunBody,
    /// The attempts, by endpoint and number.
    pub attempts: Vec<AttemptBody>,
    /// The cursor of the next page of attempts; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

impl RunReportBody {
    /// The report of `run` with a page of its attempts; bodies only when PDP reads it (O9).
    pub fn new(oat: &OatRequest, run: &Run, page: Page<ProbeAttempt>, to_pdp: bool) -> Self {
        let limits = &Policy::version(oat.policy).limits.oat;
        let attempts = page.items.iter().map(|attempt| AttemptBody::new(attempt, limits, to_pdp));
        Self {
            oat_request: oat.id.to_string(),
            reference: oat.reference.to_string(),
            run: run.into(),
            attempts: attempts.collect(),
            next: page.next.map(|cursor| cursor.0),
        }
    }
}
