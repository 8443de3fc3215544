//! Which emails to each contact were delivered, came back or were reported.

use api::{ContactFeedbackBody, MailNoticeBody};
use app::{ContactFeedback, Fate, Notice};

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
            let place = match notice.fate {
                Fate::Delivered => &mut body.delivered,
                Fate::Bounced { .. } => &mut body.bounced,
                Fate::Complained { .. } => &mut body.complained,
                Fate::Rejected => &mut body.rejected,
            };
            *place = Some(Of::of(notice));
        }
        body
    }
}

impl Of<&Notice> for MailNoticeBody {
    fn of(notice: &Notice) -> Self {
        let (bounce, word) = match &notice.fate {
            Fate::Bounced { bounce, word } => (Some(*bounce), word.as_ref()),
            Fate::Complained { word } => (None, word.as_ref()),
            Fate::Delivered | Fate::Rejected => (None, None),
        };
        Self {
            at: notice.at,
            reference: notice.reference.to_string(),
            bounce_type: bounce.map(Of::of),
            reason: word.map(|word| word.as_str().to_owned()),
        }
    }
}
