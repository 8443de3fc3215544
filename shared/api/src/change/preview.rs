//! What another scale would change of a change: for PDP only (V4).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{GoingLiveBody, RoleCode, ScaleWord, StatusWord, StepCode, StepEffectCode, StepStateCode};

/// What another scale would change, without anything being done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReclassificationPreviewBody {
    /// The version of the change of which this is so; send it as `If-Match` with the reclassification.
    #[schema(minimum = 1)]
    pub version: u64,
    /// The other scale.
    pub scale: ScaleWord,
    /// Whether OAT is required then; none before the change is confirmed.
    #[schema(required = true)]
    pub oat_required: Option<bool>,
    /// Where the change is then.
    pub status: StatusWord,
    /// The steps that are needed before or then, in order; none before the change is confirmed.
    pub steps: Vec<ReclassifiedStepBody>,
    /// The code of the step that is next then; none when there is none.
    #[schema(required = true)]
    pub next_step: Option<StepCode>,
    /// Where the new endpoints are on their way then.
    pub going_live: GoingLiveBody,
    /// Whether going live is put on hold, until PDP releases it: nothing goes live because of another scale.
    pub held: bool,
}

/// What another scale does to a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReclassifiedStepBody {
    /// Its code.
    pub step: StepCode,
    /// Its name.
    #[schema(example = "Service acceptance")]
    pub title: String,
    /// What becomes of it.
    pub effect: StepEffectCode,
    /// The role that takes it.
    pub role: RoleCode,
    /// The role at PDP that decides on what is submitted; none when nobody has to.
    #[schema(required = true)]
    pub approved_by: Option<RoleCode>,
    /// What it needs then.
    #[schema(example = "The integration testing report")]
    pub needs: String,
    /// Where it is before; none when the change does not have it.
    #[schema(required = true)]
    pub before: Option<StepStateCode>,
    /// Where it is then.
    pub after: StepStateCode,
}
