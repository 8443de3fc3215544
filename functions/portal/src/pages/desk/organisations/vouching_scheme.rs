//! The vouching scheme of an organisation that is not connected yet, with its endpoints (O1). All of them stand in one form, so what it
//! asks for does not depend on how often it is sent (W4).

use api::{OrganisationRecordBody, ProposedSchemeBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::OrganisationId;
use domain::organisation::Reason;

use super::organisation::id;
use crate::components::{Field, SelectOption};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::desk::people::only_administrators;
use crate::pages::report::endpoints::{self, Row, kinds, named, places};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};

#[derive(Template)]
#[template(path = "pages/desk/organisations/vouching_scheme.html")]
struct Page {
    frame: Frame,
    caption: String,
    back: String,
    heading: &'static str,
    /// Whether one is on record, which this takes the place of.
    is_change: bool,
    name: Field,
    rows: Vec<Row>,
    kinds: Vec<SelectOption>,
    most: usize,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it, or shows it again with one more endpoint.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    if typed.value("go") == "another" {
        return page(&visit, id, FormView::unfinished(&visit, &[], &[])).await;
    }
    let (rows, endpoints): (Vec<_>, Vec<_>) = endpoints::filled(typed).into_iter().unzip();
    let body = ProposedSchemeBody { name: typed.value("name"), endpoints };
    match taken(visit.api()?.propose_vouching_scheme(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => {
            Ok(Redirect::to(&format!("/portal/organisations/{id}?done=scheme-recorded")).into_response())
        }
        Err(problem) => {
            let mut places = places("endpoints", rows);
            places.push(("name".to_owned(), "name".to_owned()));
            page(&visit, id, FormView::mistaken(&visit, &problem, &named(&places))).await
        }
    }
}

/// Why the scheme of this organisation cannot be recorded any more, if so.
pub fn closed(record: &OrganisationRecordBody) -> Option<Reason> {
    let scheme = record.vouching_scheme.as_ref();
    if !record.live_endpoints.is_empty() || scheme.is_some_and(|scheme| scheme.live_at.is_some()) {
        Some(Reason::AlreadyConnected)
    } else {
        scheme.and_then(|scheme| scheme.oat_requested_at).map(|_| Reason::SchemeUnderTest)
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: OrganisationId, form: FormView) -> Shown {
    only_administrators(visit)?;
    let record = ask(visit.api()?.read_organisation(id)).await?.body;
    if let Some(reason) = closed(&record) {
        return Err(Trouble::Refused(format!("{reason}.")));
    }
    let most = visit.policy().limits.new_endpoints;
    let scheme = record.vouching_scheme.as_ref();
    let saved: Vec<_> = scheme.iter().flat_map(|scheme| &scheme.endpoints).collect();
    let is_going_on = visit.form.value("go") == "another";
    let count = if form.is_typed() {
        let more = usize::from(is_going_on);
        (endpoints::count(&form) + more).max(if form.is_kept { saved.len() } else { 0 })
    } else {
        saved.len()
    };
    let kinds = kinds();
    let row = |number: usize| {
        let saved = saved.get(number - 1).map(|one| (Some(one.endpoint_type), one.url.as_str()));
        endpoints::row(&form, number, &kinds, saved)
    };
    let rows = (1..=count.clamp(1, most)).map(row).collect();
    let is_change = scheme.is_some();
    let heading = if is_change { "Change the vouching scheme" } else { "Record the vouching scheme" };
    let mut frame = visit.frame(&format!("{heading} of {}", record.name), Section::Organisations);
    let status = form.mark(&mut frame);
    let name = form
        .field("name", "Name of the scheme or provider", scheme.map_or("", |scheme| scheme.name.as_str()))
        .hint("The scheme or pension provider with which the organisation is connected for the first time.");
    let mut form = form.showing(record.version);
    if is_going_on {
        // What others recorded meanwhile is noticed when it is sent.
        form.seen = visit.form.value("seen");
    }
    let page = Page {
        frame,
        back: format!("/portal/organisations/{id}"),
        heading,
        is_change,
        name,
        rows,
        kinds,
        most,
        form,
        caption: record.name,
    };
    html(status, &page)
}
