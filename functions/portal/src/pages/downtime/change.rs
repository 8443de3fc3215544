//! Has a notice of downtime say something else: until it has begun everything, afterwards another end and what is done (Q6).

use api_client::{Paging, WhichEndpoints};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::DowntimeId;

use super::declare::{LISTED, Page};
use super::fields::{PLACES, fields, read};
use super::notice::{id, may_change};
use crate::form_view::{FormView, taken};
use crate::layout::Section;
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit, html};
use crate::words;

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let seen = typed.seen()?;
    let body = match read(typed) {
        Ok(body) => body,
        Err(mistakes) => return page(&visit, id, FormView::unreadable(&visit, mistakes)).await,
    };
    match taken(visit.api()?.move_notice(id, &seen, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/downtime/{id}?done=moved")).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: DowntimeId, form: FormView) -> Shown {
    let api = visit.api()?;
    let which = WhichEndpoints { page: Paging::first(LISTED), ..WhichEndpoints::default() };
    let (notice, register) = tokio::join!(ask(api.read_downtime(id)), ask(api.list_endpoints(&which)));
    let (notice, register) = (notice?.body, register?.body.items);
    let now = visit.portal.clock.now();
    may_change(visit.signed_in()?, &notice, now)?;
    let mut frame = visit.frame(
        &format!("Change the notice of downtime on {}", words::moment(notice.start)),
        Section::Downtime,
    );
    let status = form.mark(&mut frame);
    let page = Page {
        heading: "Change this notice of downtime",
        back: (format!("/portal/downtime/{id}"), "Notice of downtime"),
        about: "PDP’s list of downtime shows what the notice says from then on.",
        button: "Change this notice",
        fields: fields(&form, Some(&notice), &register, (&visit.policy().limits, now)),
        form: form.showing(notice.version),
        frame,
    };
    html(status, &page)
}
