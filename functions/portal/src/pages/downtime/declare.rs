//! Gives notice of planned downtime without a change (Q6).

use api_client::{Paging, WhichEndpoints};
use askama::Template;
use axum::response::{IntoResponse, Redirect};

use super::fields::{Fields, PLACES, fields, read};
use super::notice::may_declare;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};

/// Endpoints to choose from.
pub const LISTED: u32 = 100;

/// A form with the fields of a notice.
#[derive(Template)]
#[template(path = "pages/downtime/form.html")]
pub struct Page {
    pub frame: Frame,
    pub heading: &'static str,
    pub back: (String, &'static str),
    pub about: &'static str,
    pub button: &'static str,
    pub fields: Fields,
    pub form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>) -> Shown {
    let typed = &visit.form;
    let body = match read(typed) {
        Ok(body) => body,
        Err(mistakes) => return page(&visit, FormView::unreadable(&visit, mistakes)).await,
    };
    match taken(visit.api()?.declare_downtime(&body), typed).await? {
        Ok(notice) => {
            Ok(Redirect::to(&format!("/portal/downtime/{}?done=declared", notice.id)).into_response())
        }
        Err(problem) => page(&visit, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, form: FormView) -> Shown {
    if !may_declare(visit.signed_in()?) {
        let words = "A primary business contact or a service manager gives notice of downtime.";
        return Err(Trouble::NotAllowed(words.to_owned()));
    }
    let which = WhichEndpoints { page: Paging::first(LISTED), ..WhichEndpoints::default() };
    let register = ask(visit.api()?.list_endpoints(&which)).await?.body.items;
    let mut frame = visit.frame("Give notice of planned downtime", Section::Downtime);
    let status = form.mark(&mut frame);
    let page = Page {
        heading: "Give notice of planned downtime",
        back: ("/portal/downtime".to_owned(), "Downtime"),
        about: "Give notice here of downtime that has nothing to do with a technical change.",
        button: "Give notice",
        fields: fields(&form, None, &register, (&visit.policy().limits, visit.portal.clock.now())),
        form,
        frame,
    };
    html(status, &page)
}
