//! A technical change with everything that belongs to it.

use domain::ids::{ChangeId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AnswersBody, ByBody, DowntimeView, GoingLiveBody, HoldView, IntegrationTestingView, MaterialView,
    MissingPartCode, NamedPersonBody, NewEndpointBody, ScaleWord, StatusWord, StepBody, StepCode,
    SupportRequestView, TaskBody,
};

/// A technical change. Its evidence files are at `…/evidence`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChangeBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: ChangeId,
    /// The reference to quote, once submitted.
    #[schema(required = true, example = "TC-7Q4M0ZKD", pattern = "^TC-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: Option<String>,
    /// The organisation's id.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
    /// The organisation's name when it submitted.
    #[schema(required = true)]
    pub organisation_name: Option<String>,
    /// The id of the earlier change whose answers it began with, if it began with one's.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub begun_from: Option<ChangeId>,
    /// Where it is.
    pub status: StatusWord,
    /// Where it is, in words that finish “The change …”.
    #[schema(example = "is being reviewed by PDP")]
    pub status_words: String,
    /// Its version; also its entity tag.
    #[schema(minimum = 1)]
    pub version: u64,
    /// When it was drafted.
    pub drafted_at: Timestamp,
    /// When it was submitted.
    #[schema(required = true)]
    pub submitted_at: Option<Timestamp>,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// The day PDP aims to have reviewed it by; none while the clock is stopped.
    #[schema(required = true)]
    pub review_due: Option<Date>,
    /// Working days PDP has left when the answer comes, while the clock is stopped.
    #[schema(required = true)]
    pub working_days_left: Option<u32>,
    /// By how many working days the review was late when the clock was stopped, if it was: it is as late when the answer comes.
    #[schema(required = true)]
    pub working_days_late: Option<u32>,
    /// The answers as typed.
    pub answers: AnswersBody,
    /// PDP's questions, oldest first.
    pub questions: Vec<QuestionBody>,
    /// The scale as it stands, once submitted.
    #[schema(required = true)]
    pub scale: Option<ScaleWord>,
    /// Why PDP sees another scale than the organisation suggested.
    #[schema(required = true)]
    pub scale_reason: Option<String>,
    /// Whether OAT is required, once confirmed.
    #[schema(required = true)]
    pub oat_required: Option<bool>,
    /// Why it was rejected or withdrawn.
    #[schema(required = true)]
    pub end_reason: Option<String>,
    /// The last day on which PDP can take its rejection back. Left out when it is not rejected, or when the rejection stands for good; the
    /// answer to a command leaves it out, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub take_back_until: Option<Date>,
    /// Its steps in order, once confirmed. Those of a withdrawn change are as they were when it was.
    pub steps: Vec<StepBody>,
    /// The code of the step that is next; none when the change has ended.
    #[schema(required = true)]
    pub next_step: Option<StepCode>,
    /// What waits in it and in the request for its OAT, the most urgent first. The answer to a command leaves it out: what the change
    /// alone says may not be all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = Vec<TaskBody>)]
    pub tasks: Option<Vec<TaskBody>>,
    /// What those are called who act in it, as far as the reader may know: PDP reads everybody's name, others read those of their own
    /// organisation. Who has left is not among them; the history says what they were called. The answer to a command leaves it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = Vec<NamedPersonBody>)]
    pub people: Option<Vec<NamedPersonBody>>,
    /// The endpoints it adds; none before it is submitted. Who reads the change sees them as the register has them now: once they are
    /// live, they may be suspended or out of use. The answer to a command has them as the change left them.
    pub new_endpoints: Vec<NewEndpointBody>,
    /// Where they are on their way.
    pub going_live: GoingLiveBody,
    /// The holds on going live, oldest first; each of them holds.
    pub holds: Vec<HoldView>,
    /// Integration testing.
    pub integration_testing: IntegrationTestingView,
    /// The latest cryptographic material of each environment.
    pub cryptographic_material: Vec<MaterialView>,
    /// Support requests, oldest first.
    pub support_requests: Vec<SupportRequestView>,
    /// What the planned downtime process asks for, when the change needs downtime.
    #[schema(required = true)]
    pub downtime_advice: Option<String>,
    /// Notices of planned downtime, oldest first.
    pub downtime_notices: Vec<DowntimeView>,
    /// What cannot be shown at present, because it cannot be read. Without `people` some names are missing, without `oat` the tasks of the
    /// test, and without `endpoints` those are as the change left them. Absent when nothing is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub cannot_be_shown: Vec<MissingPartCode>,
}

/// A question of PDP and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QuestionBody {
    /// When it was asked.
    pub asked_at: Timestamp,
    /// By whom.
    pub asked_by: ByBody,
    /// The question.
    pub question: String,
    /// When it was answered.
    #[schema(required = true)]
    pub answered_at: Option<Timestamp>,
    /// By whom.
    #[schema(required = true)]
    pub answered_by: Option<ByBody>,
    /// The answer.
    #[schema(required = true)]
    pub answer: Option<String>,
    /// When PDP took it back, if it did; then it needs no answer.
    #[schema(required = true)]
    pub taken_back_at: Option<Timestamp>,
    /// By whom.
    #[schema(required = true)]
    pub taken_back_by: Option<ByBody>,
    /// Why.
    #[schema(required = true)]
    pub taken_back_reason: Option<String>,
}
