//! Settles notifications of a restored table that had been sent before the table was lost, so that nobody gets them twice.
//!
//! Responsible for: finding them by the ids that senders logged, and the copies by the ids that follow from what they are copies of.
//! Must not: send. What is not known to be sent keeps its place in the queue, and goes out.

use std::collections::BTreeSet;

use domain::ids::MailId;

use crate::error::Fault;
use crate::mail::deliver::{make_copies, settle};
use crate::mail::ports::Outbox;
use crate::mail::recipients::{Addressed, address};
use crate::mail::{Mail, MailState, NextLook};
use crate::organisation::members::Members;
use crate::services::Services;

/// Stands for the mail service's id of an email, which the restored table never knew.
const BEFORE_THE_RESTORATION: &str = "before the restoration";

/// What is known of a notification of a restored table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownOf {
    /// It was sent before, so it does not go out again.
    SentBefore,
    /// It had become a notification for each person. Those of them that were sent do not go out again, the others do.
    CopiesSentBefore { sent: usize, waiting: usize },
    /// Nothing says that it was sent, so it goes out.
    Waits,
    /// It is settled already.
    Settled,
}

/// Says what is known of the notification `id`, when `sent` are all that were sent since the instant to which the table was restored.
/// With `write` it settles what was sent. Nobody may send meanwhile; the same again does the rest.
///
/// # Errors
/// [`Fault`] of the store.
pub async fn settle_sent_before<S: Outbox + Members>(
    services: &Services<S>,
    id: MailId,
    sent: &BTreeSet<MailId>,
    write: bool,
) -> Result<KnownOf, Fault> {
    let Some((mail, state)) = services.store.mail(id).await? else { return Ok(KnownOf::Settled) };
    if state.next_look() == NextLook::Never {
        return Ok(KnownOf::Settled);
    }
    if sent.contains(&id) {
        if write {
            settle(&services.store, id, state, &was_sent(services)).await?;
        }
        return Ok(KnownOf::SentBefore);
    }
    let Addressed::Copies(copies) = address(&services.store, mail).await? else { return Ok(KnownOf::Waits) };
    let (done, waiting): (Vec<&Mail>, Vec<_>) = copies.iter().partition(|copy| sent.contains(&copy.id));
    if done.is_empty() {
        return Ok(KnownOf::Waits);
    }
    if write {
        make_copies(services, id, &copies, &state).await?;
        // If this stops in between, the copies are in the queue, and the same command finds them there.
        for copy in &done {
            settle(&services.store, copy.id, MailState::Pending { failures: 0 }, &was_sent(services)).await?;
        }
    }
    Ok(KnownOf::CopiesSentBefore { sent: done.len(), waiting: waiting.len() })
}

fn was_sent<S>(services: &Services<S>) -> MailState {
    MailState::Sent { at: services.clock.now(), message_id: BEFORE_THE_RESTORATION.to_owned() }
}
