//! Steps, as shown (S1).

use domain::ids::EvidenceId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccreditationWord, ByBody, RoleCode, StepCode, StepStateCode};

/// One step of a confirmed change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StepBody {
    /// Its code.
    pub step: StepCode,
    /// Its name.
    #[schema(example = "Service acceptance")]
    pub title: String,
    /// Where it is.
    pub state: StepStateCode,
    /// The role that must act.
    pub role: RoleCode,
    /// The role at PDP that decides on what is submitted; none when nobody has to.
    #[schema(required = true)]
    pub approved_by: Option<RoleCode>,
    /// What it needs.
    #[schema(example = "The integration testing report")]
    pub needs: String,
    /// The steps that come first.
    pub blocked_by: Vec<StepCode>,
    /// Since when it is there.
    #[schema(required = true)]
    pub since: Option<Timestamp>,
    /// Who brought it about.
    #[schema(required = true)]
    pub by: Option<ByBody>,
    /// Why it was returned, or why PDP opened it again after it had approved it.
    #[schema(required = true)]
    pub reason: Option<String>,
    /// What it was last submitted with.
    #[schema(required = true)]
    pub submission: Option<StepSubmissionBody>,
    /// When it was last submitted.
    #[schema(required = true)]
    pub submitted_at: Option<Timestamp>,
    /// By whom.
    #[schema(required = true)]
    pub submitted_by: Option<ByBody>,
    /// The ids of the files that were submitted with it.
    #[schema(value_type = Vec<String>)]
    pub evidence: Vec<EvidenceId>,
}

/// The answers of a step; those that the step does not have are absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct StepSubmissionBody {
    /// The harness of the system tests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub harness: Option<String>,
    /// How many system tests ran and passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tests: Option<u32>,
    /// The supplier of the IT health check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// `check` or `crest`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub accreditation: Option<AccreditationWord>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings: Option<FindingsBody>,
    /// What is done about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remediation_plan: Option<String>,
    /// A note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether new cryptographic material was needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_material_needed: Option<bool>,
    /// Whether cryptographic material is deployed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployed: Option<bool>,
}

/// Findings of an IT health check by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FindingsBody {
    /// Critical.
    pub critical: u32,
    /// High.
    pub high: u32,
    /// Medium.
    pub medium: u32,
    /// Low.
    pub low: u32,
}
