//! Claims and notes: their requests, and what they begin with.

use domain::actor::PdpRole;
use serde_json::json;

use super::beginnings::SUBMITTED;
use crate::support::{By, Call, Given};

const SUPPORT: By = By::Staff(PdpRole::Support);

pub const CLAIM_TASK: Call = Call::post(SUPPORT, "/work/{task}/claim", || json!({})).seen("");
pub const RELEASE_TASK: Call = Call::post(SUPPORT, "/work/{task}/release", || json!({})).seen("");
pub const NOTE_ON_CHANGE: Call =
    Call::post(SUPPORT, "/technical-changes/{id}/notes", || json!({ "text": "Called them" })).seen("");
pub const NOTE_ON_OAT: Call =
    Call::post(SUPPORT, "/oat-requests/{id}/notes", || json!({ "text": "Called them" })).seen("");
pub const NOTE_ON_ORGANISATION: Call =
    Call::post(SUPPORT, "/organisations/{id}/notes", || json!({ "text": "Called them" })).seen("");

/// A review waits.
pub const WAITING: &[Given] =
    &[Given::All(SUBMITTED), Given::Named("task", |change| format!("technical_change.{}.review", change.id))];
pub const CLAIMED: &[Given] = &[Given::All(WAITING), Given::Done(CLAIM_TASK)];
