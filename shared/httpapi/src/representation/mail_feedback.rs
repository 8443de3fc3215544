//! What became of emails to each contact.

use app::{BounceType, ContactFeedback, Fate, Notice, Page};
use serde::Serialize;
use utoipa::ToSchema;

/// One page of what became of emails, by contact.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MailFeedbackPage {
    /// The contacts that something is known about.
    pub items: Vec<ContactFeedbackBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

/// What became of emails to one contact: the last of each kind that is known of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactFeedbackBody {
    /// The person; they may have left since.
    #[schema(format = "uuid")]
    pub person: String,
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

/// What became of one email. What it said is not told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MailNoticeBody {
    /// When, in UTC.
    #[schema(format = DateTime)]
    pub at: String,
    /// The reference of the technical change it was about.
    #[schema(example = "TC-7Q4M0ZKD")]
    pub reference: String,
    /// Whether the address can work again; of emails that came back only.
    #[schema(required = true)]
    pub bounce_type: Option<BounceTypeWord>,
    /// What exactly happened, in the mail service's word, if it has one: `MailboxFull`, `OnAccountSuppressionList`, `abuse` …
    #[schema(required = true)]
    pub reason: Option<String>,
}

/// Whether an address can work again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BounceTypeWord {
    /// It cannot: there is no such mailbox, or nothing is sent to it any more.
    Permanent,
    /// It may, for example when the mailbox is no longer full.
    Transient,
    /// The other side did not say.
    Undetermined,
}

impl From<BounceType> for BounceTypeWord {
    fn from(bounce: BounceType) -> Self {
        match bounce {
            BounceType::Permanent => Self::Permanent,
            BounceType::Transient => Self::Transient,
            BounceType::Undetermined => Self::Undetermined,
        }
    }
}

impl From<Page<ContactFeedback>> for MailFeedbackPage {
    fn from(page: Page<ContactFeedback>) -> Self {
        Self { items: page.items.iter().map(Into::into).collect(), next: page.next.map(|cursor| cursor.0) }
    }
}

impl From<&ContactFeedback> for ContactFeedbackBody {
    fn from(feedback: &ContactFeedback) -> Self {
        let mut body = Self {
            person: feedback.person.to_string(),
            delivered: None,
            bounced: None,
            complained: None,
            rejected: None,
        };
        for notice in &feedback.notices {
            let place = match notice.fate {
                Fate::Delivered => &mut body.delivered,
                Fate::Bounced { .. } => &mut body.bounced,
                Fate::Complained { .. } => &mut body.complained,
                Fate::Rejected => &mut body.rejected,
            };
            *place = Some(notice.into());
        }
        body
    }
}

impl From<&Notice> for MailNoticeBody {
    fn from(notice: &Notice) -> Self {
        let (bounce, word) = match &notice.fate {
            Fate::Bounced { bounce, word } => (Some(*bounce), word.as_ref()),
            Fate::Complained { word } => (None, word.as_ref()),
            Fate::Delivered | Fate::Rejected => (None, None),
        };
        Self {
            at: notice.at.to_string(),
            reference: notice.reference.to_string(),
            bounce_type: bounce.map(Into::into),
            reason: word.map(|word| word.as_str().to_owned()),
        }
    }
}
