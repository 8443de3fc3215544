//! The status and title of each refusal.

use domain::refusal::Refusal;
use domain::{change, dispute, export, oat, organisation};
use http::StatusCode as S;

const NOT_FOUND: (S, &str) = (S::NOT_FOUND, "Not found");

/// Of a refusal.
pub(super) const fn of(refusal: &Refusal) -> (S, &'static str) {
    match refusal {
        Refusal::NotFound(_) => NOT_FOUND,
        Refusal::RoleRequired { .. } | Refusal::SystemOnly => (S::FORBIDDEN, "Not allowed"),
        Refusal::Invalid(_) => (S::UNPROCESSABLE_ENTITY, "Invalid"),
        Refusal::Quota(reason) if reason.retry_after().is_some() => (S::TOO_MANY_REQUESTS, "Too many"),
        Refusal::Change(
            change::Reason::EvidenceNotFound
            | change::Reason::SupportRequestNotFound
            | change::Reason::DowntimeNotFound,
        )
        | Refusal::Oat(
            oat::Reason::RunNotFound | oat::Reason::AttemptNotFound | oat::Reason::SupportRequestNotFound,
        )
        | Refusal::Record(
            organisation::Reason::MemberNotFound
            | organisation::Reason::EndpointNotFound
            | organisation::Reason::ProposalNotFound,
        )
        | Refusal::Dispute(dispute::Reason::FileNotFound)
        | Refusal::Export(export::Reason::NotFound) => NOT_FOUND,
        Refusal::Change(_)
        | Refusal::Oat(_)
        | Refusal::Record(_)
        | Refusal::PreFlight(_)
        | Refusal::Dispute(_)
        | Refusal::Export(_)
        | Refusal::Downtime(_)
        | Refusal::Task(_)
        | Refusal::Quota(_) => (S::CONFLICT, "Not possible now"),
    }
}
