//! A notification of the outbox.

use std::borrow::Cow;

use app::Fault;
use app::mail::{About, Audience, Mail, MailReference, MailState, Notification, Part};
use domain::actor::{OrganisationRole, PdpRole};
use domain::calendar::london_date;
use domain::email::EmailAddress;
use domain::ids::{ChangeId, DisputeId, EndpointId, MailId, OatId, OrganisationId, PersonId};
use domain::policy::Policy;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::mail_state::StateItem;
use super::notification::NotificationItem;
use super::stored::{Stored, stored_enum, stored_struct};
use super::{Instant, Item, Text};
use crate::table::keys::{DUE, Key, QUEUE, text};

pub(crate) use super::mail_state::{STATE, write_state};

/// The queue of notifications that have not been sent.
pub(crate) const MAIL: &str = "mail";
/// Marks outbox items, and only those, for the filter of the stream.
const KIND: &str = "kind";

/// The item of a notification that is to be sent.
pub(crate) fn write(mail: &Mail) -> Result<Item, Fault> {
    let state = MailState::Pending { failures: 0 };
    let content = MailItem::new(mail, &state)
        .ok_or_else(|| Fault::lasting("write a notification", "it says nothing"))?;
    let mut item = super::write(Key::mail(mail.id), &content)?;
    item.insert(KIND.to_owned(), text(MAIL));
    item.insert(QUEUE.to_owned(), text(MAIL));
    item.insert(DUE.to_owned(), text(Instant(mail.at)));
    Ok(item)
}

/// The notification in `item`, and its state.
pub(crate) fn read(item: Item) -> Result<(Mail, MailState), Fault> {
    let item = super::read::<MailItem<'static>>(item)?;
    let about = item.about()?;
    let state = MailState::restore(item.state);
    let at = item.at.0;
    let audiences = item.audiences.unwrap_or_else(|| vec![item.audience]);
    let first = Part {
        audiences: Stored::restore(audiences),
        notification: Notification::restore(item.notification),
    };
    let more = item.more.into_iter().flatten().map(Part::restore);
    let mail = Mail {
        id: item.id.0,
        parts: [first].into_iter().chain(more).collect(),
        reader: item.person.map(|id| id.0),
        copy_of: item.copy_of.map(|id| id.0),
        about,
        address: item.address.map(|address| EmailAddress::restore(address.into_owned())),
        organisation: item.organisation.map(|id| id.0),
        organisation_name: item.organisation_name.into_owned(),
        // Notifications from before it was kept were rendered by the policy of their day.
        policy: item.policy.unwrap_or_else(|| Policy::in_force(london_date(at)).version),
        at,
    };
    Ok((mail, state))
}

stored_struct!(PartItem for Part { audiences: Vec<Audience>, #[serde(rename = "letter")] notification: Notification });

/// What it says first stands in attributes of its own, as it did when a notification had one audience and said one thing.
#[derive(Debug, Serialize, Deserialize)]
struct MailItem<'a> {
    id: Text<MailId>,
    /// The first of `audiences`, which is left out when there is no other.
    audience: AudienceItem<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    audiences: Option<Vec<AudienceItem<'a>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    more: Option<Vec<PartItem<'a>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<Text<PersonId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    copy_of: Option<Text<MailId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    policy: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<Cow<'a, str>>,
    /// What it is about: this, `oat`, `dispute` or `endpoint`, or contacts when none of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    change: Option<Text<ChangeId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    oat: Option<Text<OatId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dispute: Option<Text<DisputeId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    endpoint: Option<Text<EndpointId>>,
    /// None when it is about PDP's own people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<Text<OrganisationId>>,
    organisation_name: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<Text<MailReference>>,
    at: Text<Timestamp>,
    /// Stored under the name that notifications had at first.
    #[serde(rename = "letter")]
    notification: NotificationItem<'a>,
    state: StateItem<'a>,
}

impl<'a> MailItem<'a> {
    /// None of a notification that says nothing.
    fn new(mail: &'a Mail, state: &'a MailState) -> Option<Self> {
        let (first, more) = mail.parts.split_first()?;
        let (mut change, mut oat, mut dispute, mut endpoint) = (None, None, None, None);
        match mail.about {
            About::Change { id, .. } => change = Some(Text(id)),
            About::Oat { id, .. } => oat = Some(Text(id)),
            About::Dispute { id, .. } => dispute = Some(Text(id)),
            About::Endpoint { id } => endpoint = Some(Text(id)),
            About::Contacts => {}
        }
        Some(Self {
            id: Text(mail.id),
            audience: first.audiences.first()?.item(),
            audiences: (first.audiences.len() > 1).then(|| first.audiences.item()),
            more: (!more.is_empty()).then(|| more.iter().map(Part::item).collect()),
            person: mail.reader.map(Text),
            copy_of: mail.copy_of.map(Text),
            policy: Some(mail.policy),
            change,
            oat,
            dispute,
            endpoint,
            address: mail.address.as_ref().map(|address| Cow::Borrowed(address.as_str())),
            organisation: mail.organisation.map(Text),
            organisation_name: Cow::Borrowed(&mail.organisation_name),
            reference: mail.about.reference().map(Text),
            at: Text(mail.at),
            notification: first.notification.item(),
            state: state.item(),
        })
    }

    fn about(&self) -> Result<About, Fault> {
        let reference = self.reference.map(|reference| reference.0);
        match (self.change, self.oat, self.dispute, self.endpoint, reference) {
            (Some(id), None, None, None, Some(MailReference::Change(reference))) => {
                Ok(About::Change { id: id.0, reference })
            }
            (None, Some(id), None, None, Some(MailReference::Oat(reference))) => {
                Ok(About::Oat { id: id.0, reference })
            }
            (None, None, Some(id), None, Some(MailReference::Dispute(reference))) => {
                Ok(About::Dispute { id: id.0, reference })
            }
            (None, None, None, Some(id), Some(MailReference::Endpoint(own))) if id.0 == own => {
                Ok(About::Endpoint { id: own })
            }
            (None, None, None, None, None) => Ok(About::Contacts),
            _ => {
                Err(Fault::lasting("read a notification", "what it is about and its reference do not match"))
            }
        }
    }
}

stored_enum! {
    AudienceItem for Audience {
        Organisation(OrganisationRole),
        OrganisationContacts,
        Pdp(PdpRole),
        PdpTeam,
        OrganisationMember(PersonId),
        PdpMember(PersonId),
    }
}
