//! The useful events that SES publishes through SNS.
//!
//! Responsible for: turning one into the input of the use case, or saying why it is not for us. Must not: pass on an
//! email's content, or an address to anything but the use case.

use app::{BounceType, DeliveryStatus, Heard, MailEvent, ServiceWord};
use jiff::Timestamp;
use serde::Deserialize;

/// The tag that notifications are sent with (`cloud::SesSender`).
const MAIL_ID: &str = "mail-id";

/// The event that SNS calls the function with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    /// One in practice.
    pub records: Vec<Record>,
}

/// One message.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Record {
    pub sns: Published,
}

/// A publication to the topic.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Published {
    /// The event of SES, as JSON text; or plain words, when SES tries the topic.
    pub message: String,
}

/// Why a message is not heard.
#[derive(Debug, thiserror::Error)]
pub enum Unheard {
    /// SES tried the topic, or somebody else wrote to it.
    #[error("not an event of the mail service")]
    NoEvent,
    /// An email that is no notification of the outbox.
    #[error("about an email without the tag of a notification")]
    NoNotification,
    /// A kind that is not kept.
    #[error("of a kind that is not kept")]
    OtherKind,
    /// An event that SES should never send. It waits for a person, because its content would be lost.
    #[error("an event that cannot be understood")]
    Malformed(#[source] serde_json::Error),
}

impl Unheard {
    /// Why, as a code for the log; none when it should not happen.
    pub fn expected(&self) -> Option<&'static str> {
        match self {
            Self::NoEvent => Some("no_event"),
            Self::NoNotification => Some("no_notification"),
            Self::OtherKind => Some("other_kind"),
            Self::Malformed(_) => None,
        }
    }
}

/// The common part of every event.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "eventType")]
    event_type: String,
    mail: MailPart,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MailPart {
    timestamp: Moment,
    message_id: String,
    #[serde(default)]
    destination: Vec<String>,
    #[serde(default)]
    tags: std::collections::BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Delivered {
    delivery: Delivery,
}

#[derive(Deserialize)]
struct Delivery {
    timestamp: Moment,
    recipients: Vec<String>,
}

#[derive(Deserialize)]
struct Bounced {
    bounce: Bounce,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    #[serde(default)]
    bounce_sub_type: Option<String>,
    bounced_recipients: Vec<Recipient>,
    timestamp: Moment,
}

#[derive(Deserialize)]
struct Complained {
    complaint: Complaint,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complained_recipients: Vec<Recipient>,
    timestamp: Moment,
    #[serde(default)]
    complaint_feedback_type: Option<String>,
    /// Set instead when it complained before it was delivered.
    #[serde(default)]
    complaint_sub_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

/// An RFC 3339 instant.
struct Moment(Timestamp);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

/// The use case's view of a message.
pub fn heard(message: &str) -> Result<MailEvent, Unheard> {
    let value: serde_json::Value = serde_json::from_str(message).map_err(|_| Unheard::NoEvent)?;
    if value["eventType"].is_null() {
        return Err(Unheard::NoEvent);
    }
    let head: Head = part(&value)?;
    let tag = head.mail.tags.get(MAIL_ID).and_then(|values| values.first());
    let mail = tag.and_then(|id| id.parse().ok()).ok_or(Unheard::NoNotification)?;
    let taken_at = head.mail.timestamp.0;
    let heard = match head.event_type.as_str() {
        "Send" => Heard::Sent,
        "Delivery" => {
            let Delivered { delivery } = part(&value)?;
            became(DeliveryStatus::Delivered, delivery.timestamp, delivery.recipients)
        }
        "Bounce" => {
            let Bounced { bounce } = part(&value)?;
            let status = DeliveryStatus::Bounced {
                bounce: bounce_type(&bounce.bounce_type),
                word: bounce.bounce_sub_type.as_deref().and_then(ServiceWord::parse),
            };
            became(status, bounce.timestamp, addresses(bounce.bounced_recipients))
        }
        "Complaint" => {
            let Complained { complaint } = part(&value)?;
            let word = complaint.complaint_feedback_type.or(complaint.complaint_sub_type);
            let status = DeliveryStatus::Complained { word: word.as_deref().and_then(ServiceWord::parse) };
            became(status, complaint.timestamp, addresses(complaint.complained_recipients))
        }
        // Neither says when or for whom, so it counts for every recipient.
        "Reject" | "Rendering Failure" => {
            became(DeliveryStatus::Rejected, Moment(taken_at), head.mail.destination)
        }
        _ => return Err(Unheard::OtherKind),
    };
    Ok(MailEvent { mail, message_id: head.mail.message_id, taken_at, heard })
}

fn part<T: for<'de> Deserialize<'de>>(value: &serde_json::Value) -> Result<T, Unheard> {
    T::deserialize(value).map_err(Unheard::Malformed)
}

fn became(status: DeliveryStatus, at: Moment, addresses: Vec<String>) -> Heard {
    let addresses = addresses.iter().map(|address| bare(address)).collect();
    Heard::Became { status, at: at.0, addresses }
}

fn addresses(recipients: Vec<Recipient>) -> Vec<String> {
    recipients.into_iter().map(|recipient| recipient.email_address).collect()
}

/// The address itself, also from `Name <address>`, as mail servers may report it.
fn bare(address: &str) -> String {
    let inside = address.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or(address, |(address, _)| address).trim().to_owned()
}

fn bounce_type(word: &str) -> BounceType {
    match word {
        "Permanent" => BounceType::Permanent,
        "Transient" => BounceType::Transient,
        _ => BounceType::Undetermined,
    }
}
