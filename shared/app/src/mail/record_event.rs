//! Records a delivery event of an email: settles the notification, keeps a delivery, bounce or complaint with the contact, and
//! tells PDP when nobody can be reached any more.
//!
//! Events come more than once and in any order; the outcome is the same.

use domain::ids::MailId;
use jiff::Timestamp;

use crate::error::Fault;
use crate::mail::deliver::settle;
use crate::mail::feedback::{DeliveryStatus, Notice};
use crate::mail::ports::{MailFeedback, Outbox};
use crate::mail::recipients::{self, contacts_of, people_of};
use crate::mail::unreachable::tell_who_cannot_be_reached;
use crate::mail::{MailState, Notification};
use crate::organisation::members::Members;
use crate::services::Services;

/// What the mail service says about an email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailEvent {
    pub mail: MailId,
    /// The mail service's id of the email.
    pub message_id: String,
    /// When the mail service took it.
    pub taken_at: Timestamp,
    pub heard: Heard,
}

/// What is heard of an email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// The mail service took it.
    Sent,
    /// Its delivery status at these addresses.
    Became { status: DeliveryStatus, at: Timestamp, addresses: Vec<String> },
}

/// What an event led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    UnknownNotification,
    /// It was understood.
    Known {
        /// Whether it settled that the notification was sent.
        settled: bool,
        /// With how many people it was kept.
        contacts: usize,
        /// What the notification says first.
        kind: &'static str,
        /// Whether it says an outcome or a date.
        has_outcome: bool,
    },
}

/// Hears one event.
///
/// # Errors
/// [`Fault`] of the store: hear the event again.
pub async fn record_mail_event<S>(services: &Services<S>, event: &MailEvent) -> Result<Noted, Fault>
where
    S: Outbox + Members + MailFeedback,
{
    let Some((mail, state)) = services.store.mail(event.mail).await? else {
        return Ok(Noted::UnknownNotification);
    };
    // Whatever is heard after it was taken tells that it was; but what was refused afterwards reached nobody, and an
    // attempt of unknown outcome is rightly repeated.
    let taken = !matches!(event.heard, Heard::Became { status: DeliveryStatus::Rejected, .. });
    let sent = MailState::Sent { at: event.taken_at, message_id: event.message_id.clone() };
    let settled = taken && settle(&services.store, mail.id, state, &sent).await?;
    let (kind, has_outcome) = (mail.code(), mail.notifications().any(Notification::says_outcome_or_date));
    let known = |contacts| Noted::Known { settled, contacts, kind, has_outcome };
    let Heard::Became { status, at, addresses } = &event.heard else {
        return Ok(known(0));
    };
    let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(*at);
    let notice = Notice { status: status.clone(), at, mail: mail.id, reference: mail.about.reference() };
    let contacts = contacts_of(&mail);
    let people = people_of(&services.store, contacts).await?.people;
    let theirs = recipients::at(&people, addresses);
    for person in &theirs {
        services.store.note(contacts, person.id, &notice).await?;
    }
    if notice.is_final() && !theirs.is_empty() {
        tell_who_cannot_be_reached(services, &mail, &people, &theirs).await?;
    }
    Ok(known(theirs.len()))
}
