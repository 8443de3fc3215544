//! Runs, and the report of one (O6).

use domain::ids::{EndpointId, OatId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AttemptBody, ByBody, CauseBody, DisputeOfResultBody, FindProfileBody, RunReasonCode, RunStateCode,
    TargetStateCode,
};

/// A run of the probe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RunBody {
    /// Its number, from 1.
    #[schema(minimum = 1)]
    pub number: u32,
    /// Why there is one.
    pub why: RunReasonCode,
    /// What was fixed, or why it is run again, in the person's own words.
    #[schema(required = true)]
    pub text: Option<String>,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// By whom.
    pub requested_by: ByBody,
    /// Where it is.
    pub state: RunStateCode,
    /// When it ended.
    #[schema(required = true)]
    pub ended_at: Option<Timestamp>,
    /// Why it failed: the cause at the first endpoint that did.
    #[schema(required = true)]
    pub cause: Option<CauseBody>,
    /// When the probe looks at it next.
    #[schema(required = true)]
    pub next_at: Option<Timestamp>,
    /// The find profile of its first attempts; none before them, and of runs from before it was kept.
    #[schema(required = true)]
    pub find_profile: Option<FindProfileBody>,
    /// What is tested, and how far each is. None before the probe first looked at it, and none of a run that another one followed: its
    /// attempts tell.
    pub targets: Vec<TargetBody>,
}

/// A Find endpoint that is tested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TargetBody {
    /// Its id in the register.
    #[schema(value_type = String, format = "uuid")]
    pub endpoint: EndpointId,
    /// Where it is.
    pub url: String,
    /// Where it is in this run.
    pub state: TargetStateCode,
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
    #[schema(required = true)]
    pub last_at: Option<Timestamp>,
    /// When the next is due.
    #[schema(required = true)]
    pub next_at: Option<Timestamp>,
    /// When a certificate expires that will soon.
    #[schema(required = true)]
    pub certificate_expires: Option<Timestamp>,
}

/// Every run of a request for OAT, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RunPage {
    /// The runs.
    pub items: Vec<RunBody>,
}

/// The report of a run: every attempt that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RunReportBody {
    /// The id of the request for OAT.
    #[schema(value_type = String, format = "uuid")]
    pub oat_request: OatId,
    /// The reference to quote.
    #[schema(example = "OAT-7Q4M0ZKD", pattern = "^OAT-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: String,
    /// The run.
    pub run: RunBody,
    /// The disputes that its result has had, oldest first.
    pub disputes: Vec<DisputeOfResultBody>,
    /// The attempts, by endpoint and number.
    pub attempts: Vec<AttemptBody>,
    /// The cursor of the next page of attempts; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}
