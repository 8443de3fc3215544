//! The answers of a step and the decision on it, as sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::AccreditationWord;

/// The answers of a step: those that belong to it, and no others.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct StepSubmissionRequest {
    /// Prerequisites: the harness the system tests ran on.
    #[schema(max_length = 200)]
    #[serde(default)]
    pub harness: Option<String>,
    /// Prerequisites: how many system tests ran.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub tests_run: Option<u32>,
    /// Prerequisites: how many of them passed; it has to be all.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub tests_passed: Option<u32>,
    /// IT health check: the supplier.
    #[schema(max_length = 200)]
    #[serde(default)]
    pub supplier: Option<String>,
    /// IT health check: the supplier's accreditation.
    #[serde(default)]
    pub accreditation: Option<AccreditationWord>,
    /// IT health check: findings by severity.
    #[serde(default)]
    pub findings: Option<FindingsRequest>,
    /// IT health check: what is done about critical, high and medium findings.
    #[schema(max_length = 2_000)]
    #[serde(default)]
    pub remediation_plan: Option<String>,
    /// Integration testing report, service acceptance: anything worth saying.
    #[schema(max_length = 1_000)]
    #[serde(default)]
    pub note: Option<String>,
    /// Live cryptographic material: whether new material is needed.
    #[serde(default)]
    pub new_material_needed: Option<bool>,
    /// Test and live cryptographic material: whether it is deployed.
    #[serde(default)]
    pub deployed: Option<bool>,
}

/// Findings of an IT health check by severity.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct FindingsRequest {
    /// Critical.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub critical: Option<u32>,
    /// High.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub high: Option<u32>,
    /// Medium.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub medium: Option<u32>,
    /// Low.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub low: Option<u32>,
}

/// What PDP decides on a step that was submitted, or that it approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepOutcomeWord {
    /// It is complete.
    Approve,
    /// The organisation submits it again.
    Return,
    /// It was approved by mistake: PDP decides on it again.
    Reopen,
}

/// A decision on a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct StepDecisionBody {
    /// What PDP decides.
    pub outcome: StepOutcomeWord,
    /// Why: to return a step or to open it again only, and then needed.
    #[schema(max_length = 5_000)]
    #[serde(default)]
    pub reason: Option<String>,
}

impl StepDecisionBody {
    /// Approves a step.
    pub const fn approve() -> Self {
        Self { outcome: StepOutcomeWord::Approve, reason: None }
    }

    /// Opens a step again.
    pub fn reopen(reason: &str) -> Self {
        Self { outcome: StepOutcomeWord::Reopen, reason: Some(reason.to_owned()) }
    }

    /// Returns a step.
    pub fn give_back(reason: &str) -> Self {
        Self { outcome: StepOutcomeWord::Return, reason: Some(reason.to_owned()) }
    }
}
