//! The delivery of emails to each contact: which arrived, came back or were reported.

use domain::ids::PersonId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::BounceTypeWord;

/// One page of the delivery status of emails, by contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MailFeedbackPage {
    /// The contacts that something is known about.
    pub items: Vec<ContactFeedbackBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}

/// The delivery status of emails to one contact: the latest of each kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ContactFeedbackBody {
    /// The person; they may have left since.
    #[schema(value_type = String, format = "uuid")]
    pub person: PersonId,
    /// An email that their mail server took.
    #[schema(required = true)]
    pub delivered: Option<MailNoticeBody>,
    /// An email that came back.
    #[schema(required = true)]
    pub bounced: Option<MailNoticeBody>,
    /// An email that they reported as unwanted.
    #[schema(required = true)]
    pub complained: Option<MailNoticeBody>,
    /// An email that the mail service refused to deliver.
    #[schema(required = true)]
    pub rejected: Option<MailNoticeBody>,
}

/// The delivery status of one email, without its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MailNoticeBody {
    /// When, in UTC.
    pub at: Timestamp,
    /// The reference of the technical change or request for OAT it was about; none when it was about people and roles.
    #[schema(required = true, example = "TC-7Q4M0ZKD")]
    pub reference: Option<String>,
    /// Whether the address can work again; of emails that came back only.
    #[schema(required = true)]
    pub bounce_type: Option<BounceTypeWord>,
    /// What exactly happened, in the mail service's word, if it has one: `MailboxFull`, `OnAccountSuppressionList`, `abuse` …
    #[schema(required = true)]
    pub reason: Option<String>,
}
