//! PDP’s review, as sent, and how the organisation replies.

use domain::policy::Scale;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DecisionWord, HostText, ScaleWord};

/// What PDP needs to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct InformationBody {
    /// The question, free text.
    #[schema(min_length = 1, max_length = 2_000, pattern = "\\S")]
    pub question: String,
}

/// The outcome of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcomeWord {
    /// The change is confirmed at a scale.
    Confirm,
    /// The change is rejected.
    Reject,
}

/// A decision on a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ReviewBody {
    /// What PDP decides.
    pub outcome: ReviewOutcomeWord,
    /// The scale; to confirm only, and then needed.
    #[serde(default)]
    pub scale: Option<ScaleWord>,
    /// Why: needed to reject, and to confirm at another scale.
    #[schema(max_length = 5_000)]
    #[serde(default)]
    pub reason: Option<String>,
    /// Whether OAT is required; to confirm only, and then needed.
    #[serde(default)]
    pub oat_required: Option<bool>,
    /// Hosts of new endpoints that this organisation may use although others have endpoints there too (`…/hosts`); to confirm
    /// only, and then all of them are needed.
    #[serde(default)]
    #[schema(value_type = Option<Vec<HostText>>, max_items = 9, example = json!(["find.example.org"]))]
    pub hosts_accepted: Option<Vec<String>>,
}

impl ReviewBody {
    /// Confirms a change at this scale.
    pub fn confirm(scale: Scale, oat_required: bool) -> Self {
        let (scale, oat_required) = (Some(scale.into()), Some(oat_required));
        Self { outcome: ReviewOutcomeWord::Confirm, scale, reason: None, oat_required, hosts_accepted: None }
    }

    /// Rejects a change.
    pub fn reject(reason: &str) -> Self {
        Self {
            outcome: ReviewOutcomeWord::Reject,
            scale: None,
            reason: Some(reason.to_owned()),
            oat_required: None,
            hosts_accepted: None,
        }
    }
}

/// Another scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ReclassificationBody {
    /// The scale.
    pub scale: ScaleWord,
    /// Why.
    #[schema(min_length = 1, max_length = 5_000, pattern = "\\S")]
    pub reason: String,
    /// Whether OAT is required from now on; unchanged when left out. Without effect before the change is confirmed.
    #[serde(default)]
    pub oat_required: Option<bool>,
}

/// What PDP takes back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct TakeBackBody {
    /// The decision: it has to be the one that stands.
    pub decision: DecisionWord,
    /// Why. The organisation reads it. At most 2,000 characters when a question is taken back.
    #[schema(min_length = 1, max_length = 5_000, pattern = "\\S")]
    pub reason: String,
}

/// Why PDP withdraws a change in which nothing happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct IdleWithdrawalBody {
    /// Why. The organisation reads it.
    #[schema(min_length = 1, max_length = 5_000, pattern = "\\S")]
    pub reason: String,
}

/// An answer to PDP's question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct AnswerBody {
    /// The answer, free text.
    #[schema(min_length = 1, max_length = 2_000, pattern = "\\S")]
    pub answer: String,
}

/// A withdrawal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct WithdrawalBody {
    /// Why; optional.
    #[schema(max_length = 5_000)]
    #[serde(default)]
    pub reason: Option<String>,
}
