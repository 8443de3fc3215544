//! Reviews: reminders of them, and another scale while one goes on (V1, V4).
//!
//! Responsible for: saying plainly that something is late, or not final. Must not: count working days.

use app::mail::Asked;
use domain::policy::Scale;
use domain::text::FreeText;
use jiff::civil::Date;

use super::Notice;
use super::setting::Setting;
use crate::error::RenderError;
use crate::words;

/// To PDP's reviewers: due on the next working day, or overdue.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn due(setting: &Setting, asked: &Asked, due: Date, on: Date) -> Result<Notice, RenderError> {
    let (change, organisation, due_words) = (&setting.about, &setting.organisation, words::date(due)?);
    let overdue = on > due;
    let (subject, heading, lead) = if overdue {
        let lead = format!(
            "The review of {change} from {organisation} is overdue. It was due by {due_words}, and the \
             organisation is still waiting."
        );
        (format!("Review overdue since {due_words}"), "A review is overdue", lead)
    } else {
        let lead = format!(
            "The review of {change} from {organisation} is due by {due_words}, the next working day."
        );
        (format!("Review due by {due_words}"), "A review is due on the next working day", lead)
    };
    let again = if overdue {
        "You get this reminder every working day until the change is reviewed."
    } else {
        "If it is not reviewed by then, you get a reminder every working day until it is."
    };
    Ok(Notice {
        asked: Some(asked.into()),
        ..Notice::new(setting.naming(format!("{subject}: {change} from ")), heading, lead)
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

/// To the primary business contacts: PDP sees another scale while it reviews (V4).
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn scale_changed(
    setting: &Setting,
    asked: &Asked,
    [from, to]: [Scale; 2],
    reason: &FreeText,
    due: Option<Date>,
) -> Result<Notice, RenderError> {
    let change = &setting.about;
    let lead = format!(
        "PDP is reviewing {change} and now sees it as {to} scale, not {from}. The review goes on; you do not \
         need to do anything now."
    );
    let subject = format!("PDP now sees {change} as {to} scale");
    let notice = Notice::new(subject, "PDP sees another scale for your technical change", lead)
        .fact("Scale before", from.code())
        .fact("Scale now", to.code());
    let notice = match due {
        Some(due) => notice.fact("Review due by", words::date(due)?),
        None => notice,
    };
    let next = [
        "The scale is final only when PDP confirms the change. The email with PDP’s decision then says which \
         steps come next, who must do them and what evidence they need.",
        "If you do not agree with the scale, raise a ticket with PDP support through the support portal \
         before the review ends.",
    ];
    Ok(Notice { asked: Some(asked.into()), ..notice.quote("Why PDP sees another scale", reason).next(next) })
}
