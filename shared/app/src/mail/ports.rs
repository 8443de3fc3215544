//! The ports of mail: notifications on their way, their delivery status, and the sender.

use std::future::{Future, ready};

use domain::email::EmailAddress;
use domain::ids::{MailId, PersonId};
use jiff::Timestamp;

use crate::error::Fault;
use crate::mail::feedback::{ContactFeedback, Notice};
use crate::mail::{Audience, Mail, MailState, Outcome};
use crate::organisation::record::Party;
use crate::page::{Page, PageFault, PageRequest, Readable};
use crate::work::row::TaskRow;

/// Notifications on their way.
pub trait Outbox: Send + Sync {
    /// The notification and its state; none when there is no such notification.
    fn mail(&self, id: MailId) -> impl Future<Output = Result<Option<(Mail, MailState)>, Fault>> + Send;

    /// Changes the state from `from` to `to`; false when it was not `from` any more. The notification is then due when `to` says.
    fn advance(
        &self,
        id: MailId,
        from: &MailState,
        to: &MailState,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Changes the state of one that nobody gets from `from` to `to`, and lets it be found by the role that is `empty`. With `told` it
    /// also puts that notification in the outbox, and the empty role on the work list. All of it, or nothing and false. Also false
    /// when the record of the people changed since it was read: somebody may hold the role by now.
    fn keep_for_role(
        &self,
        id: MailId,
        from: &MailState,
        to: &MailState,
        empty: &EmptyRole,
        told: Option<&Mail>,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// The notifications that are kept for this audience, which nobody is in. One round trip; may show how it was a moment ago.
    fn kept_for(
        &self,
        contacts: Party,
        audience: Audience,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<MailId>, PageFault>> + Send;

    /// Puts `notification` in the outbox, unless there is one of its id. One round trip.
    fn post(&self, notification: &Mail) -> impl Future<Output = Result<(), Fault>> + Send;

    /// The notifications that are not sent and that somebody should look at by `now`: at most `limit`, the longest due first. One
    /// round trip; may show how it was a moment ago.
    fn due_mails(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> impl Future<Output = Result<Readable<MailId>, Fault>> + Send;

    /// Every notification that is not settled, whenever it is due. It reads the whole queue: for operators, never for a function.
    fn unsettled_mails(&self) -> impl Future<Output = Result<Vec<MailId>, Fault>> + Send;

    /// Lets somebody look at a notification at `then`, whatever its state says. Nothing happens to one that is sent, or is not there.
    fn look_at(&self, id: MailId, then: Timestamp) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// A role that nobody holds (S5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmptyRole {
    /// Whose people were looked at.
    pub party: Party,
    /// In which nobody is.
    pub audience: Audience,
    /// The version of their record that was read.
    pub version: u64,
    /// What PDP has to do about it.
    pub row: TaskRow,
}

/// The delivery status of emails, kept with the people they went to.
pub trait MailFeedback: Send + Sync {
    /// Keeps `notice` about `person`, unless what is kept of its kind supersedes it. So it does not matter how often and in
    /// which order notices come. One round trip.
    fn note(
        &self,
        contacts: Party,
        person: PersonId,
        notice: &Notice,
    ) -> impl Future<Output = Result<(), Fault>> + Send;

    /// What is kept about these people, by person. One round trip.
    fn mail_feedback(
        &self,
        contacts: Party,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<ContactFeedback>, PageFault>> + Send;
}

/// The addresses to which the mail service sends nothing any more, because emails came back from them.
pub trait Suppressions: Send + Sync {
    /// Lets it send to this address again. Nothing to do when it does.
    fn lift(&self, email: &EmailAddress) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// Sends one rendered notification.
pub trait Mailer: Send + Sync {
    /// The subject that `mail` is sent with.
    fn subject(&self, mail: &Mail) -> String;

    /// How many emails may be under way at a time.
    fn at_once(&self) -> usize {
        1
    }

    /// Waits until one more email may go out. Asked before each, while nobody holds a lease on it.
    fn turn(&self) -> impl Future<Output = ()> + Send {
        ready(())
    }

    /// Renders and sends `mail` to one person.
    fn send(&self, mail: &Mail, recipient: &Recipient) -> impl Future<Output = Outcome> + Send;
}

/// The person that an email is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    pub address: String,
    /// The audiences of the notification that they belong to.
    pub audiences: Vec<Audience>,
}
