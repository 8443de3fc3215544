//! Sends the letters of the outbox.
//!
//! Responsible for: delivering each letter that the table's stream names, and reporting those that must come again.
//! Must not: write an address into a log, or decide what is said.

mod postman;
mod settings;

use app::{Delivery, Desk, Mailer, Members, Outbox, deliver_mail};
use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::ids::MailId;
use runtime::{Code, log_fault};
use serde_dynamo::AttributeValue;

pub use self::postman::Postman;
pub use self::settings::Settings;

/// Handles one batch of the stream: tries every letter in it, and reports those that are not done.
pub async fn handle<S, M>(desk: &Desk<S>, mailer: &M, event: Event) -> DynamoDbEventResponse
where
    S: Outbox + Members,
    M: Mailer,
{
    tracing::info!(code = Code::InvocationStarted.as_str(), letters = event.records.len());
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        let Some(AttributeValue::S(key)) = record.change.keys.into_inner().remove("pk") else { continue };
        let Some(id) = store::mail_of_key(&key) else { continue };
        if !deliver(desk, mailer, id).await {
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = record.change.sequence_number;
            response.batch_item_failures.push(failure);
        }
    }
    let failed = response.batch_item_failures.len();
    tracing::info!(code = Code::InvocationCompleted.as_str(), failed);
    response
}

/// Whether the letter needs no further delivery.
async fn deliver<S, M>(desk: &Desk<S>, mailer: &M, id: MailId) -> bool
where
    S: Outbox + Members,
    M: Mailer,
{
    let mail = id.to_string();
    let why = match deliver_mail(desk, mailer, id).await {
        Ok(Delivery::Done) => {
            tracing::info!(code = Code::MailSent.as_str(), mail.id = mail);
            return true;
        }
        Ok(Delivery::Later) => "under_way",
        Ok(Delivery::NoRecipient) => "no_recipient",
        Ok(Delivery::Failed(fault)) | Err(fault) => {
            log_fault(&fault);
            "failed"
        }
    };
    tracing::warn!(code = Code::MailDeferred.as_str(), mail.id = mail, mail.why = why);
    false
}
