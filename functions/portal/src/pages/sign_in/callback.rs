//! The way back from the user pool: begins a session, or says why there is none.

use api_client::Client;
use app::Fault;
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use http::StatusCode;
use http::header::SET_COOKIE;
use runtime::log_fault;

use crate::Portal;
use crate::layout::{Frame, Section};
use crate::ports::{Ports, TokenEndpoint};
use crate::secret::Secret;
use crate::session::{Content, LONGEST, Session, Who};
use crate::sign_in::{Attempt, Expected, Got};
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::cookies::Cookie;

#[derive(Template)]
#[template(path = "pages/sign_in/failed.html")]
struct Failed {
    frame: Frame,
    why: &'static str,
}

const DECLINED: &str = "The sign-in was not completed.";
const USED: &str =
    "This sign-in has been used already, took longer than an hour, or began in another browser.";
const REFUSED: &str = "The sign-in could not be confirmed.";
const NO_MEMBER: &str =
    "Your sign-in works, but you are not a member of an organisation here. If you should be, ask PDP.";

/// Takes what the user pool sends: a code, or an error, and the state of the sign-in.
pub async fn arrive<P: Ports>(visit: Visit<P>) -> Shown {
    let query = visit.query();
    let portal = &visit.portal;
    let (code, state, error) = (query.value("code"), query.value("state"), query.value("error"));
    let attempt = match &visit.browser {
        Some(browser) if !state.is_empty() => {
            Attempt::take(&portal.items, browser, &state, portal.now()).await?
        }
        _ => None,
    };
    let Some(attempt) = attempt else { return failed(&visit, USED) };
    if !error.is_empty() || code.is_empty() {
        return failed(&visit, DECLINED);
    }
    let answer = portal.tokens.ask(attempt.form(&portal.settings, &code)?).await?;
    let expected = Expected { settings: &portal.settings, nonce: Some(attempt.nonce()), now: portal.now() };
    let tokens = match Got::read(&answer, expected) {
        Ok(Got::Tokens(tokens)) => tokens,
        Ok(Got::Refused) => return failed(&visit, REFUSED),
        Err(why) => {
            log_fault(&Fault::lasting("take the tokens of a sign-in", why));
            return failed(&visit, REFUSED);
        }
    };
    let (Some(who), Some(refresh_token)) = (tokens.who, tokens.refresh) else {
        return failed(&visit, NO_MEMBER);
    };
    let who = with_organisation(portal, who, &tokens.access).await;
    let content = Content {
        who,
        access_token: tokens.access,
        access_until: tokens.until,
        refresh_token,
        csrf: Secret::new(&*portal.ids).text(),
        until: portal.now() + LONGEST,
    };
    // Whoever had a session in this browser has it no more.
    if let Some(before) = visit.session() {
        before.close(&portal.items).await?;
    }
    let cookie = Secret::new(&*portal.ids);
    Session::begin(&portal.items, &cookie, content).await?;
    let mut response = Redirect::to(attempt.return_to().as_str()).into_response();
    response.headers_mut().append(SET_COOKIE, Cookie::Session.set(&cookie, None));
    Ok(response)
}

fn failed<P: Ports>(visit: &Visit<P>, why: &'static str) -> Shown {
    html(StatusCode::FORBIDDEN, &Failed { frame: visit.frame("Sign-in failed", Section::Nowhere), why })
}

/// The same person with the name of their organisation, which no token carries. It is only shown, so it may be missing.
async fn with_organisation<P: Ports>(portal: &Portal<P>, who: Who, token: &str) -> Who {
    if who.is_pdp {
        return who;
    }
    let Ok(api) = Client::new(&portal.api).signed_in(token) else { return who };
    let me: Result<_, Trouble> = ask(api.read_me()).await;
    Who { organisation: me.ok().and_then(|me| me.body.organisation).map(|own| own.name), ..who }
}
