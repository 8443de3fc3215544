//! The delivery of emails to each contact: which arrived, came back or were reported.

use api::{ContactFeedbackBody, MailNoticeBody};
use app::{ContactFeedback, DeliveryStatus, Notice};

use crate::shown::Of;

impl Of<&ContactFeedback> for ContactFeedbackBody {
    fn of(feedback: &ContactFeedback) -> Self {
        let mut body = Self {
            person: feedback.person,
            delivered: None,
            bounced: None,
            complained: None,
            rejected: None,
        };
        for notice in &feedback.notices {
            let place = match notice.status {
                DeliveryStatus::Delivered => &mut body.delivered,
                DeliveryStatus::Bounced { .. } => &mut body.bounced,
                DeliveryStatus::Complained { .. } => &mut body.complained,
                DeliveryStatus::Rejected => &mut body.rejected,
            };
            *place = Some(Of::of(notice));
        }
        body
    }
}

impl Of<&Notice> for MailNoticeBody {
    fn of(notice: &Notice) -> Self {
        let (bounce, word) = match &notice.status {
            DeliveryStatus::Bounced { bounce, word } => (Some(*bounce), word.as_ref()),
            DeliveryStatus::Complained { word } => (None, word.as_ref()),
            DeliveryStatus::Delivered | DeliveryStatus::Rejected => (None, None),
        };
        Self {
            at: notice.at,
            reference: notice.reference.map(|reference| reference.to_string()),
            bounce_type: bounce.map(Of::of),
            reason: word.map(|word| word.as_str().to_owned()),
        }
    }
}
