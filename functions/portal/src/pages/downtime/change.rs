//! Has a notice of downtime say something else: until it has begun everything, afterwards another end and what is done (D2, Q6).

use api_client::{Paging, WhichEndpoints};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};

use super::declare::{LISTED, Page};
use super::fields::{PLACES, fields, read};
use super::given::Given;
use super::notice::may_change;
use crate::form_view::{FormView, taken};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit, html};
use crate::words;

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(given): Path<Given>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, &given, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(given): Path<Given>) -> Shown {
    let (place, typed) = (given.read()?, &visit.form);
    let seen = typed.seen()?;
    let body = match read(typed) {
        Ok(body) => body,
        Err(mistakes) => return page(&visit, &given, FormView::unreadable(&visit, mistakes)).await,
    };
    let api = visit.api()?;
    let sent = match place.change {
        Some(change) => taken(api.move_downtime(change, place.id, &seen, &body), typed).await?.map(|_| ()),
        None => taken(api.move_notice(place.id, &seen, &body), typed).await?.map(|_| ()),
    };
    match sent {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=moved", place.address())).into_response()),
        Err(problem) => page(&visit, &given, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, given: &Given, form: FormView) -> Shown {
    let place = given.read()?;
    let api = visit.api()?;
    let which = WhichEndpoints { page: Paging::first(LISTED), ..WhichEndpoints::default() };
    let (notice, register) = tokio::join!(place.notice(visit), ask(api.list_endpoints(&which)));
    let (notice, register) = (notice?, register?.body.items);
    let now = visit.portal.clock.now();
    may_change(visit.signed_in()?, &notice, now)?;
    let mut frame = visit
        .frame(&format!("Change the notice of downtime on {}", words::moment(notice.start)), place.section());
    let status = form.mark(&mut frame);
    let page = Page {
        heading: "Change this notice of downtime",
        back: (place.address(), "Notice of downtime"),
        needed: None,
        about: "PDP’s list of downtime shows the new details as soon as you save them.",
        button: "Change this notice",
        fields: fields(&form, Some(&notice), &register, (&visit.policy().limits, now)),
        form: form.showing(notice.version),
        frame,
    };
    html(status, &page)
}
