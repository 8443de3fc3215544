//! Reviews: reminders of them, and another scale while one goes on (V1, V4).
//!
//! Responsible for: saying plainly that something is late, or not final. Must not: count working days.

use app::mail::Asked;
use domain::change::Decision;
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

/// To the primary business contacts, and to those whose steps wait because of it: PDP took a decision back (Q5).
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn taken_back(
    setting: &Setting,
    decision: Decision,
    question: Option<&FreeText>,
    reason: &FreeText,
    due: Option<Date>,
) -> Result<Notice, RenderError> {
    let change = &setting.about;
    let due_words = due.map(words::date).transpose()?;
    let (means, next) = match (decision, &due_words) {
        (Decision::Question, _) => (
            "You do not need to answer it. The review goes on.",
            "PDP goes on with the review. You get an email with its decision, or with another question.",
        ),
        (Decision::Confirmation, _) => (
            "The change is being reviewed again, and nothing of it goes live meanwhile. Please stop work on \
             its steps: what was done on them is kept, but nothing more can be submitted for now.",
            "PDP decides again. If it confirms the change, what was done on its steps counts again where \
             the confirmed scale has these steps, and the email with PDP’s decision lists what is still to be \
             done. Operational acceptance testing that was under way ends, and has to be requested again.",
        ),
        (Decision::Rejection, Some(_)) => (
            "The change is being reviewed again, and the URLs of its new endpoints are reserved for it again.",
            "PDP goes on with the review. You get an email with its decision, or with a question. If you have \
             begun another change in its place, withdraw the one that you do not need.",
        ),
        (Decision::Rejection, None) => (
            "The change waits for your answer again, and the URLs of its new endpoints are reserved for it \
             again.",
            "PDP asked you the question before it rejected the change. The review goes on when your answer is \
             there.",
        ),
    };
    let subject = match (decision, &due_words) {
        (Decision::Rejection, None) => format!("Action needed: PDP has taken back {decision} of {change}"),
        (Decision::Question, _) => format!("PDP has taken back {decision} about {change}"),
        _ => format!("PDP has taken back {decision} of {change}"),
    };
    let about = if decision == Decision::Question { "about" } else { "of" };
    let lead = format!("PDP has taken back {decision} {about} {change}. {means}");
    let heading = format!("PDP has taken back {decision}");
    let notice = Notice::new(subject, heading, lead);
    let notice = due_words.into_iter().fold(notice, |notice, due| notice.fact("Review due by", due));
    let notice = question.into_iter().fold(notice, |notice, asked| notice.quote("What PDP had asked", asked));
    let notice = notice.quote("Why PDP has taken it back", reason);
    let notice = match (decision, due) {
        (Decision::Rejection, None) => notice.asks_for([
            "Open the change on the connection portal, and answer PDP’s question. You can add files to the \
             answer.",
        ]),
        _ => notice,
    };
    let support = "If you do not understand the reason, contact PDP support through the support portal.";
    Ok(notice.next([next, support]))
}
