//! Why a transaction wrote nothing: which condition did not hold, and which of several tells most.
//!
//! Knows nothing of what is written.

use std::collections::BTreeSet;

use app::{CommitFault, Fault};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::CancellationReason;

use crate::table::fault;

pub(crate) const ACTION: &str = "write to the table";

/// The condition of an operation did not hold.
const FAILED: &str = "ConditionalCheckFailed";

/// Another transaction that writes the same item is not finished yet.
const CONFLICT: &str = "TransactionConflict";

pub(crate) type CallError = SdkError<TransactWriteItemsError, aws_sdk_dynamodb::config::http::HttpResponse>;

/// What it means when the condition of an operation does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// The request was carried out already.
    Receipt,
    /// Someone else changed the change.
    Version,
    LiveEndpoints,
    /// Someone else has the URL at this place of the commit.
    Url(usize),
    Reference,
    /// Who should join is a member of something.
    Membership,
    /// Somebody else took the lease.
    Lease,
    /// The count at this place of the commit is spent, or it is told already that it is.
    Count(usize),
    /// The organisation has as many open changes as it may have.
    OpenChanges,
    /// Something is as it should never be.
    Sound,
}

/// Why nothing was written.
pub(crate) fn why(guards: &[Guard], error: CallError) -> CommitFault {
    let reasons = read_reasons(guards, reasons(&error));
    match reasons {
        Cancelled::Because(fault) => fault,
        Cancelled::MayPass => fault::passing(ACTION, error).into(),
        Cancelled::ForOtherReasons => fault::of_call(ACTION, error).into(),
    }
}

/// Which of several leases somebody has, or is about to take or to give back.
pub(crate) fn held(guards: &[Guard], error: CallError) -> Result<Vec<bool>, Fault> {
    let is_held = |reason: &CancellationReason| matches!(reason.code(), Some(FAILED | CONFLICT));
    let held: Vec<_> = reasons(&error).iter().map(is_held).collect();
    if held.contains(&true) { Ok(held) } else { Err(why(guards, error).unexpected(ACTION)) }
}

/// Why each operation was cancelled, in their order; empty when the transaction was not.
fn reasons(error: &CallError) -> &[CancellationReason] {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            cancelled.cancellation_reasons()
        }
        _ => &[],
    }
}

enum Cancelled {
    Because(CommitFault),
    MayPass,
    ForOtherReasons,
}

/// The most telling of the reasons, which stand in the order of the operations.
///
/// A repeated request comes first: what it did explains everything else. Then a lost race, after which all is decided again, and a
/// lost lease, which nothing makes good; then a quota that is spent, and what the person can act on; a new reference last, because it
/// helps only when nothing else is wrong. A conflict with a transaction that is not finished yet is a lost race too; when it is only
/// about a count, nothing that the person saw is older for it.
fn read_reasons(guards: &[Guard], reasons: &[CancellationReason]) -> Cancelled {
    let with_code = |code: &'static str| {
        let found = guards.iter().zip(reasons).filter(move |(_, reason)| reason.code() == Some(code));
        found.map(|(guard, _)| *guard)
    };
    let failed: Vec<Guard> = with_code(FAILED).collect();
    // Each place once, in order: a URL can be taken in more than one form.
    let urls: BTreeSet<usize> =
        failed.iter().filter_map(|guard| if let Guard::Url(at) = guard { Some(*at) } else { None }).collect();
    let spent =
        failed.iter().filter_map(|guard| if let Guard::Count(at) = guard { Some(*at) } else { None }).min();
    if with_code("ValidationError").next().is_some() {
        Cancelled::ForOtherReasons
    } else if failed.contains(&Guard::Receipt) {
        Cancelled::Because(CommitFault::RequestRepeated)
    } else if failed.contains(&Guard::Version) {
        Cancelled::Because(CommitFault::VersionConflict)
    } else if failed.contains(&Guard::Lease) {
        Cancelled::Because(CommitFault::LeaseLost)
    } else if let Some(spent) = spent {
        Cancelled::Because(CommitFault::Spent(spent))
    } else if failed.contains(&Guard::OpenChanges) {
        Cancelled::Because(CommitFault::TooManyOpen)
    } else if failed.contains(&Guard::LiveEndpoints) {
        Cancelled::Because(CommitFault::NoLiveEndpoints)
    } else if !urls.is_empty() {
        Cancelled::Because(CommitFault::UrlsTaken(urls.into_iter().collect()))
    } else if failed.contains(&Guard::Membership) {
        Cancelled::Because(CommitFault::MemberElsewhere)
    } else if failed.contains(&Guard::Reference) {
        Cancelled::Because(CommitFault::ReferenceTaken)
    } else if failed.contains(&Guard::Sound) {
        Cancelled::ForOtherReasons
    } else if let Some(first) = with_code(CONFLICT).next() {
        let is_of_a_count = |guard| matches!(guard, Guard::Count(_) | Guard::OpenChanges);
        Cancelled::Because(if is_of_a_count(first) && with_code(CONFLICT).all(is_of_a_count) {
            CommitFault::CountedAtOnce
        } else {
            CommitFault::VersionConflict
        })
    } else if ["ThrottlingError", "ProvisionedThroughputExceeded"]
        .iter()
        .any(|code| with_code(code).next().is_some())
    {
        Cancelled::MayPass
    } else {
        Cancelled::ForOtherReasons
    }
}

#[cfg(test)]
mod tests {
    use app::CommitFault;
    use aws_sdk_dynamodb::config::http::HttpResponse;
    use aws_sdk_dynamodb::error::SdkError;
    use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
    use aws_sdk_dynamodb::types::CancellationReason;
    use aws_sdk_dynamodb::types::error::TransactionCanceledException;

    use super::{CONFLICT, CallError, FAILED, Guard, held, why};

    const GUARDS: &[Guard] = &[
        Guard::Version,
        Guard::LiveEndpoints,
        Guard::Url(0),
        Guard::Url(1),
        Guard::Reference,
        Guard::Receipt,
        Guard::Membership,
        Guard::Lease,
        Guard::Count(0),
        Guard::Count(1),
        Guard::OpenChanges,
        Guard::Sound,
    ];

    /// The fault when these operations fail with these codes.
    fn fault(codes: &[(Guard, &str)]) -> CommitFault {
        why(GUARDS, cancelled(codes))
    }

    fn cancelled(codes: &[(Guard, &str)]) -> CallError {
        let reasons = GUARDS.iter().map(|guard| {
            let code = codes.iter().find(|(at, _)| at == guard).map_or("None", |(_, code)| code);
            CancellationReason::builder().code(code).build()
        });
        because_of(reasons.collect())
    }

    fn because_of(reasons: Vec<CancellationReason>) -> CallError {
        let cancelled = TransactionCanceledException::builder().set_cancellation_reasons(Some(reasons));
        let error = TransactWriteItemsError::TransactionCanceledException(cancelled.build());
        SdkError::service_error(error, HttpResponse::new(400.try_into().unwrap(), "".into()))
    }

    #[test]
    fn a_member_of_something_else_is_told_after_a_lost_race() {
        let elsewhere = (Guard::Membership, FAILED);
        assert!(matches!(fault(&[elsewhere]), CommitFault::MemberElsewhere));
        let found = fault(&[elsewhere, (Guard::Version, FAILED)]);
        assert!(matches!(found, CommitFault::VersionConflict));
        let found = fault(&[elsewhere, (Guard::Version, FAILED), (Guard::Receipt, FAILED)]);
        assert!(matches!(found, CommitFault::RequestRepeated));
        let found = fault(&[(Guard::Membership, CONFLICT)]);
        assert!(matches!(found, CommitFault::VersionConflict));
    }

    #[test]
    fn a_lost_lease_is_told_after_a_lost_race() {
        let lost = (Guard::Lease, FAILED);
        assert!(matches!(fault(&[lost]), CommitFault::LeaseLost));
        assert!(matches!(fault(&[lost, (Guard::Reference, FAILED)]), CommitFault::LeaseLost));
        assert!(matches!(fault(&[lost, (Guard::Version, FAILED)]), CommitFault::VersionConflict));
        assert!(matches!(fault(&[lost, (Guard::Receipt, FAILED)]), CommitFault::RequestRepeated));
        assert!(matches!(fault(&[(Guard::Lease, CONFLICT)]), CommitFault::VersionConflict));
    }

    #[test]
    fn one_too_many_is_told_unless_it_was_asked_for_already() {
        let too_many = (Guard::Count(0), FAILED);
        assert!(matches!(fault(&[too_many]), CommitFault::Spent(0)));
        assert!(matches!(fault(&[too_many, (Guard::Receipt, FAILED)]), CommitFault::RequestRepeated));
    }

    #[test]
    fn which_leases_somebody_has_is_told() {
        let guards = [Guard::Lease; 3];
        let of_leases = |codes: [&str; 3]| {
            let reasons = codes.map(|code| CancellationReason::builder().code(code).build()).to_vec();
            held(&guards, because_of(reasons))
        };
        assert_eq!(of_leases(["None", FAILED, "None"]).unwrap(), [false, true, false]);
        assert_eq!(of_leases([CONFLICT, FAILED, "None"]).unwrap(), [true, true, false]);
        assert_eq!(of_leases(["ThrottlingError", FAILED, "None"]).unwrap(), [false, true, false]);
        assert!(of_leases(["ThrottlingError", "None", "None"]).unwrap_err().retryable);
        assert!(!of_leases(["ValidationError", "None", "None"]).unwrap_err().retryable);
    }

    #[test]
    fn a_repeated_request_explains_everything_else() {
        let found = fault(&[(Guard::Receipt, FAILED), (Guard::Version, FAILED), (Guard::Url(0), FAILED)]);
        assert!(matches!(found, CommitFault::RequestRepeated));
    }

    #[test]
    fn a_lost_race_comes_before_what_was_decided_on_the_old_state() {
        let found =
            fault(&[(Guard::Version, FAILED), (Guard::Url(0), FAILED), (Guard::LiveEndpoints, FAILED)]);
        assert!(matches!(found, CommitFault::VersionConflict));
    }

    #[test]
    fn every_taken_url_is_named() {
        let found = fault(&[(Guard::Url(0), FAILED), (Guard::Url(1), FAILED), (Guard::Reference, FAILED)]);
        assert!(matches!(found, CommitFault::UrlsTaken(at) if at == [0, 1]));
    }

    #[test]
    fn having_no_live_endpoints_comes_before_urls() {
        let found = fault(&[(Guard::Url(0), FAILED), (Guard::LiveEndpoints, FAILED)]);
        assert!(matches!(found, CommitFault::NoLiveEndpoints));
    }

    #[test]
    fn a_taken_reference_is_told() {
        assert!(matches!(fault(&[(Guard::Reference, FAILED)]), CommitFault::ReferenceTaken));
    }

    #[test]
    fn a_conflict_with_a_running_transaction_is_a_lost_race() {
        let found = fault(&[(Guard::Url(1), "TransactionConflict")]);
        assert!(matches!(found, CommitFault::VersionConflict));
    }

    /// Holds Q7.
    #[test]
    fn a_conflict_about_a_count_alone_is_about_nothing_else() {
        let conflict = "TransactionConflict";
        let found = fault(&[(Guard::Count(0), conflict), (Guard::OpenChanges, conflict)]);
        assert!(matches!(found, CommitFault::CountedAtOnce));
        let found = fault(&[(Guard::Count(0), conflict), (Guard::Url(0), conflict)]);
        assert!(matches!(found, CommitFault::VersionConflict));
    }

    /// Holds Q7.
    #[test]
    fn the_first_count_that_is_spent_is_told() {
        let found = fault(&[(Guard::Count(1), FAILED), (Guard::Count(0), FAILED), (Guard::Url(0), FAILED)]);
        assert!(matches!(found, CommitFault::Spent(0)));
        let found = fault(&[(Guard::Count(0), FAILED), (Guard::Version, FAILED)]);
        assert!(matches!(found, CommitFault::VersionConflict), "it is decided again first");
        assert!(matches!(fault(&[(Guard::OpenChanges, FAILED)]), CommitFault::TooManyOpen));
    }

    #[test]
    fn a_taken_url_is_told_even_when_another_item_conflicts() {
        let found = fault(&[(Guard::Url(1), FAILED), (Guard::Url(0), "TransactionConflict")]);
        assert!(matches!(found, CommitFault::UrlsTaken(at) if at == [1]));
    }

    #[test]
    fn an_item_the_table_does_not_accept_is_a_lasting_fault() {
        let found = fault(&[(Guard::Version, "ValidationError"), (Guard::Receipt, FAILED)]);
        assert!(matches!(found, CommitFault::Fault(fault) if !fault.retryable));
    }

    #[test]
    fn throttling_may_pass() {
        let found = fault(&[(Guard::Version, "ThrottlingError")]);
        assert!(matches!(found, CommitFault::Fault(fault) if fault.retryable));
    }

    #[test]
    fn a_state_that_should_never_be_is_a_lasting_fault() {
        let found = fault(&[(Guard::Sound, FAILED)]);
        assert!(matches!(found, CommitFault::Fault(fault) if !fault.retryable));
    }
}
