//! One `TransactWriteItems`: each operation knows what it means when its condition does not hold.
//!
//! Knows nothing of what is written.

use std::collections::HashMap;

use app::{CommitFault, Fault, RecordCommitFault};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, ConditionCheck, Delete, Put, TransactWriteItem, Update,
};

use crate::fault;
use crate::item::Item;
use crate::keys::Key;

const ACTION: &str = "write to the table";

/// What it means when the condition of an operation does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// The request was carried out already.
    Receipt,
    /// Someone else changed the change.
    Version,
    /// The organisation has no live endpoints.
    LiveEndpoints,
    /// Someone else has the URL at this place of the commit.
    Url(usize),
    /// The reference exists.
    Reference,
    /// Who should join is a member of something.
    Membership,
    /// Something is as it should never be.
    Sound,
}

/// A condition on one item: an expression, the names and the values in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    pub(crate) expression: &'static str,
    pub(crate) names: &'static [(&'static str, &'static str)],
    pub(crate) values: Vec<(&'static str, AttributeValue)>,
}

impl Condition {
    /// Whatever is there.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// There is no such item.
    pub(crate) fn absent() -> Self {
        Self { expression: "attribute_not_exists(pk)", ..Self::default() }
    }

    fn expression(&self) -> Option<&'static str> {
        Some(self.expression).filter(|expression| !expression.is_empty())
    }

    fn names(&self) -> Option<HashMap<String, String>> {
        let owned = |(name, attribute): &(&str, &str)| ((*name).to_owned(), (*attribute).to_owned());
        (!self.names.is_empty()).then(|| self.names.iter().map(owned).collect())
    }

    fn into_values(self) -> Option<HashMap<String, AttributeValue>> {
        let owned = |(name, value): (&str, AttributeValue)| (name.to_owned(), value);
        (!self.values.is_empty()).then(|| self.values.into_iter().map(owned).collect())
    }
}

/// A transaction in the making.
#[derive(Debug)]
pub(crate) struct Transaction<'t> {
    table: &'t str,
    operations: Vec<TransactWriteItem>,
    guards: Vec<Guard>,
}

impl<'t> Transaction<'t> {
    /// Operations in one transaction, at most.
    pub(crate) const MAX: usize = 100;

    pub(crate) fn new(table: &'t str) -> Self {
        Self { table, operations: Vec::new(), guards: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.operations.len()
    }

    pub(crate) fn put(&mut self, guard: Guard, item: Item, condition: Condition) -> Result<(), Fault> {
        let put = Put::builder()
            .table_name(self.table)
            .set_item(Some(item))
            .set_condition_expression(condition.expression().map(str::to_owned))
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.into_values())
            .build()
            .map_err(incomplete)?;
        self.add(guard, TransactWriteItem::builder().put(put).build());
        Ok(())
    }

    /// Changes an item in place, as `expression` says with the names and values of `condition`, if that holds.
    pub(crate) fn update(
        &mut self,
        guard: Guard,
        key: Key,
        expression: &str,
        condition: Condition,
    ) -> Result<(), Fault> {
        let update = Update::builder()
            .table_name(self.table)
            .set_key(Some(key.into_attributes()))
            .update_expression(expression)
            .set_condition_expression(condition.expression().map(str::to_owned))
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.into_values())
            .build()
            .map_err(incomplete)?;
        self.add(guard, TransactWriteItem::builder().update(update).build());
        Ok(())
    }

    /// For administration; a command never deletes.
    pub(crate) fn delete(&mut self, guard: Guard, key: Key, condition: Condition) -> Result<(), Fault> {
        let delete = Delete::builder()
            .table_name(self.table)
            .set_key(Some(key.into_attributes()))
            .set_condition_expression(condition.expression().map(str::to_owned))
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.into_values())
            .build()
            .map_err(incomplete)?;
        self.add(guard, TransactWriteItem::builder().delete(delete).build());
        Ok(())
    }

    pub(crate) fn check(&mut self, guard: Guard, key: Key, condition: Condition) -> Result<(), Fault> {
        let check = ConditionCheck::builder()
            .table_name(self.table)
            .set_key(Some(key.into_attributes()))
            .condition_expression(condition.expression)
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.into_values())
            .build()
            .map_err(incomplete)?;
        self.add(guard, TransactWriteItem::builder().condition_check(check).build());
        Ok(())
    }

    /// The items it would put, for seeding.
    pub(crate) fn into_puts(self) -> Vec<Item> {
        self.operations.into_iter().filter_map(|operation| Some(operation.put?.item)).collect()
    }

    fn add(&mut self, guard: Guard, operation: TransactWriteItem) {
        self.guards.push(guard);
        self.operations.push(operation);
    }

    /// As [`Transaction::run`], for a commit that may find who should join elsewhere.
    pub(crate) async fn run_for_record(self, client: &Client) -> Result<(), RecordCommitFault> {
        let Self { operations, guards, .. } = self;
        match client.transact_write_items().set_transact_items(Some(operations)).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(why_for_record(&guards, error)),
        }
    }

    /// Writes everything, or nothing. The SDK gives every transaction a token, so that its own retries write once.
    pub(crate) async fn run(self, client: &Client) -> Result<(), CommitFault> {
        let Self { operations, guards, .. } = self;
        match client.transact_write_items().set_transact_items(Some(operations)).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(why(&guards, error)),
        }
    }
}

fn incomplete(error: BuildError) -> Fault {
    Fault::lasting(ACTION, error)
}

type CallError = SdkError<TransactWriteItemsError, aws_sdk_dynamodb::config::http::HttpResponse>;

/// Why nothing was written.
fn why(guards: &[Guard], error: CallError) -> CommitFault {
    let reasons = read_reasons(guards, reasons(&error));
    match reasons {
        Cancelled::Because(fault) => fault,
        Cancelled::MayPass => Fault::retryable(ACTION, error).into(),
        Cancelled::ForOtherReasons => fault::of_call(ACTION, error).into(),
    }
}

/// The same of a record. What only a member of something else explains comes after a lost race.
fn why_for_record(guards: &[Guard], error: CallError) -> RecordCommitFault {
    let elsewhere = reasons(&error).iter().zip(guards).any(|(reason, guard)| {
        *guard == Guard::Membership && reason.code() == Some("ConditionalCheckFailed")
    });
    match why(guards, error) {
        CommitFault::RequestRepeated => RecordCommitFault::RequestRepeated,
        CommitFault::VersionConflict => RecordCommitFault::VersionConflict,
        CommitFault::Fault(_) if elsewhere => RecordCommitFault::MemberElsewhere,
        CommitFault::Fault(fault) => fault.into(),
        other => Fault::lasting(ACTION, other).into(),
    }
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
/// A repeated request comes first: what it did explains everything else. Then a lost race, after which all is decided
/// again; then what the person can act on; a new reference last, because it helps only when nothing else is wrong. A
/// conflict with a transaction that is not finished yet is a lost race too.
fn read_reasons(guards: &[Guard], reasons: &[CancellationReason]) -> Cancelled {
    let with_code = |code: &'static str| {
        let found = guards.iter().zip(reasons).filter(move |(_, reason)| reason.code() == Some(code));
        found.map(|(guard, _)| *guard)
    };
    let failed: Vec<Guard> = with_code("ConditionalCheckFailed").collect();
    let urls: Vec<usize> =
        failed.iter().filter_map(|guard| if let Guard::Url(at) = guard { Some(*at) } else { None }).collect();
    if with_code("ValidationError").next().is_some() {
        Cancelled::ForOtherReasons
    } else if failed.contains(&Guard::Receipt) {
        Cancelled::Because(CommitFault::RequestRepeated)
    } else if failed.contains(&Guard::Version) {
        Cancelled::Because(CommitFault::VersionConflict)
    } else if failed.contains(&Guard::LiveEndpoints) {
        Cancelled::Because(CommitFault::NoLiveEndpoints)
    } else if !urls.is_empty() {
        Cancelled::Because(CommitFault::UrlsTaken(urls))
    } else if failed.contains(&Guard::Reference) {
        Cancelled::Because(CommitFault::ReferenceTaken)
    } else if failed.contains(&Guard::Sound) {
        Cancelled::ForOtherReasons
    } else if with_code("TransactionConflict").next().is_some() {
        Cancelled::Because(CommitFault::VersionConflict)
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

    use app::RecordCommitFault;

    use super::{CallError, Guard, why, why_for_record};

    const FAILED: &str = "ConditionalCheckFailed";
    const GUARDS: &[Guard] = &[
        Guard::Version,
        Guard::LiveEndpoints,
        Guard::Url(0),
        Guard::Url(1),
        Guard::Reference,
        Guard::Receipt,
        Guard::Membership,
        Guard::Sound,
    ];

    /// The fault when these operations fail with these codes.
    fn fault(codes: &[(Guard, &str)]) -> CommitFault {
        why(GUARDS, cancelled(codes))
    }

    /// The same of a record.
    fn fault_of_record(codes: &[(Guard, &str)]) -> RecordCommitFault {
        why_for_record(GUARDS, cancelled(codes))
    }

    fn cancelled(codes: &[(Guard, &str)]) -> CallError {
        let reasons = GUARDS.iter().map(|guard| {
            let code = codes.iter().find(|(at, _)| at == guard).map_or("None", |(_, code)| code);
            CancellationReason::builder().code(code).build()
        });
        let cancelled =
            TransactionCanceledException::builder().set_cancellation_reasons(Some(reasons.collect()));
        let error = TransactWriteItemsError::TransactionCanceledException(cancelled.build());
        SdkError::service_error(error, HttpResponse::new(400.try_into().unwrap(), "".into()))
    }

    #[test]
    fn a_member_of_something_else_is_told_after_a_lost_race_and_a_repeated_request() {
        let elsewhere = (Guard::Membership, FAILED);
        assert!(matches!(fault_of_record(&[elsewhere]), RecordCommitFault::MemberElsewhere));
        let found = fault_of_record(&[elsewhere, (Guard::Version, FAILED)]);
        assert!(matches!(found, RecordCommitFault::VersionConflict));
        let found = fault_of_record(&[elsewhere, (Guard::Version, FAILED), (Guard::Receipt, FAILED)]);
        assert!(matches!(found, RecordCommitFault::RequestRepeated));
        let found = fault_of_record(&[(Guard::Membership, "TransactionConflict")]);
        assert!(matches!(found, RecordCommitFault::VersionConflict));
        let found = fault_of_record(&[(Guard::Sound, FAILED)]);
        assert!(matches!(found, RecordCommitFault::Fault(fault) if !fault.retryable));
        let found = fault_of_record(&[(Guard::Version, "ThrottlingError")]);
        assert!(matches!(found, RecordCommitFault::Fault(fault) if fault.retryable));
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
