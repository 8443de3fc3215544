//! Monthly figures for PDP (Q9).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{CauseCode, EndpointTypeWord, ScaleWord, StepCode, WithCode};

/// The figures of some months. An event counts in the month, in London, in which it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FiguresBody {
    /// Each month, the earliest first.
    pub months: Vec<MonthFiguresBody>,
    /// All months together.
    pub together: FigureSetBody,
    /// How many of the months cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}

/// The figures of a month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MonthFiguresBody {
    /// The month.
    #[schema(example = "2026-11", pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    pub month: String,
    /// Its figures.
    pub figures: FigureSetBody,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FigureSetBody {
    /// What happened to changes, by the scale they had then: submitted, decided, ended. One for each scale.
    pub changes: Vec<ScaleFiguresBody>,
    /// Other scales that PDP gave changes, with the confirmation or at another time.
    pub reclassifications: Vec<ReclassificationFigureBody>,
    /// PDP's reviews that were decided.
    pub reviews: ReviewFiguresBody,
    /// How long steps were with the organisation or with PDP, until they were done or passed on.
    pub steps: Vec<StepFiguresBody>,
    /// Results of operational acceptance testing.
    pub oat: OatFiguresBody,
    /// Runs that were not passed, by cause; the most frequent first.
    pub failed_runs: Vec<FailedRunsBody>,
    /// Endpoints that went live, one for each type.
    pub went_live: Vec<WentLiveBody>,
}

/// What happened to changes of a scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScaleFiguresBody {
    /// The scale they had when it happened: of a submission the suggested one.
    pub scale: ScaleWord,
    /// How many were submitted.
    pub submitted: u64,
    /// How many PDP confirmed.
    pub confirmed: u64,
    /// How many PDP rejected.
    pub rejected: u64,
    /// How many were withdrawn after their submission.
    pub withdrawn: u64,
    /// Of how many everything was done.
    pub completed: u64,
}

/// How often a change was given another scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReclassificationFigureBody {
    /// The scale before.
    pub from: ScaleWord,
    /// The scale after.
    pub to: ScaleWord,
    /// How often.
    pub times: u64,
}

/// PDP's reviews.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReviewFiguresBody {
    /// How many were decided within the target.
    pub in_time: u64,
    /// How many were decided after it.
    pub late: u64,
    /// The median of the working days that they were with PDP; none when none was decided.
    #[schema(required = true)]
    pub median_working_days: Option<f64>,
}

/// How long a step was with one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StepFiguresBody {
    /// The step.
    pub step: StepCode,
    /// With whom it was.
    pub with: WithCode,
    /// How often it was done or passed on.
    pub times: u64,
    /// The median of the working days until then.
    #[schema(required = true)]
    pub median_working_days: Option<f64>,
}

/// Results of operational acceptance testing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OatFiguresBody {
    /// How often it was passed before any run failed.
    pub passed_first_time: u64,
    /// How often it was passed after a run that failed.
    pub passed_later: u64,
    /// How often two people of PDP overrode a failure.
    pub overridden_to_passed: u64,
    /// How often two people of PDP overrode a pass.
    pub overridden_to_failed: u64,
}

/// How many runs failed for a cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FailedRunsBody {
    /// The cause at the first endpoint that failed.
    pub cause: CauseCode,
    /// How many runs.
    pub runs: u64,
}

/// How many endpoints of a type went live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WentLiveBody {
    /// Their type.
    pub endpoint_type: EndpointTypeWord,
    /// How many.
    pub endpoints: u64,
}
