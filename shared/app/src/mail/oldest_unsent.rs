//! How long the oldest notification has waited that should have gone out: what tells that emails go out late, whatever holds them up.
//!
//! Must not: send anything, or count what waits as it should: for a holder of its role, or for working hours.

use jiff::{SignedDuration, Timestamp};

use crate::error::Fault;
use crate::mail::ports::Outbox;
use crate::mail::state::RETRY_FAILED_AFTER;
use crate::mail::{Mail, MailState, Notification};
use crate::services::Services;

/// How many notifications of the queue it looks at, the first that are due. It misses an older one behind so many younger ones. By then
/// the mail service refuses nearly everything, and the lines `MAIL_REFUSED` have said so.
const LOOKED_AT: u32 = 100;

/// How long the oldest notification has waited that should have gone out by now; zero when there is none. Looks no longer than `until`.
///
/// # Errors
/// [`Fault`] when the queue or a notification cannot be read now. One that cannot be read at all is left out: the try to send it says so.
pub async fn age_of_oldest_unsent<S: Outbox>(
    services: &Services<S>,
    until: Timestamp,
) -> Result<SignedDuration, Fault> {
    // Those that rest after a failure are due later than now.
    let [.., longest] = RETRY_FAILED_AFTER;
    let now = services.clock.now();
    let resting = now.saturating_add(longest).unwrap_or(Timestamp::MAX);
    let mut oldest = now;
    for id in services.store.due_mails(resting, LOOKED_AT).await?.items {
        if services.clock.now() >= until {
            break;
        }
        let found = match services.store.mail(id).await {
            Err(fault) if !fault.retryable => None,
            found => found?,
        };
        if let Some((mail, _)) = found.filter(|(mail, state)| should_have_gone_out(mail, state)) {
            oldest = oldest.min(mail.at);
        }
    }
    Ok(now.duration_since(oldest))
}

/// Whether a notification in this state is late once it is old.
fn should_have_gone_out(mail: &Mail, state: &MailState) -> bool {
    match state {
        // Reminders wait for working hours.
        MailState::Pending { .. } => {
            !mail.notifications().any(|part| matches!(part, Notification::Reminder { .. }))
        }
        MailState::Sending { .. } | MailState::Ambiguous { .. } | MailState::Failed { .. } => true,
        MailState::Sent { .. }
        | MailState::Addressed { .. }
        | MailState::Over { .. }
        | MailState::NoRecipient { .. } => false,
    }
}
