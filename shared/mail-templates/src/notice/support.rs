//! Support requests (D1, G3, S3).
//!
//! Responsible for: what a request, and PDP's answer, mean for the change. Must not: say until when a hold lasts; its own
//! notification does.

use domain::change::support::SupportSubject;
use domain::reference::SupportReference;
use domain::text::FreeText;

use super::setting::Setting;
use super::{Notice, test_endpoints};
use crate::error::RenderError;
use crate::words;

/// To those who asked: it has arrived.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn received(
    setting: &Setting,
    request: SupportReference,
    subject: &SupportSubject,
    text: &FreeText,
) -> Result<Notice, RenderError> {
    let lead = format!("Support request {request} about {} is with PDP support.", setting.about);
    let meanwhile = match subject {
        SupportSubject::DelayGoingLive { .. } => {
            "Your new endpoints do not go live before PDP has answered it."
        }
        SupportSubject::ChangeTestEndpoints(_) => {
            "The test endpoints stay as they are unless PDP accepts the request."
        }
        SupportSubject::OatSupportSession | SupportSubject::Other => {
            "You do not need to do anything until PDP answers."
        }
    };
    let title = format!("PDP has received support request {request}: {}", setting.about);
    let notice = Notice::new(title, "PDP has received your support request", lead).and(meanwhile);
    Ok(facts(notice, request, subject)?.quote("What was asked", text).next([
        format!(
            "PDP support answers by email. The answer goes to everyone at {} who has the role in which the \
             request was opened.",
            setting.organisation
        ),
        format!(
            "There is no set date for the answer. If it is urgent, say so to PDP support through the support \
             portal.{}",
            if setting.kind == "change" { " You can go on with the steps of the change." } else { "" }
        ),
    ]))
}

/// To PDP support: a request to answer.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn to_answer(
    setting: &Setting,
    request: SupportReference,
    subject: &SupportSubject,
    text: &FreeText,
) -> Result<Notice, RenderError> {
    let lead = format!(
        "{} has opened support request {request} about {}. {} need to answer it.",
        setting.organisation,
        setting.about,
        setting.you_or_another()
    );
    let title = format!("Support request {request} ({}), {} from ", subject.kind(), setting.about);
    let notice = Notice::new(setting.naming(title), "A support request is waiting for an answer", lead);
    let notice = match subject {
        SupportSubject::DelayGoingLive { .. } => notice.and(
            "The new endpoints of this change do not go live before you answer. If you decline and \
                 nothing else is in their way, they go live within minutes.",
        ),
        _ => notice,
    };
    let answer = match subject {
        SupportSubject::DelayGoingLive { .. } => {
            "Accept it until a day that you give, accept it until PDP support releases the endpoints, or \
             decline it with a reason. If a day was asked for, that is the day to give unless you have agreed on \
             another."
        }
        SupportSubject::ChangeTestEndpoints(_) => {
            "Ask the PDP implementation manager if the test can use these test endpoints. Then accept the \
             request, which replaces the test endpoints at once, or decline it with a reason."
        }
        SupportSubject::OatSupportSession => {
            "Agree a time with the organisation’s service manager, and put it in your answer."
        }
        SupportSubject::Other => "Answer it so that the organisation knows what to do next.",
    };
    Ok(facts(notice, request, subject)?
        .quote("What the organisation wrote", text)
        .asks_for([format!("Open the {} and read the request.", setting.kind), answer.to_owned()])
        .next([
            "Everyone at the organisation who has the role in which the request was opened gets your \
             answer by email. You can answer only once.",
            "There is no set date for the answer.",
        ]))
}

/// To those who asked: PDP's answer.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(crate) fn answered(
    setting: &Setting,
    request: SupportReference,
    subject: &SupportSubject,
    [text, answer]: [&FreeText; 2],
    accepted: Option<bool>,
) -> Result<Notice, RenderError> {
    let verb = verb(accepted);
    let lead = format!("PDP has {verb} support request {request} about {}.", setting.about);
    let title = format!("PDP has {verb} support request {request}: {}", setting.about);
    let notice = Notice::new(title, format!("PDP has {verb} your support request"), lead);
    let notice = meaning(subject, accepted).into_iter().fold(notice, Notice::and);
    let notice = facts(notice, request, subject)?.quote("PDP’s answer", answer).quote("What was asked", text);
    let notice = match (subject, accepted) {
        (SupportSubject::ChangeTestEndpoints(_), Some(true)) => notice.asks_for([
            "Make sure that the new test endpoints point at the solution to be tested, before the test and \
             until it is over.",
        ]),
        (SupportSubject::ChangeTestEndpoints(_), Some(false)) => notice.asks_for([
            "Make sure that the test endpoints recorded before point at the solution to be tested. If they \
             cannot be used, tell the PDP implementation manager straight away, through the support \
             portal.",
        ]),
        (SupportSubject::DelayGoingLive { .. }, Some(false)) => notice.asks_for([
            "If your organisation is not ready for the new endpoints to go live, tell PDP support straight \
             away, through the support portal.",
        ]),
        _ => notice,
    };
    Ok(notice.next([if accepted == Some(true) {
        "This support request is closed."
    } else {
        "This support request is closed. If the answer does not help you, open another one on the \
         connection portal."
    }]))
}

/// PDP's answer to a request.
const fn verb(accepted: Option<bool>) -> &'static str {
    match accepted {
        Some(true) => "accepted",
        Some(false) => "declined",
        None => "answered",
    }
}

fn meaning(subject: &SupportSubject, accepted: Option<bool>) -> Option<&'static str> {
    match (subject, accepted) {
        (SupportSubject::DelayGoingLive { .. }, Some(true)) => {
            Some("Your new endpoints are on hold. A separate email says until when.")
        }
        (SupportSubject::DelayGoingLive { .. }, Some(false)) => Some(
            "This request no longer holds your new endpoints back. They go live when every step they wait \
             for is complete and the connection date, if there is one, is reached. If that is so already, \
             they go live within minutes.",
        ),
        (SupportSubject::ChangeTestEndpoints(_), Some(true)) => {
            Some("PDP now tests at the test endpoints that you asked for.")
        }
        (SupportSubject::ChangeTestEndpoints(_), Some(false)) => {
            Some("The test endpoints stay as they were before the request.")
        }
        _ => None,
    }
}

fn facts(notice: Notice, request: SupportReference, subject: &SupportSubject) -> Result<Notice, RenderError> {
    let notice = notice.fact("Support request", request.to_string());
    Ok(match subject {
        SupportSubject::DelayGoingLive { until: Some(until) } => {
            notice.fact("Asked for", format!("delay going live until {}", words::date(*until)?))
        }
        SupportSubject::DelayGoingLive { until: None } => {
            notice.fact("Asked for", "delay going live, without an end date")
        }
        SupportSubject::ChangeTestEndpoints(urls) => {
            notice.fact("Asked for", "change test endpoints").list("New test endpoints", test_endpoints(urls))
        }
        SupportSubject::OatSupportSession => {
            notice.fact("Asked for", "support session for operational acceptance testing (OAT)")
        }
        SupportSubject::Other => notice.fact("Asked for", "something else, in the words below"),
    })
}
