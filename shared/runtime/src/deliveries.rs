//! The log lines of deliveries, the same in every function that sends.

use app::mail::About;
use app::{Delivery, Fault, MailSubject, STUCK_AFTER_FAILURES, TriedMail};
use tracing::Span;
use tracing::field::Empty;

use crate::logs::{Code, log_fault};

/// Logs the result of trying a notification; each line has the ids that it is about.
pub fn log_delivery(tried: &TriedMail) {
    span_of(tried).in_scope(|| log(&tried.delivery));
}

/// Of the level of errors, so that no level of the log is without it.
fn span_of(tried: &TriedMail) -> Span {
    let span = tracing::error_span!(
        "mail",
        mail.id = tried.id.to_string(),
        change.id = Empty,
        oat.id = Empty,
        dispute.id = Empty,
        endpoint.id = Empty,
        organisation.id = Empty,
        person.id = Empty,
    );
    let Some(MailSubject { about, organisation, reader }) = tried.subject else { return span };
    match about {
        About::Change { id, .. } => span.record("change.id", id.to_string()),
        About::Oat { id, .. } => span.record("oat.id", id.to_string()),
        About::Dispute { id, .. } => span.record("dispute.id", id.to_string()),
        About::Endpoint { id } => span.record("endpoint.id", id.to_string()),
        About::Contacts => &span,
    };
    span.record("organisation.id", organisation.map(|id| id.to_string()));
    span.record("person.id", reader.map(|id| id.to_string()));
    span
}

fn log(delivery: &Result<Delivery, Fault>) {
    let why = match delivery {
        Ok(Delivery::Sent | Delivery::Done) => {
            tracing::info!(code = Code::MailSent.as_str());
            return;
        }
        Ok(Delivery::Addressed { notifications }) => {
            tracing::info!(code = Code::MailAddressed.as_str(), mail.notifications = notifications);
            return;
        }
        Ok(Delivery::Over) => {
            tracing::info!(code = Code::MailOver.as_str());
            return;
        }
        Ok(Delivery::Later) => "not_due",
        Ok(Delivery::NoRecipient { .. }) => "no_recipient",
        Ok(Delivery::Failed { fault, .. }) => {
            log_fault(fault);
            "not_sent"
        }
        Ok(Delivery::Unknown(fault)) => {
            log_fault(fault);
            "unknown"
        }
        Err(fault) => {
            log_fault(fault);
            "failed"
        }
    };
    tracing::warn!(code = Code::MailDeferred.as_str(), mail.why = why);
    if matches!(delivery, Ok(Delivery::Failed { .. } | Delivery::Unknown(_))) {
        tracing::error!(code = Code::MailRefused.as_str(), mail.why = why);
    }
    if is_stuck(delivery) {
        tracing::error!(code = Code::MailStuck.as_str(), mail.why = why);
    }
}

/// Whether a person has to look.
fn is_stuck(delivery: &Result<Delivery, Fault>) -> bool {
    match delivery {
        Ok(Delivery::Failed { failures, .. }) => *failures >= STUCK_AFTER_FAILURES,
        Ok(Delivery::NoRecipient { told }) => !told,
        Ok(
            Delivery::Sent
            | Delivery::Addressed { .. }
            | Delivery::Done
            | Delivery::Over
            | Delivery::Later
            | Delivery::Unknown(_),
        ) => false,
        Err(fault) => !fault.retryable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_for_an_hour_or_cannot_be_read_needs_a_person() {
        let fault = || Fault::retryable("send an email", "no");
        let failed = |failures| Ok(Delivery::Failed { failures, fault: fault() });
        for stuck in [
            failed(STUCK_AFTER_FAILURES),
            failed(u32::MAX),
            Ok(Delivery::NoRecipient { told: false }),
            Err(Fault::lasting("read an item", "no")),
        ] {
            assert!(is_stuck(&stuck), "{stuck:?}");
        }
        for passing in [
            failed(STUCK_AFTER_FAILURES - 1),
            Ok(Delivery::NoRecipient { told: true }),
            Ok(Delivery::Later),
            Ok(Delivery::Unknown(fault())),
            Ok(Delivery::Sent),
            Ok(Delivery::Done),
            Err(fault()),
        ] {
            assert!(!is_stuck(&passing), "{passing:?}");
        }
    }
}
