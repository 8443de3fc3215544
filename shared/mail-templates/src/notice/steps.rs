//! Submitted steps: to be decided on, approved, returned (S2).
//!
//! Responsible for: what the decision means for the reader. Must not: say how a step is done; `step_opened` does.

use app::mail::NotificationStep;
use domain::actor::Role;
use domain::change::GoingLive;
use domain::policy::Step;
use domain::text::FreeText;

use super::Notice;
use super::setting::{Setting, capital};
use crate::error::RenderError;

/// To those at PDP who decide on `step`.
pub(crate) fn to_decide(
    setting: &Setting,
    step: Step,
    submitted_by: Role,
    files: usize,
    goes_live: bool,
) -> Notice {
    let (change, organisation) = (&setting.about, &setting.organisation);
    let lead = format!(
        "{organisation} has submitted the step “{step}” of {change}. {} need to approve it or return it.",
        setting.you_or_another()
    );
    let subject = setting.naming(format!("Decision needed: {step}, {change} from "));
    let notice = Notice::new(subject, format!("A step is waiting for your decision: {step}"), lead);
    let notice = if goes_live {
        notice.and("If you approve it, the new endpoints go live within minutes, unless they are on hold.")
    } else {
        notice
    };
    let who = setting.who(submitted_by);
    notice
        .fact("Step", step.to_string())
        .fact("Submitted by", who.clone())
        .fact("Files", files.to_string())
        .asks_for([
            "Open the change and read what was submitted, with its files.",
            "Approve the step, or return it with a reason that tells the organisation what to put right.",
        ])
        .next([
            format!(
                "If you approve it, the step is complete and the next one can start. If you return it, \
                 {who} can submit it again. They get an email either way."
            ),
            "There is no set date for this decision, but the organisation cannot go on until you \
             decide."
                .to_owned(),
        ])
}

/// To those who submitted `step`.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn approved(
    setting: &Setting,
    step: Step,
    next: Option<&NotificationStep>,
    going_live: GoingLive,
) -> Result<Notice, RenderError> {
    let change = &setting.about;
    let subject = match going_live {
        GoingLive::Due { .. } => format!("PDP has approved {step}, new endpoints go live now: {change}"),
        _ => format!("PDP has approved {step}: {change}"),
    };
    let lead = format!("PDP has approved the step “{step}” of {change}. The step is complete.");
    let notice = Notice::new(subject, format!("PDP has approved a step: {step}"), lead);
    let on_their_way = setting.on_their_way(going_live)?;
    // The irreversible consequence comes first.
    let (now, later): (Option<String>, Option<String>) = match going_live {
        GoingLive::Due { .. } | GoingLive::Scheduled { .. } | GoingLive::DateNeeded => (on_their_way, None),
        _ => (None, on_their_way),
    };
    let notice = now.into_iter().fold(notice, Notice::and).fact("Step", step.to_string());
    let notice = if step == Step::Prerequisites {
        notice.asks_for([
            "If you have not done it yet, record your test Find, View and PAT refresh endpoints on the \
             connection portal.",
            "Confirm there that they point at the solution to be tested. PDP cannot arrange integration \
             testing before you do.",
        ])
    } else {
        notice
    };
    let next = match next {
        Some(step) => setting.comes_next(step),
        None => "Every step of this change is complete.".to_owned(),
    };
    Ok(notice.next([next].into_iter().chain(later)))
}

/// To those who submitted `step`.
pub(crate) fn returned(setting: &Setting, step: Step, reason: &FreeText) -> Notice {
    let lead = format!(
        "PDP cannot approve the step “{step}” of {} yet, and has returned it with a reason. {} need to put \
         this right and submit the step again.",
        setting.about,
        setting.you_or_another()
    );
    let subject = format!("Action needed: PDP has returned {step}, {}", setting.about);
    Notice::new(subject, format!("PDP has returned a step: {step}"), lead)
        .fact("Step", step.to_string())
        .quote("Why PDP returned it", reason)
        .asks_for([
            "Put right what PDP’s reason says.",
            "If other files are needed, upload them to this step on the connection portal. The files that \
             you submitted before stay where they are.",
            "Submit the step again.",
        ])
        .next([
            "PDP then decides again, and you get an email.",
            "There is no set date for this, but the change cannot go on until the step is approved. If you \
             do not understand the reason, ask PDP support before you submit again.",
        ])
}

/// To those who submitted `step`, and to those who wait because of it (Q5).
pub(crate) fn reopened(
    setting: &Setting,
    step: Step,
    reason: &FreeText,
    waiting: &[Step],
    goes_live_later: bool,
) -> Notice {
    let change = &setting.about;
    let (subject, of_whom) = if setting.at_pdp() {
        let subject = setting.naming(format!("PDP has opened {step} again: {change} from "));
        (subject, format!(" from {}", setting.organisation))
    } else {
        (format!("PDP has opened {step} again: {change}"), String::new())
    };
    let lead = format!(
        "PDP has opened the step “{step}” of {change}{of_whom} again, because it had approved the step by \
         mistake. What was submitted stays as it is, and PDP decides on it once more."
    );
    let notice = Notice::new(subject, format!("PDP has opened a step again: {step}"), lead);
    let notice = if goes_live_later {
        notice.and(format!(
            "{} new endpoints do not go live before the step is approved again.",
            capital(setting.your())
        ))
    } else {
        notice
    };
    let notice = notice.fact("Step", step.to_string());
    let notice = if waiting.is_empty() {
        notice
    } else {
        notice.list("Steps that wait meanwhile", waiting.iter().map(Step::to_string).collect())
    };
    let kept = if waiting.is_empty() {
        "You do not need to do anything now, and nothing that was done is lost."
    } else {
        "You do not need to do anything now. The steps that wait cannot be done or decided on until the \
         step is approved again; nothing that was done on them is lost."
    };
    let later = goes_live_later
        .then_some("If a connection date passes before then, the service manager is asked for a new one.");
    notice.quote("Why PDP opened it again", reason).next(
        [
            kept,
            "When PDP has decided, those who take the step get an email: it is approved again, or returned \
               with a reason.",
        ]
        .into_iter()
        .chain(later),
    )
}
