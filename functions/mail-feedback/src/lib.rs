//! Receives mail delivery events from SES, through SNS.
//!
//! Responsible for: processing every event at least once. An event that fails is retried and then set aside for a
//! person.
//! Must not: log an address, or decide the meaning of an event for a notification or a contact.

mod event;

use app::{Fault, Heard, MailEvent, MailFeedback, Members, Noted, Outbox, Services, record_mail_event};
use runtime::{Code, log_fault};
use tracing::Instrument;

pub use self::event::{Event, Unheard, heard};

/// An event was not heard; SNS calls again.
#[derive(Debug, thiserror::Error)]
pub enum Unfinished {
    /// It cannot be understood.
    #[error("failed to understand an event of the mail service")]
    Malformed(#[source] Unheard),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Processes every message of `event`.
///
/// # Errors
/// [`Unfinished`] at the first that cannot be heard now.
pub async fn handle<S>(services: &Services<S>, event: Event) -> Result<(), Unfinished>
where
    S: Outbox + Members + MailFeedback,
{
    tracing::info!(code = Code::InvocationStarted.as_str(), events = event.records.len());
    for record in event.records {
        match heard(&record.sns.message) {
            Ok(event) => {
                let span = tracing::error_span!("mail", mail.id = event.mail.to_string());
                // Boxed: the compiler does not see through as many layers of futures.
                Box::pin(hear(services, &event)).instrument(span).await?;
            }
            Err(unheard) => match unheard.expected() {
                Some(why) => tracing::info!(code = Code::MailFeedbackIgnored.as_str(), feedback.why = why),
                None => {
                    log_fault(&Fault::lasting(
                        "understand an event of the mail service",
                        unheard.to_string(),
                    ));
                    return Err(Unfinished::Malformed(unheard));
                }
            },
        }
    }
    tracing::info!(code = Code::InvocationCompleted.as_str());
    Ok(())
}

async fn hear<S>(services: &Services<S>, event: &MailEvent) -> Result<(), Unfinished>
where
    S: Outbox + Members + MailFeedback,
{
    let (status, undelivered) = match &event.heard {
        Heard::Sent => ("sent", false),
        Heard::Became { status, .. } => (status.code(), status.is_undelivered()),
    };
    match record_mail_event(services, event).await {
        Ok(Noted::Known { settled, contacts, kind, has_outcome }) => {
            tracing::info!(
                code = Code::MailFeedback.as_str(),
                mail.kind = kind,
                mail.has_outcome = has_outcome,
                mail.delivery_status = status,
                mail.settled = settled,
                mail.contacts = contacts,
            );
            if has_outcome && undelivered {
                tracing::error!(
                    code = Code::OutcomeBounced.as_str(),
                    mail.kind = kind,
                    mail.delivery_status = status,
                );
            }
        }
        Ok(Noted::UnknownNotification) => {
            tracing::warn!(code = Code::MailFeedbackIgnored.as_str(), feedback.why = "unknown_notification",)
        }
        Err(fault) => {
            log_fault(&fault);
            return Err(fault.into());
        }
    }
    Ok(())
}
