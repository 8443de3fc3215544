//! Pages of trouble: what happened, what became of what was typed, and what to do.

use askama::Template;
use axum::response::{IntoResponse, Response};
use domain::ids::ChangeId;
use http::HeaderValue;
use http::header::RETRY_AFTER;

use crate::layout::{Frame, Section};
use crate::pages::sign_in::sign_in::Because;
use crate::ports::Ports;
use crate::sign_in::ReturnTo;
use crate::trouble::Trouble;
use crate::visit::{Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/error/error.html")]
struct Page {
    frame: Frame,
    said: Vec<String>,
    /// What became of the form that was sent, if one was.
    typed: Option<&'static str>,
    link: &'static str,
    href: String,
}

/// Answers an address that no page has.
pub async fn no_such_page() -> Trouble {
    Trouble::NotFound
}

/// Answers a method that a page does not take.
pub async fn wrong_method() -> Trouble {
    Trouble::WrongMethod
}

/// The page of a trouble. `was_sent` says whether a form was; `is_kept`, whether it was kept.
pub fn page<P: Ports>(visit: &Visit<P>, trouble: &Trouble, was_sent: bool, is_kept: bool) -> Response {
    let (title, said) = words(trouble, was_sent);
    let typed = match (was_sent && trouble.keeps_form(), is_kept) {
        (false, _) => None,
        (true, true) => {
            Some("What you typed has been kept for 24 hours. The form shows it again when you go back.")
        }
        (true, false) => Some(
            "What you typed could not be kept. Use your browser’s Back button to see it again, and copy what you need.",
        ),
    };
    let here = ReturnTo::read(&visit.address);
    let (link, href) = match trouble {
        Trouble::Ended => ("Sign in again", Because::Over.address(&here)),
        _ if was_sent && trouble.keeps_form() => ("Go back to the form", here.as_str().to_owned()),
        Trouble::TooMany { .. } | Trouble::Down => ("Try again", here.as_str().to_owned()),
        Trouble::Refused(_) | Trouble::NotAllowed(_) => above(here.as_str()),
        _ => ("Go to the home page", ReturnTo::HOME.to_owned()),
    };
    let frame = visit.frame(title, Section::Nowhere);
    let mut response = match html(trouble.status(), &Page { frame, said, typed, link, href }) {
        Ok(response) => response,
        Err(_) => trouble.status().into_response(),
    };
    if let Trouble::TooMany { after: Some(seconds), .. } = trouble {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}

/// The page of what an address is about, for who cannot do what the address is for.
fn above(address: &str) -> (&'static str, String) {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.trim_start_matches("/portal/").splitn(3, '/');
    let (area, id, rest) = (parts.next(), parts.next(), parts.next());
    // The page itself may be what was refused.
    let id = id.filter(|id| rest.is_some() && id.parse::<ChangeId>().is_ok());
    match (area, id) {
        (Some("changes"), Some(id)) => ("Go to the technical change", format!("/portal/changes/{id}")),
        (Some("downtime"), Some(id)) => ("Go to the notice of downtime", format!("/portal/downtime/{id}")),
        (Some("endpoints"), Some(id)) => {
            ("Go to the endpoints", format!("/portal/endpoints?organisation={id}"))
        }
        (Some("oat"), Some(id)) => ("Go to the test", format!("/portal/oat/{id}")),
        (Some("organisations"), Some(id)) => {
            ("Go to the organisation", format!("/portal/organisations/{id}"))
        }
        (Some("organisations"), None) => ("Go to the organisations", "/portal/organisations".to_owned()),
        (Some("team"), _) => ("Go to the team", "/portal/team".to_owned()),
        _ => ("Go to the home page", ReturnTo::HOME.to_owned()),
    }
}

fn words(trouble: &Trouble, was_sent: bool) -> (&'static str, Vec<String>) {
    let owned = |said: &[&str]| said.iter().map(|&said| said.to_owned()).collect();
    match trouble {
        Trouble::NotFound => (
            "Page not found",
            owned(&[
                "If you typed the address, check that it is correct.",
                "If you followed a link, it may lead to something that belongs to another organisation, or that is no longer there.",
            ]),
        ),
        Trouble::WrongMethod => (
            "This page cannot be used like that",
            owned(&["Open the page from the portal, and use its form."]),
        ),
        Trouble::NotAllowed(advice) => ("You cannot do this", vec![advice.clone()]),
        Trouble::Stale => (
            "Somebody else made a change first",
            owned(&[
                "Nothing that you sent has been saved. Look at what it says now, then send the form again if it is still right.",
            ]),
        ),
        Trouble::TooMany { after, advice } => {
            let when = match after {
                Some(seconds) if *seconds >= 90 => {
                    format!("Try again in {}.", words::minutes(seconds.div_ceil(60)))
                }
                Some(seconds) if *seconds > 1 => format!("Try again in {seconds} seconds."),
                _ => "Try again in a moment.".to_owned(),
            };
            let said = [advice.clone(), when].into_iter().filter(|said| !said.is_empty()).collect();
            ("Too many requests", said)
        }
        Trouble::Refused(advice) => ("This was not possible", vec![advice.clone()]),
        Trouble::Down if was_sent => (
            "Sorry, the service is not working",
            owned(&[
                "We do not know whether your form was saved. You can safely send it again: nothing happens twice.",
                "Try again in a few minutes.",
            ]),
        ),
        Trouble::Down => ("Sorry, the service is not working", owned(&["Try again in a few minutes."])),
        Trouble::Ended => {
            ("Sign in to go on", owned(&["You are no longer signed in, so this has not been saved."]))
        }
        Trouble::Forged => (
            "This form was not sent from the portal",
            owned(&["Nothing has been saved. Open the page from the portal, and use its form."]),
        ),
        Trouble::OldForm => (
            "This form is from before you signed in",
            owned(&["You signed in again after you opened this form, so nothing has been saved."]),
        ),
        Trouble::TooLong => (
            "This form is too long",
            owned(&["Nothing has been saved. Use your browser’s Back button, and shorten what you typed."]),
        ),
        Trouble::Unreadable => (
            "This form could not be read",
            owned(&["Nothing has been saved. Open the page from the portal, and use its form."]),
        ),
    }
}
