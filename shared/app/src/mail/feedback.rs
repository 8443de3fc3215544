//! The delivery of emails after the mail service took them, recorded with the people they went to.
//!
//! Responsible for: which parts of a bounce or a complaint are kept: its kind and its time, never an address, never the content
//! of an email.

pub use domain::email::BounceType;
use domain::ids::{MailId, PersonId};
use jiff::Timestamp;

use crate::mail::MailReference;

/// A word of the mail service for what exactly happened (`MailboxFull`, `abuse`): ASCII letters, digits and hyphens, at most 64.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceWord(String);

impl ServiceWord {
    /// Reads a word; none when it is empty, too long or has other characters.
    pub fn parse(word: &str) -> Option<Self> {
        let fits =
            (1..=64).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        fits.then(|| Self(word.to_owned()))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The delivery status of an email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryStatus {
    /// The person's mail server took it.
    Delivered,
    /// It came back.
    Bounced {
        /// Whether the address can work again.
        bounce: BounceType,
        /// What exactly happened.
        word: Option<ServiceWord>,
    },
    /// The person reported it as unwanted.
    Complained { word: Option<ServiceWord> },
    /// The mail service took it and then refused to deliver it.
    Rejected,
}

impl DeliveryStatus {
    /// The stable code, snake case; one of each is kept for a person.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Bounced { .. } => "bounced",
            Self::Complained { .. } => "complained",
            Self::Rejected => "rejected",
        }
    }

    /// Whether the email did not reach its reader.
    pub const fn is_undelivered(&self) -> bool {
        match self {
            Self::Bounced { .. } | Self::Rejected => true,
            Self::Delivered | Self::Complained { .. } => false,
        }
    }
}

/// The delivery status of one email to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub status: DeliveryStatus,
    /// When, to the millisecond.
    pub at: Timestamp,
    pub mail: MailId,
    /// The reference in it, by which people speak of it; none when it was about contacts themselves.
    pub reference: Option<MailReference>,
}

impl Notice {
    /// Whether it is to be kept in place of `kept`, which is of the same kind: the later of two, whichever is heard of first.
    pub fn supersedes(&self, kept: &Self) -> bool {
        (self.at, self.mail) > (kept.at, kept.mail)
    }

    /// Whether the address cannot work again by itself: there is no such mailbox, or nothing is sent to it any more.
    pub const fn is_final(&self) -> bool {
        matches!(self.status, DeliveryStatus::Bounced { bounce: BounceType::Permanent, .. })
    }
}

/// The last of each kind that is known of emails to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactFeedback {
    /// The person; they may have left since.
    pub person: PersonId,
    /// What is known, at most one of each kind, in the order of their codes.
    pub notices: Vec<Notice>,
    /// Until when everything was forgotten, because their address was corrected or is tried again (Q4).
    pub forgotten: Option<Timestamp>,
}

impl ContactFeedback {
    /// Whether emails to them come back for good: none arrived since one did.
    pub fn is_unreachable(&self) -> bool {
        let arrived = |notice: &&Notice| notice.status == DeliveryStatus::Delivered;
        let delivered = self.notices.iter().find(arrived).map(|notice| notice.at);
        let bounced = self.notices.iter().find(|notice| notice.is_final()).map(|notice| notice.at);
        bounced.is_some() && bounced > delivered
    }
}

#[cfg(test)]
mod tests {
    use domain::reference::Reference;

    use super::*;

    #[test]
    fn a_word_of_the_mail_service_is_short_and_plain() {
        for word in ["General", "OnAccountSuppressionList", "auth-failure", &"a".repeat(64)] {
            assert_eq!(ServiceWord::parse(word).unwrap().as_str(), word);
        }
        for word in ["", "two words", "a@b", "<b>", "é", &"a".repeat(65)] {
            assert_eq!(ServiceWord::parse(word), None, "{word}");
        }
    }

    #[test]
    fn the_later_notice_is_kept_and_a_repeated_one_is_not_later() {
        let notice = |second, mail| Notice {
            status: DeliveryStatus::Delivered,
            at: Timestamp::from_second(second).unwrap(),
            mail: MailId::from_u64_pair(0, mail),
            reference: Some(MailReference::Change(Reference::from_bits(1))),
        };
        assert!(notice(2, 1).supersedes(&notice(1, 2)));
        assert!(!notice(1, 2).supersedes(&notice(2, 1)));
        assert!(!notice(1, 1).supersedes(&notice(1, 1)));
        // At one instant either could be first, so something else decides, always the same.
        assert!(notice(1, 2).supersedes(&notice(1, 1)) ^ notice(1, 1).supersedes(&notice(1, 2)));
    }
}
