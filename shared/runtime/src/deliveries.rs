//! The log lines of deliveries, the same in every function that sends.

use app::{Delivery, Fault, STUCK_AFTER_FAILURES};

use crate::logs::{Code, log_fault};

/// Logs the result of delivering the notification `mail`.
pub fn log_delivery(mail: &str, delivery: &Result<Delivery, Fault>) {
    let why = match delivery {
        Ok(Delivery::Sent | Delivery::Done) => {
            tracing::info!(code = Code::MailSent.as_str(), mail.id = mail);
            return;
        }
        Ok(Delivery::Addressed { notifications }) => {
            tracing::info!(
                code = Code::MailAddressed.as_str(),
                mail.id = mail,
                mail.notifications = notifications
            );
            return;
        }
        Ok(Delivery::Over) => {
            tracing::info!(code = Code::MailOver.as_str(), mail.id = mail);
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
    tracing::warn!(code = Code::MailDeferred.as_str(), mail.id = mail, mail.why = why);
    if matches!(delivery, Ok(Delivery::Failed { .. } | Delivery::Unknown(_))) {
        tracing::error!(code = Code::MailRefused.as_str(), mail.id = mail, mail.why = why);
    }
    if is_stuck(delivery) {
        tracing::error!(code = Code::MailStuck.as_str(), mail.id = mail, mail.why = why);
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
