//! The delivery status of emails to one person: the latest of each kind.

use std::borrow::Cow;

use app::mail::MailReference;
use app::{BounceType, ContactFeedback, DeliveryStatus, Fault, Notice, Party, ServiceWord};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::{MailId, PersonId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Code, Instant, Item, Text};
use crate::table::keys::Key;

/// The attributes of a notice that tell which of two is later.
pub(crate) const AT: &str = "at";
/// See [`AT`].
pub(crate) const MAIL: &str = "mail";
/// Whose it is.
pub(crate) const PERSON: &str = "person";

/// A notice as an attribute; its name in the item is the code of its kind.
pub(crate) fn write_notice(notice: &Notice) -> Result<AttributeValue, Fault> {
    super::write_value(&NoticeItem::from(notice))
}

/// Until when everything was forgotten.
pub(crate) const FORGOTTEN: &str = "forgotten";

/// The item of somebody about whom everything is forgotten at this instant.
pub(crate) fn write_forgotten(contacts: Party, person: PersonId, at: Timestamp) -> Result<Item, Fault> {
    let content = ForgottenItem { person: Text(person), forgotten: Instant(at) };
    super::write(Key::feedback(contacts, person), &content)
}

/// What is known of emails to the person whose item this is.
pub(crate) fn read(item: Item) -> Result<ContactFeedback, Fault> {
    let item = super::read::<FeedbackItem<'static>>(item)?;
    let bounced = |notice: &NoticeItem<'_>| DeliveryStatus::Bounced {
        bounce: notice.bounce.map_or(BounceType::Undetermined, |code| code.0),
        word: notice.word(),
    };
    let kept = [
        item.bounced.map(|notice| notice.restore(bounced)),
        item.complained
            .map(|notice| notice.restore(|notice| DeliveryStatus::Complained { word: notice.word() })),
        item.delivered.map(|notice| notice.restore(|_| DeliveryStatus::Delivered)),
        item.rejected.map(|notice| notice.restore(|_| DeliveryStatus::Rejected)),
    ];
    let notices = kept.into_iter().flatten().collect();
    Ok(ContactFeedback { person: item.person.0, notices, forgotten: item.forgotten.map(|at| at.0) })
}

#[derive(Debug, Serialize)]
struct ForgottenItem {
    person: Text<PersonId>,
    forgotten: Instant,
}

#[derive(Debug, Deserialize)]
struct FeedbackItem<'a> {
    person: Text<PersonId>,
    forgotten: Option<Instant>,
    bounced: Option<NoticeItem<'a>>,
    complained: Option<NoticeItem<'a>>,
    delivered: Option<NoticeItem<'a>>,
    rejected: Option<NoticeItem<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct NoticeItem<'a> {
    at: Instant,
    mail: Text<MailId>,
    /// None of an email that was about contacts themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<Text<MailReference>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bounce: Option<Code<BounceType>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    word: Option<Cow<'a, str>>,
}

impl<'a> From<&'a Notice> for NoticeItem<'a> {
    fn from(notice: &'a Notice) -> Self {
        let (bounce, word) = match &notice.status {
            DeliveryStatus::Bounced { bounce, word } => (Some(Code(*bounce)), word.as_ref()),
            DeliveryStatus::Complained { word } => (None, word.as_ref()),
            DeliveryStatus::Delivered | DeliveryStatus::Rejected => (None, None),
        };
        Self {
            at: Instant(notice.at),
            mail: Text(notice.mail),
            reference: notice.reference.map(Text),
            bounce,
            word: word.map(|word| Cow::Borrowed(word.as_str())),
        }
    }
}

impl NoticeItem<'_> {
    fn word(&self) -> Option<ServiceWord> {
        self.word.as_deref().and_then(ServiceWord::parse)
    }

    fn restore(self, status: impl FnOnce(&Self) -> DeliveryStatus) -> Notice {
        Notice {
            status: status(&self),
            at: self.at.0,
            mail: self.mail.0,
            reference: self.reference.map(|reference| reference.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;
    use domain::reference::Reference;
    use serde_json::Value;

    use super::*;
    use crate::item::{FORMAT, FORMAT_ATTRIBUTE};
    use crate::table::keys::number;

    fn notice(status: DeliveryStatus) -> Notice {
        Notice {
            status,
            at: "2026-07-06T09:00:00.25Z".parse().unwrap(),
            mail: MailId::from_u64_pair(0x0198_0000_0000_7000, 0x8000_0000_0000_0005),
            reference: Some(MailReference::Change(Reference::from_bits(12_345_678_901))),
        }
    }

    #[test]
    fn what_became_of_e_mails_to_a_person() {
        let word = |word| ServiceWord::parse(word);
        let notices = [
            notice(DeliveryStatus::Bounced { bounce: BounceType::Permanent, word: word("General") }),
            notice(DeliveryStatus::Complained { word: word("abuse") }),
            notice(DeliveryStatus::Delivered),
            notice(DeliveryStatus::Rejected),
        ];
        let mut item = Item::from([
            (PERSON.to_owned(), AttributeValue::S(PersonId::nil().to_string())),
            (FORMAT_ATTRIBUTE.to_owned(), number(FORMAT)),
        ]);
        for notice in &notices {
            item.insert(notice.status.code().to_owned(), write_notice(notice).unwrap());
        }
        let value: Value = serde_dynamo::from_item(item.clone()).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&value).unwrap());
        let read = read(item).unwrap();
        assert_eq!(
            read,
            ContactFeedback { person: PersonId::nil(), notices: notices.to_vec(), forgotten: None }
        );
    }
}
