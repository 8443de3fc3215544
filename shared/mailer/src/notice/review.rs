//! Reminders of reviews (V1).
//!
//! Responsible for: saying plainly what is late. Must not: count working days.

use app::mail::Asked;
use jiff::civil::Date;

use super::Notice;
use super::setting::Setting;
use crate::{RenderError, words};

/// To PDP's reviewers: due on the next working day, or overdue.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn due(setting: &Setting, asked: &Asked, due: Date, on: Date) -> Result<Notice, RenderError> {
    let (change, organisation, due_words) = (&setting.about, &setting.organisation, words::date(due)?);
    let overdue = on > due;
    let (heading, lead) = if overdue {
        let lead = format!(
            "The review of {change} from {organisation} is overdue. It was due by {due_words}, and the \
             organisation is still waiting."
        );
        ("A review is overdue", lead)
    } else {
        let lead = format!(
            "The review of {change} from {organisation} is due by {due_words}, the next working day."
        );
        ("A review is due on the next working day", lead)
    };
    let again = if overdue {
        "You get this reminder every working day until the change is reviewed."
    } else {
        "If it is not reviewed by then, you get a reminder every working day until it is."
    };
    Ok(Notice {
        asked: Some(asked.into()),
        ..Notice::new(heading, lead)
            .fact("Review due by", due_words)
            .asks_for([
                "Open the change from the review queue, and read it and any evidence.",
                "Confirm it, ask for more information, or reject it with a reason. Asking stops the clock \
                 until the organisation answers.",
            ])
            .next([
                "The primary business contacts of the organisation get your decision, or your question, \
                 by email.",
                again,
            ])
    })
}
