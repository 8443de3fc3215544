//! A visit: one request of a browser, and who makes it.
//!
//! Every page passes [`guard`]: it finds the session, renews its tokens, checks that a form comes from one of our pages and from this
//! session, keeps what was typed where that fails (W3), and turns trouble into pages. A page cannot forget any of it.

use std::sync::Arc;

use api_client::{Client, Transport};
use askama::Template;
use axum::body::to_bytes;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::policy::Policy;
use http::header::{CONTENT_TYPE, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use jiff::Timestamp;
use jiff::civil::Date;
use runtime::log_fault;

use crate::layout::{Frame, Section};
use crate::pages::error::error;
use crate::pages::sign_in::sign_in::Because;
use crate::ports::{Ports, TokenEndpoint};
use crate::secret::Secret;
use crate::session::{Content, Found, KEPT, Kept, Session, Who};
use crate::sign_in::{Expected, Got, ReturnTo, refresh_form};
use crate::trouble::Trouble;
use crate::web::about::note_visitor;
use crate::web::cookies::Cookie;
use crate::web::form::{CSRF, Form, LONGEST};
use crate::web::origin::is_ours;
use crate::{Portal, words};

/// Who sees a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Only PDP's people. To everybody else there is nothing at these addresses.
    Pdp,
    /// Only who is signed in.
    SignedIn,
    Anyone,
}

/// What a page answers.
pub type Shown = Result<Response, Trouble>;

/// A visit.
pub struct Visit<P: Ports> {
    /// The portal.
    pub portal: Arc<Portal<P>>,
    session: Option<Session>,
    /// The address that was asked for, with its query.
    pub address: String,
    /// What was sent; nothing, where a page is only looked at.
    pub form: Form,
    /// The browser in which a sign-in began.
    pub browser: Option<Secret>,
    kept: Option<Secret>,
}

impl<P: Ports> Clone for Visit<P> {
    fn clone(&self) -> Self {
        Self {
            portal: Arc::clone(&self.portal),
            session: self.session.clone(),
            address: self.address.clone(),
            form: self.form.clone(),
            browser: self.browser.clone(),
            kept: self.kept.clone(),
        }
    }
}

impl<P: Ports, S: Sync> FromRequestParts<S> for Visit<P> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        // Only a route outside the guard has none, and it would be closed.
        parts.extensions.get::<Self>().cloned().ok_or(Trouble::NotFound)
    }
}

impl<P: Ports> Visit<P> {
    /// Who is signed in.
    pub fn who(&self) -> Option<&Who> {
        self.session.as_ref().map(|session| &session.content.who)
    }

    /// The session.
    pub const fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// The parameters of the address.
    pub fn query(&self) -> Form {
        let query = self.address.split_once('?').map_or("", |(_, query)| query);
        Form::read(query.as_bytes()).unwrap_or_default()
    }

    /// Who is signed in, on a page that only they see.
    ///
    /// # Errors
    /// [`Trouble::Ended`] when nobody is.
    pub fn signed_in(&self) -> Result<&Who, Trouble> {
        self.who().ok_or(Trouble::Ended)
    }

    /// The API as this person uses it.
    ///
    /// # Errors
    /// [`Trouble::Ended`] when nobody is signed in.
    pub fn api(&self) -> Result<Client<&P::Api>, Trouble> {
        let session = self.session.as_ref().ok_or(Trouble::Ended)?;
        Client::new(&self.portal.api).signed_in(&session.content.access_token).map_err(|_| Trouble::Ended)
    }

    /// The day in London.
    pub fn today(&self) -> Date {
        domain::calendar::london_date(self.portal.clock.now())
    }

    /// The policy in force, for the numbers that pages show. Whether something keeps to the policy of its own day, the API says.
    pub fn policy(&self) -> &'static Policy {
        Policy::in_force(self.today())
    }

    /// What is around a page with this title.
    pub fn frame(&self, title: &str, section: Section) -> Frame {
        let mut frame = Frame::new(title, section, &self.address, self.who());
        if let Some(session) = &self.session {
            if let Some(secret) = session.csrf() {
                frame.csrf = secret.masked(&*self.portal.ids);
            }
            let until = Timestamp::from_second(session.content.until);
            frame.until = until.map(words::clock).unwrap_or_default();
        }
        frame
    }

    /// A new key, which tells a form from every other.
    pub fn new_key(&self) -> String {
        self.portal.api.new_key()
    }

    /// Shows a page.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be written.
    pub fn show(&self, page: &impl Template) -> Shown {
        html(StatusCode::OK, page)
    }

    /// What was typed into the form of this page before, and could not be taken then.
    ///
    /// # Errors
    /// [`Trouble`] of the table.
    pub async fn kept(&self) -> Result<Option<Form>, Trouble> {
        let (Some(secret), Some(who)) = (&self.kept, self.who()) else { return Ok(None) };
        let items = &self.portal.items;
        Ok(Kept::find(items, secret, &self.address, &who.person, self.portal.now()).await?)
    }
}

/// A page with a status.
///
/// # Errors
/// [`Trouble`] when it cannot be written.
pub fn html(status: StatusCode, page: &impl Template) -> Shown {
    let text = page.render()?;
    let kind = (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    Ok((status, [kind], text).into_response())
}

/// Lets a request through to its page, with the session of its cookie.
pub async fn guard<P: Ports>(
    State((portal, access)): State<(Arc<Portal<P>>, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let address = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let is_post = parts.method == Method::POST;
    let (browser, kept) = (Cookie::SignIn.of(&parts.headers), Cookie::Form.of(&parts.headers));
    let mut visit = Visit { portal, session: None, address, form: Form::default(), browser, kept };
    // Only who has the right to send is worth reading.
    if is_post && !is_ours(&parts.headers, &visit.portal.settings.portal) {
        return answer_to(&visit, None, Trouble::Forged.into_response()).await;
    }
    if is_post {
        let form = match to_bytes(body, LONGEST).await {
            Ok(bytes) => {
                let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
                Form::sent(kind.unwrap_or_default(), &bytes).ok_or(Trouble::Unreadable)
            }
            Err(_) => Err(Trouble::TooLong),
        };
        match form {
            Ok(form) => visit.form = form,
            Err(trouble) => return answer_to(&visit, None, trouble.into_response()).await,
        }
    }
    let standing = match find(&visit.portal, &parts.headers).await {
        Ok(standing) => standing,
        Err(trouble) => return answer_to(&visit, None, trouble.into_response()).await,
    };
    // Whose form it would be, when it cannot be taken.
    let mut person = None;
    match standing {
        Standing::Running(session) => {
            let who = &session.content.who;
            note_visitor(&who.person, who.organisation_id);
            person = Some(who.person.clone());
            visit.session = Some(*session);
        }
        Standing::Over(because, owner) if access != Access::Anyone => {
            if visit.address == "/portal/sign-out" {
                return Redirect::to("/portal/signed-out").into_response();
            }
            if is_post {
                visit.form = visit.form.without_secret();
                return answer_to(&visit, owner, Trouble::Ended.into_response()).await;
            }
            return Redirect::to(&because.address(&ReturnTo::read(&visit.address))).into_response();
        }
        Standing::Over(..) => {}
    }
    if access == Access::Pdp && !visit.who().is_some_and(|who| who.is_pdp) {
        return answer_to(&visit, person, Trouble::NotFound.into_response()).await;
    }
    if is_post {
        let sent = visit.form.value(CSRF);
        let secret = visit.session.as_ref().and_then(Session::csrf);
        visit.form = std::mem::take(&mut visit.form).without_secret();
        if !secret.is_some_and(|secret| secret.is_behind(&sent)) {
            return answer_to(&visit, person, Trouble::OldForm.into_response()).await;
        }
    }
    parts.extensions.insert(visit.clone());
    let response = next.run(Request::from_parts(parts, axum::body::Body::empty())).await;
    answer_to(&visit, person, response).await
}

/// The answer to a visit: of trouble its page, with the form kept where it was not taken.
async fn answer_to<P: Ports>(visit: &Visit<P>, person: Option<String>, mut response: Response) -> Response {
    let trouble = response.extensions_mut().remove::<Trouble>();
    let was_sent = visit.form != Form::default();
    let Some(trouble) = trouble else {
        if was_sent && let Some(secret) = &visit.kept {
            // It was sent again and taken; what is left of it ends by time.
            if let Err(fault) = Kept::forget(&visit.portal.items, secret).await {
                log_fault(&fault);
            }
            response.headers_mut().append(SET_COOKIE, Cookie::Form.clear());
        }
        return response;
    };
    let mut cookie = None;
    if let Some(person) = person.filter(|_| was_sent && trouble.keeps_form()) {
        let kept = Kept { path: visit.address.clone(), form: visit.form.clone(), person };
        match kept.keep(&visit.portal.items, &*visit.portal.ids, visit.portal.now()).await {
            Ok(secret) => cookie = Some(Cookie::Form.set(&secret, Some(KEPT))),
            Err(fault) => log_fault(&fault),
        }
    }
    let mut page = error::page(visit, &trouble, was_sent, cookie.is_some());
    if let Some(cookie) = cookie {
        page.headers_mut().append(SET_COOKIE, cookie);
    }
    page
}

/// How it stands with the session of a request.
enum Standing {
    Running(Box<Session>),
    /// There is none, why, and whose it was, if that is known.
    Over(Because, Option<String>),
}

async fn find<P: Ports>(portal: &Portal<P>, headers: &HeaderMap) -> Result<Standing, Trouble> {
    let Some(cookie) = Cookie::Session.of(headers) else { return Ok(Standing::Over(Because::NotYet, None)) };
    let now = portal.real_time.now();
    match Session::find(&portal.items, &cookie, now).await? {
        Found::Nothing => Ok(Standing::Over(Because::NotYet, None)),
        Found::Over(session) => Ok(Standing::Over(Because::Over, Some(session.content.who.person))),
        Found::Running(session) if session.wants_tokens(now) => renew(portal, session, now).await,
        Found::Running(session) => Ok(Standing::Running(Box::new(session))),
    }
}

/// Renews the tokens of a session. A person who is a member of nothing any more gets none, and the session ends (P2).
async fn renew<P: Ports>(portal: &Portal<P>, session: Session, now: Timestamp) -> Result<Standing, Trouble> {
    let before = &session.content;
    let asked = portal.tokens.ask(refresh_form(&portal.settings, &before.refresh_token)?).await;
    let expected = Expected { settings: &portal.settings, nonce: None, now: now.as_second() };
    let got = asked.and_then(|answer| {
        Got::read(&answer, expected)
            .map_err(|why| app::Fault::retryable("renew the tokens of a session", why))
    });
    let tokens = match got {
        Ok(Got::Tokens(tokens)) => tokens,
        Ok(Got::Refused) => return removed(portal, session).await,
        // What it has still holds for some seconds.
        Err(fault) if session.has_token(now) => {
            log_fault(&fault);
            return Ok(Standing::Running(Box::new(session)));
        }
        Err(fault) => return Err(fault.into()),
    };
    let Some(who) =
        tokens.who.filter(|who| who.person == before.who.person && who.is_pdp == before.who.is_pdp)
    else {
        return removed(portal, session).await;
    };
    let content = Content {
        who: Who { organisation: before.who.organisation.clone(), ..who },
        access_token: tokens.access,
        access_until: tokens.until,
        refresh_token: tokens.refresh.unwrap_or_else(|| before.refresh_token.clone()),
        csrf: before.csrf.clone(),
        until: before.until,
    };
    match session.renewed(&portal.items, content).await? {
        Some(session) => Ok(Standing::Running(Box::new(session))),
        None => Ok(Standing::Over(Because::NotYet, None)),
    }
}

async fn removed<P: Ports>(portal: &Portal<P>, session: Session) -> Result<Standing, Trouble> {
    session.close(&portal.items).await?;
    Ok(Standing::Over(Because::Removed, Some(session.content.who.person)))
}
