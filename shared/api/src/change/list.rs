//! Rows of lists of changes.

use domain::ids::{ChangeId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ChangeTypeWord, OatProgressCode, ScaleWord, StatusWord, StepCode, TaskBody};

/// A change as a row of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SummaryBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: ChangeId,
    /// Its reference, once submitted.
    #[schema(required = true, example = "TC-7Q4M0ZKD", pattern = "^TC-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: Option<String>,
    /// The organisation's id.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
    /// The organisation's name when it submitted.
    #[schema(required = true)]
    pub organisation_name: Option<String>,
    /// Its type, if answered.
    #[schema(required = true)]
    pub change_type: Option<ChangeTypeWord>,
    /// Its scale as it stands, or as suggested.
    #[schema(required = true)]
    pub scale: Option<ScaleWord>,
    /// Where it is.
    pub status: StatusWord,
    /// The day PDP aims to have reviewed it by.
    #[schema(required = true)]
    pub review_due: Option<Date>,
    /// Working days PDP has left when the answer comes, while the clock is stopped.
    #[schema(required = true)]
    pub working_days_left: Option<u32>,
    /// By how many working days the review was late when the clock was stopped, if it was: it is as late when the answer comes.
    #[schema(required = true)]
    pub working_days_late: Option<u32>,
    /// When it was drafted.
    pub drafted_at: Timestamp,
    /// When it was submitted.
    #[schema(required = true)]
    pub submitted_at: Option<Timestamp>,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// The code of the step that is next.
    #[schema(required = true)]
    pub next_step: Option<StepCode>,
    /// Since when PDP has that step to decide on, if it has.
    #[schema(required = true)]
    pub with_pdp_since: Option<Timestamp>,
    /// From when on its new endpoints may go live, as far as it is known.
    #[schema(required = true)]
    pub go_live_at: Option<Timestamp>,
    /// Whether it is known what waits in it: not of a change in which nothing has happened since before that was kept. The next three
    /// say nothing then.
    pub waiting_known: bool,
    /// The most urgent of what waits for the organisation, if anything does.
    #[schema(required = true)]
    pub waits_for_organisation: Option<TaskBody>,
    /// The most urgent of what waits for PDP, if anything does.
    #[schema(required = true)]
    pub waits_for_pdp: Option<TaskBody>,
    /// How far its OAT is, once PDP has confirmed the change.
    #[schema(required = true)]
    pub oat: Option<OatProgressCode>,
}

/// One page of changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChangePage {
    /// The rows.
    pub items: Vec<SummaryBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}
