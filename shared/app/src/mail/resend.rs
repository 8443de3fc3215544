//! Sends the notifications that the table's stream left in the outbox: those whose sender failed or disappeared, those of
//! unknown state, those that somebody can get at last, and those that the stream never showed.
//!
//! Responsible for: trying due notifications, the longest due first, as many at once as the mailer says, within a budget. The others
//! stay due. Must not: let a notification that cannot be sent keep others back.

use domain::ids::MailId;
use futures_util::stream::{self, StreamExt};
use jiff::Timestamp;

use crate::error::Fault;
use crate::mail::deliver::{TriedMail, try_mail};
use crate::mail::ports::{Mailer, Outbox};
use crate::mail::state::RETRY_FAILED_AFTER;
use crate::organisation::members::Members;
use crate::services::Services;
use crate::work::ports::WorkList;

/// How much one run may do.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Notifications to try, at most.
    pub notifications: u32,
    /// From this instant on none is begun. One delivery takes seconds at worst, so leave it some.
    pub until: Timestamp,
}

/// The result of one run.
#[derive(Debug)]
pub struct Resent {
    /// Each notification that was tried, in this order, and its result.
    pub tried: Vec<TriedMail>,
    /// How many entries of the queue cannot be read; what they are about stays due.
    pub unreadable: u32,
    /// Whether more may be due: the next run goes on with it.
    pub more: bool,
}

/// Delivers what is due. Runs may overlap with each other and with the stream's deliveries: each notification has one sender.
///
/// # Errors
/// [`Fault`] when the queue cannot be read. What goes wrong with one notification is in [`Resent`] and keeps no other back.
pub async fn resend_stranded<S, M>(
    services: &Services<S>,
    mailer: &M,
    budget: Budget,
) -> Result<Resent, Fault>
where
    S: Outbox + Members + WorkList,
    M: Mailer,
{
    let due = services.store.due_mails(services.clock.now(), budget.notifications).await?;
    let read = due.items.len() + usize::try_from(due.unreadable).unwrap_or_default();
    let full = read >= usize::try_from(budget.notifications).unwrap_or(usize::MAX);
    let mut resent = Resent { tried: Vec::new(), unreadable: due.unreadable, more: full };
    let tries = stream::iter(due.items).map(|id| try_in_time(services, mailer, id, budget.until));
    let mut tries = tries.buffered(mailer.at_once().max(1));
    // What is under way goes on to its end, also when one cannot be put off.
    let mut failed = None;
    while let Some(tried) = tries.next().await {
        match tried {
            Ok(Some(tried)) => resent.tried.push(tried),
            Ok(None) => resent.more = true,
            Err(fault) => failed = Some(fault),
        }
    }
    failed.map_or(Ok(resent), Err)
}

/// Tries one, unless the time is over.
async fn try_in_time<S, M>(
    services: &Services<S>,
    mailer: &M,
    id: MailId,
    until: Timestamp,
) -> Result<Option<TriedMail>, Fault>
where
    S: Outbox + Members + WorkList,
    M: Mailer,
{
    if services.clock.now() >= until {
        return Ok(None);
    }
    let tried = try_mail(services, mailer, id).await;
    if tried.delivery.as_ref().is_err_and(|fault| !fault.retryable) {
        put_off(services, id).await?;
    }
    Ok(Some(tried))
}

/// A notification that cannot be read has no state to rest in, so its place in the queue is moved on without looking.
async fn put_off<S: Outbox>(services: &Services<S>, id: MailId) -> Result<(), Fault> {
    let [.., longest] = RETRY_FAILED_AFTER;
    let then = services.clock.now().saturating_add(longest).unwrap_or(Timestamp::MAX);
    services.store.look_at(id, then).await
}
