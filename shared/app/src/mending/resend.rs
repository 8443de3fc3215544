//! Makes a notification due once more, so that the due-work job sends it within a minute.

use domain::ids::MailId;

use crate::command::{Commit, History, MendedPart};
use crate::error::Fault;
use crate::mail::ports::Outbox;
use crate::mail::{About, Mail, MailState};
use crate::mending::ports::Repairs;
use crate::mending::repair::Repair;
use crate::organisation::record::Party;
use crate::services::Services;

/// A notification that is to be sent.
#[derive(Debug, Clone)]
pub struct Resending {
    /// How far it is.
    pub state: MailState,
    pub repair: Repair,
}

/// What it takes for the notification to be due now, whatever its state says; none when there is no such notification. One that the
/// mail service took is sent once more.
///
/// # Errors
/// [`Fault`].
pub async fn resend_mail<S: Outbox + Repairs>(
    services: &Services<S>,
    id: MailId,
) -> Result<Option<Resending>, Fault> {
    let Some((mail, state)) = services.store.mail(id).await? else { return Ok(None) };
    let mut wanted = Commit::empty(services.clock.now());
    let (on, what) = (history_of(&mail), MendedPart::Notification(id));
    wanted.mails.push(mail);
    let repair = Repair::towards(&services.store, on, what, wanted).await?;
    Ok(Some(Resending { state, repair }))
}

/// In whose history it is on record that it was sent once more.
fn history_of(mail: &Mail) -> History {
    match mail.about {
        About::Change { id, .. } => History::Change(id),
        About::Oat { id, .. } => History::Oat(id),
        About::Dispute { id, .. } => History::Dispute(id),
        About::Endpoint { .. } | About::Contacts => {
            History::Record(mail.organisation.map_or(Party::Pdp, Party::Organisation))
        }
    }
}
