//! A dispute as a row of a list.

use domain::dispute::{Dispute, DisputedResult, Ruling};
use domain::ids::{DisputeId, OrganisationId};
use domain::reference::SupportReference;
use jiff::Timestamp;

/// What a list shows of a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeSummary {
    pub id: DisputeId,
    pub reference: SupportReference,
    pub organisation: OrganisationId,
    pub organisation_name: String,
    pub result: DisputedResult,
    pub opened_at: Timestamp,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// What PDP decided; none while it waits for that.
    pub ruling: Option<Ruling>,
}

impl DisputeSummary {
    /// The row of `dispute`.
    pub fn of(dispute: &Dispute) -> Self {
        Self {
            id: dispute.id,
            reference: dispute.reference,
            organisation: dispute.organisation,
            organisation_name: dispute.organisation_name.clone(),
            result: dispute.result.clone(),
            opened_at: dispute.opened_at,
            updated_at: dispute.updated_at,
            ruling: dispute.answer.as_ref().map(|answer| answer.ruling),
        }
    }
}
