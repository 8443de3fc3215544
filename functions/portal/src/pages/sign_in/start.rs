//! Leads to the user pool's pages. It has no page of its own.

use axum::response::{IntoResponse, Redirect};
use http::header::SET_COOKIE;

use crate::ports::Ports;
use crate::secret::Secret;
use crate::sign_in::{ATTEMPT, Attempt, ReturnTo};
use crate::visit::{Shown, Visit};
use crate::web::cookies::Cookie;

/// Begins a sign-in.
pub async fn go<P: Ports>(visit: Visit<P>) -> Shown {
    let portal = &visit.portal;
    let return_to = ReturnTo::read(&visit.query().value("return_to"));
    let browser = visit.browser.clone().unwrap_or_else(|| Secret::new(&*portal.ids));
    let (ids, now) = (&*portal.ids, portal.now());
    let address = Attempt::begin(&portal.items, ids, &portal.settings, &browser, &return_to, now).await?;
    let mut response = Redirect::to(&address).into_response();
    response.headers_mut().append(SET_COOKIE, Cookie::SignIn.set(&browser, Some(ATTEMPT)));
    Ok(response)
}
