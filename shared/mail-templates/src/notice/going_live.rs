//! Going live: holds, connection dates, going live, complete (G1–G4, G6, V4).
//!
//! Responsible for: when endpoints go live, and who can still do something about it. Must not: compute any date.

use app::mail::NotificationStep;
use domain::change::GoingLive;
use domain::change::support::HoldReason;
use domain::endpoint::ProposedEndpoint;
use domain::policy::Step;
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Notice;
use super::setting::Setting;
use crate::error::RenderError;
use crate::words;

/// To the contacts concerned, and to PDP support when it has to release the hold.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn held(
    setting: &Setting,
    reason: &HoldReason,
    until: Option<Date>,
) -> Result<Notice, RenderError> {
    let subject = match until {
        _ if setting.at_pdp() => {
            setting.naming(format!("Action needed: endpoints on hold, {} from ", setting.about))
        }
        Some(day) => format!("New endpoints on hold until {}: {}", words::date(day)?, setting.about),
        None => format!("New endpoints on hold: {}", setting.about),
    };
    let endpoints = format!("The new endpoints of {}", setting.about);
    let lead = match until {
        Some(day) => format!("{endpoints} do not go live before {}.", words::start_of(day)?),
        None if setting.at_pdp() => format!(
            "{endpoints} from {} are on hold. They stay so until PDP support releases them.",
            setting.organisation
        ),
        None if *reason == HoldReason::Oat => {
            format!("{endpoints} do not go live until PDP has decided what is still open about their test.")
        }
        None => format!("{endpoints} do not go live until PDP releases them."),
    };
    let heading =
        if setting.at_pdp() { "New endpoints are on hold" } else { "Your new endpoints are on hold" };
    let notice = Notice::new(subject, heading, lead);
    let notice = match reason {
        HoldReason::Asked { request } => notice
            .and(format!(
                "Your organisation asked for this with support request {request}, and PDP has \
                 accepted it."
            ))
            .fact("Support request", request.to_string()),
        HoldReason::Pdp(reason) => {
            notice.and("PDP has put them on hold.").quote("Why PDP put them on hold", reason)
        }
        HoldReason::Reclassified => notice.and(format!(
            "PDP has changed its decision on the change, and {} new endpoints could have gone live sooner \
             because of that. No endpoint goes live because of such a decision, so they wait until PDP \
             support has looked at them.",
            setting.your()
        )),
        HoldReason::Oat => notice.and(
            "Operational acceptance testing (OAT) is passed, and something about that is still undecided: a \
             re-run, another result or another connection date.",
        ),
    };
    if setting.at_pdp() {
        return Ok(to_release(notice));
    }
    let released = match until {
        None if *reason == HoldReason::Oat => {
            "When it is decided, the hold ends by itself, and they go live on their connection date."
        }
        None if *reason == HoldReason::Reclassified => {
            "You get an email when PDP releases them. It says when they go live. If PDP decides again that \
             something has to be done first, the hold ends by itself, and they go live when that is done."
        }
        Some(_) => {
            "On that day they go live without anyone doing anything, unless a step they wait for is not \
             complete or their connection date is later. Everyone who has a role at your organisation gets \
             an email when they do."
        }
        None => "You get an email when PDP releases them. It says when they go live.",
    };
    let nothing = match reason {
        HoldReason::Reclassified => {
            "You do not need to do anything about the hold, but PDP support may ask if your organisation \
             is ready for the new endpoints to go live. Steps of the change that are still to be done can \
             go on."
        }
        _ if setting.about_oat => {
            "You do not need to do anything about the hold. What is still to be tested can go on."
        }
        _ => {
            "You do not need to do anything about the hold. Steps of the change that are still to be done \
             can go on."
        }
    };
    Ok(notice.next([nothing, released]))
}

fn to_release(notice: Notice) -> Notice {
    notice
        .asks_for([
            "Ask the organisation if it is ready for the new endpoints to go live.",
            "When it is, open the change and release the hold, with a reason. Nobody outside PDP support \
             can do this.",
        ])
        .next([
            "When you release the hold, the new endpoints go live within minutes, or on their connection \
             date if that is later. The primary business contacts and the service managers get your reason \
             by email.",
            "There is no set date for this, but nothing goes live until you do it. Only when a reviewer \
             decides again that something has to be done first does the hold end by itself: the new \
             endpoints then go live when that is done.",
        ])
}

/// To the contacts concerned.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn released(
    setting: &Setting,
    reason: &FreeText,
    going_live: GoingLive,
) -> Result<Notice, RenderError> {
    let change = &setting.about;
    let subject = match going_live {
        GoingLive::Scheduled { on } => format!("New endpoints go live on {}: {change}", words::date(on)?),
        GoingLive::Due { .. } => format!("New endpoints go live now: {change}"),
        _ => format!("PDP has released a hold: {change}"),
    };
    let lead = format!("PDP has released a hold on the new endpoints of {change}.");
    let notice = Notice::new(subject, "PDP has released a hold on your new endpoints", lead);
    let still = match going_live {
        GoingLive::Held => Some(
            "Your new endpoints are still on hold for another reason, for example a request for a delay \
             that PDP has not answered yet. They do not go live for now."
                .to_owned(),
        ),
        _ => setting.on_their_way(going_live)?,
    };
    let notice = still.into_iter().fold(notice, Notice::and).quote("Why PDP released it", reason);
    let next = match going_live {
        GoingLive::Due { .. } | GoingLive::Scheduled { .. } => {
            "You do not need to do anything. If your organisation is not ready for the new endpoints to go \
             live, tell PDP support straight away, through the support portal: once they are live, they \
             cannot be put on hold."
        }
        GoingLive::DateNeeded => {
            "A service manager gives the new connection date on the connection portal. The new endpoints \
             go live at the start of that day."
        }
        _ if setting.about_oat => {
            "You do not need to do anything because of this email. The test goes on as before, and you get \
             another email when the new endpoints go live."
        }
        _ => {
            "You do not need to do anything because of this email. Steps of the change that are still to \
             be done go on as before, and you get another email when the new endpoints go live."
        }
    };
    Ok(notice.next([next]))
}

/// To the service managers.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn date_needed(
    setting: &Setting,
    passed: Option<Date>,
    earliest: Date,
) -> Result<Notice, RenderError> {
    let change = &setting.about;
    let who = setting.you_or_another();
    let notice = match passed {
        Some(day) => {
            let day = words::date(day)?;
            let lead = format!(
                "The connection date of {change}, {day}, came before everything was complete, so the new \
                 endpoints have not gone live. {who} need to give a new one."
            );
            let subject = format!("Action needed: give a new connection date, {change}");
            Notice::new(subject, "A new connection date is needed", lead)
                .fact("Connection date that has passed", day)
        }
        None => {
            let lead = format!(
                "There is no connection date for {change} yet, so the new endpoints cannot go live. {who} \
                 need to give one."
            );
            let subject = format!("Action needed: give a connection date, {change}");
            Notice::new(subject, "A connection date is needed", lead)
        }
    };
    let days = setting.limits.connection_date_days;
    Ok(notice
        .fact("Earliest connection date, if you give it today", words::date(earliest)?)
        .asks_for([
            format!(
                "Choose the day when the new endpoints go live. It must be at least {days} calendar days \
                 after the day on which you give it (CoCo 3.1.13)."
            ),
            "Give it as the connection date on the connection portal. Only a service manager can do \
             this."
                .to_owned(),
        ])
        .next([
            "The new endpoints then go live at 00:00, UK time, at the start of that day, unless they are \
             on hold. Everyone who has a role at your organisation gets an email when they do.",
            "There is no deadline for this, but nothing goes live until you give a date.",
        ]))
}

/// To everyone in the organisation, and to everyone at PDP.
///
/// # Errors
/// [`RenderError`] when a time has no words.
pub(crate) fn went_live(
    setting: &Setting,
    at: Timestamp,
    endpoints: &[ProposedEndpoint],
    next: Option<&NotificationStep>,
) -> Result<Notice, RenderError> {
    let (time, change) = (words::date_time(at)?, &setting.about);
    let notice = if setting.at_pdp() {
        let subject = setting.naming(format!("New endpoints are live: {change} from "));
        let lead = format!("The new endpoints of {change} from {} are live.", setting.organisation);
        Notice::new(subject, "New endpoints are live", lead)
    } else {
        let subject = format!("Your new endpoints are live: {change}");
        let lead = format!("The new endpoints of {change} are live.");
        Notice::new(subject, "Your new endpoints are live", lead)
    };
    let notice = match next {
        Some(step) if step.step == Step::LiveCryptographicMaterial => notice.and(format!(
            "One thing is still to be done: {} must decide if they need new live cryptographic material, \
             and deploy it if they do. That has not been confirmed yet.",
            setting.who(step.by)
        )),
        Some(step) => notice.and(format!(
            "The change is not complete yet: the step “{}” is still to be \
             done.",
            step.step
        )),
        None => notice.and("Every step of the change is complete."),
    };
    let shown = |endpoint: &ProposedEndpoint| {
        format!("{}: {}", endpoint.endpoint_type, words::one_line(endpoint.url.as_str()))
    };
    let notice = notice.fact("Live since", time).list("New endpoints", endpoints.iter().map(shown).collect());
    let next = match next {
        Some(step) => setting.comes_next(step),
        None => "You do not need to do anything.".to_owned(),
    };
    let if_wrong = if setting.at_pdp() {
        "If you think that an endpoint should not be live, tell PDP support straight away."
    } else {
        "If something is wrong with a new endpoint, tell PDP support straight away, through the support \
         portal. A primary business contact can take an endpoint out of use on the connection portal. That \
         works immediately and cannot be undone."
    };
    Ok(notice.next([next, if_wrong.to_owned()]))
}

/// To the primary business contacts.
pub(crate) fn completed(setting: &Setting) -> Notice {
    let lead = format!(
        "Every step of {} is complete, and any new endpoints in it are live. You do not need to do \
         anything more.",
        setting.about
    );
    let subject = format!("Complete: {}", setting.about);
    Notice::new(subject, "Your technical change is complete", lead).next([
        "The change is closed. Its record and its files stay on the connection portal, and you can \
         download all of it as one bundle of evidence.",
        "If you want to make another change, a primary business contact can submit a new one on the \
         connection portal, at any time.",
    ])
}
