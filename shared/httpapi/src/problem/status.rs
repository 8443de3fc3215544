//! Which status and title each refusal has.

use domain::change::Refusal;
use domain::{oat, organisation, pre_flight};
use http::StatusCode;

/// Of a refusal of a command on a change.
pub(super) fn of_change(refusal: &Refusal) -> (StatusCode, &'static str) {
    use StatusCode as S;
    match refusal {
        Refusal::NotFound
        | Refusal::EvidenceNotFound
        | Refusal::SupportRequestNotFound
        | Refusal::DowntimeNotFound => (S::NOT_FOUND, "Not found"),
        Refusal::RoleRequired { .. } | Refusal::OneOfRolesRequired { .. } | Refusal::SystemOnly => {
            (S::FORBIDDEN, "Not allowed")
        }
        Refusal::Invalid(_) => (S::UNPROCESSABLE_ENTITY, "Invalid"),
        _ => (S::CONFLICT, "Not possible now"),
    }
}

/// Of one on a record.
pub(super) fn of_record(refusal: &organisation::Refusal) -> (StatusCode, &'static str) {
    use organisation::Refusal as R;
    match refusal {
        R::NotFound | R::MemberNotFound | R::EndpointNotFound => (StatusCode::NOT_FOUND, "Not found"),
        R::RoleRequired { .. } => (StatusCode::FORBIDDEN, "Not allowed"),
        R::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "Invalid"),
        R::AlreadyMember
        | R::MemberElsewhere
        | R::TooManyMembers { .. }
        | R::TooManyHolders { .. }
        | R::LastHolder { .. }
        | R::EndpointNotLive
        | R::LastFindEndpoint
        | R::AlreadyConnected
        | R::SchemeUnderTest => (StatusCode::CONFLICT, "Not possible now"),
    }
}

/// Of one on a request for OAT.
pub(super) fn of_oat(refusal: &oat::Refusal) -> (StatusCode, &'static str) {
    use oat::Refusal as R;
    match refusal {
        R::NotFound | R::RunNotFound | R::AttemptNotFound | R::SupportRequestNotFound => {
            (StatusCode::NOT_FOUND, "Not found")
        }
        R::RoleRequired { .. } | R::SystemOnly => (StatusCode::FORBIDDEN, "Not allowed"),
        R::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "Invalid"),
        _ => (StatusCode::CONFLICT, "Not possible now"),
    }
}

/// Of a pre-flight.
pub(super) const fn of_pre_flight(refusal: &pre_flight::Refusal) -> (StatusCode, &'static str) {
    use pre_flight::Refusal as R;
    match refusal {
        R::NotFound => (StatusCode::NOT_FOUND, "Not found"),
        R::RoleRequired { .. } => (StatusCode::FORBIDDEN, "Not allowed"),
        R::NothingToTry | R::NotConfirmed => (StatusCode::CONFLICT, "Not possible now"),
        R::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "Too many"),
    }
}
