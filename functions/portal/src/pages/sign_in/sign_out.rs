//! Signs out: of the portal at once, then of the user pool, so that the next person at this machine has to give a password.

use askama::Template;
use http::header::{REFRESH, SET_COOKIE};
use http::{HeaderValue, StatusCode};

use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::visit::{Shown, Visit, html};
use crate::web::address::with_query;
use crate::web::cookies::Cookie;

#[derive(Template)]
#[template(path = "pages/sign_in/sign_out.html")]
struct Page {
    frame: Frame,
    leave: String,
}

/// Ends the session.
pub async fn end<P: Ports>(visit: Visit<P>) -> Shown {
    let settings = &visit.portal.settings;
    if let Some(session) = visit.session() {
        session.close(&visit.portal.items).await?;
    }
    let back = format!("{}/portal/signed-out", settings.portal);
    let query = [("client_id", Some(settings.client.as_str())), ("logout_uri", Some(back.as_str()))];
    let leave = with_query(&format!("{}/logout", settings.sign_in), &query);
    let frame = Frame::new("Signing out", Section::Nowhere, &visit.address, None);
    // The policy of our pages lets no form end at another host, so the answer is a page that goes on by itself.
    let go_on = HeaderValue::try_from(format!("0; url={leave}"));
    let mut response = html(StatusCode::OK, &Page { frame, leave })?;
    if let Ok(go_on) = go_on {
        response.headers_mut().insert(REFRESH, go_on);
    }
    response.headers_mut().append(SET_COOKIE, Cookie::Session.clear());
    Ok(response)
}
