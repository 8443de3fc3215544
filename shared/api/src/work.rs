//! The work list, and notes (Q1).

use domain::ids::{ChangeId, NoteId, OatId, OrganisationId, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{EnvironmentWord, HistoryByBody, HoldReasonCode, RoleCode, StepCode, TaskKindCode};

/// Something that waits for somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskBody {
    /// Its id: the same as long as it waits.
    #[schema(example = "technical_change.0190a0b0-0000-7000-8000-000000000001.review")]
    pub id: String,
    /// What is to be done.
    pub kind: TaskKindCode,
    /// Whose turn it is.
    pub role: RoleCode,
    /// The technical change in which it waits.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub technical_change: Option<ChangeId>,
    /// The request for OAT in which it waits.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub oat_request: Option<OatId>,
    /// The reference of either, once it has one.
    #[schema(required = true, example = "TC-7Q4M0ZKD", pattern = "^(TC|OAT)-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: Option<String>,
    /// The organisation that it is about; none of what is PDP's alone.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub organisation: Option<OrganisationId>,
    /// Its name; none of a draft.
    #[schema(required = true)]
    pub organisation_name: Option<String>,
    /// Since when somebody can act on it.
    pub since: Timestamp,
    /// How many working days that is.
    pub age: u32,
    /// The day by which it should be done.
    pub due: Date,
    /// Whether that day has passed.
    pub overdue: bool,
    /// The step to take or to decide on.
    #[schema(required = true)]
    pub step: Option<StepCode>,
    /// The reference of the support request to answer.
    #[schema(required = true, example = "SR-7Q4M0ZKD", pattern = "^SR-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub support_request: Option<String>,
    /// The environment that a pack is for.
    #[schema(required = true)]
    pub environment: Option<EnvironmentWord>,
    /// Why going live is on hold.
    #[schema(required = true)]
    pub hold: Option<HoldReasonCode>,
    /// The role that nobody holds; none when nobody holds any.
    #[schema(required = true)]
    pub empty_role: Option<RoleCode>,
    /// Who at PDP is at it; only PDP sees that.
    #[schema(required = true)]
    pub claim: Option<ClaimBody>,
}

/// A claim. It blocks nobody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClaimBody {
    /// The person's id.
    #[schema(value_type = String, format = "uuid")]
    pub person: PersonId,
    /// What they are called, if that is known.
    #[schema(required = true)]
    pub name: Option<String>,
    /// When it ends.
    pub until: Timestamp,
}

/// One page of the work list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskPage {
    /// What waits, the most urgent first.
    pub items: Vec<TaskBody>,
    /// The cursor of the next page; none on the last. A page may be short or empty, and still not be the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
    /// How much waits of each kind; only on the first page, and where `counted` asks for it.
    #[schema(required = true)]
    pub counts: Option<TaskCountsBody>,
}

/// How much waits of each kind, whichever kind is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskCountsBody {
    /// Each kind of which something waits.
    pub kinds: Vec<TaskCountBody>,
    /// Whether there may be more of each: only the 500 most urgent are counted.
    pub at_least: bool,
}

/// How much waits of a kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskCountBody {
    /// The kind.
    pub kind: TaskKindCode,
    /// How much.
    pub count: u32,
}

/// A claim on a task.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NewClaimBody {
    /// Whether to take it over from somebody who has claimed it.
    #[serde(default)]
    pub take_over: Option<bool>,
}

/// A note that only PDP sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NoteBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: NoteId,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: HistoryByBody,
    /// What it says.
    pub text: String,
}

/// One page of notes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NotePage {
    /// The notes, newest first.
    pub items: Vec<NoteBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}

/// A note to write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NewNoteBody {
    /// What it says.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub text: String,
}
