//! Sends the notifications of the outbox as the table's stream names them.
//!
//! Responsible for: trying each notification at once, and reporting those whose state could not be recorded. An unsent notification
//! has its next turn in the table, where `go-live` finds it, so the stream need not wait for it or hold up others.
//! Must not: write an address into a log, or decide the words of a notification.

mod settings;

use app::{Mailer, Members, Outbox, Services, WorkList, try_mail};
use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use runtime::{Code, log_delivery};
use serde_dynamo::AttributeValue;

pub use self::settings::Settings;

/// Handles one batch of the stream: tries every notification in it, and reports those whose state could not be read or
/// recorded.
pub async fn handle<S, M>(services: &Services<S>, mailer: &M, event: Event) -> DynamoDbEventResponse
where
    S: Outbox + Members + WorkList,
    M: Mailer,
{
    tracing::info!(code = Code::InvocationStarted.as_str(), notifications = event.records.len());
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        let Some(AttributeValue::S(key)) = record.change.keys.into_inner().remove("pk") else { continue };
        let Some(id) = store::mail_of_key(&key) else { continue };
        let tried = try_mail(services, mailer, id).await;
        log_delivery(&tried);
        if tried.delivery.is_err() {
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = record.change.sequence_number;
            response.batch_item_failures.push(failure);
        }
    }
    let failed = response.batch_item_failures.len();
    tracing::info!(code = Code::InvocationCompleted.as_str(), failed);
    response
}
