//! Takes an endpoint out of use, at once and for good (G5): what that does stands before the button.

use api::RetirementBody;
use api_client::{Paging, WhichEndpoints};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::actor::OrganisationRole;
use domain::ids::{EndpointId, OrganisationId};
use domain::register::EndpointState;

use crate::components::{Field, Row};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

/// Endpoints of an organisation among which the one is looked for.
const LISTED: u32 = 100;

#[derive(Template)]
#[template(path = "pages/endpoints/out_of_use.html")]
struct Page {
    frame: Frame,
    facts: Vec<Row>,
    reason: Field,
    most: usize,
    form: FormView,
}

/// Shows what it does.
pub async fn show<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, read(&ids)?, form).await
}

/// Does it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    let (ids, typed) = (read(&ids)?, &visit.form);
    let body = RetirementBody { reason: typed.text("reason") };
    match taken(visit.api()?.retire_endpoint(ids.0, ids.1, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to("/portal/endpoints?done=out-of-use").into_response()),
        Err(problem) => {
            page(&visit, ids, FormView::mistaken(&visit, &problem, &[("reason", "reason")])).await
        }
    }
}

/// The ids in the address of a page about an endpoint: whose it is, and its own.
pub type Ids = (OrganisationId, EndpointId);

/// Reads both ids out of an address.
///
/// # Errors
/// [`Trouble::NotFound`] of what is none.
pub fn read((organisation, endpoint): &(String, String)) -> Result<Ids, Trouble> {
    let organisation = organisation.parse().map_err(|_| Trouble::NotFound)?;
    Ok((organisation, endpoint.parse().map_err(|_| Trouble::NotFound)?))
}

async fn page<P: Ports>(visit: &Visit<P>, ids: Ids, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    let api = visit.api()?;
    let page = Paging::first(LISTED);
    let which = WhichEndpoints { organisation: Some(ids.0), page, ..WhichEndpoints::default() };
    let (organisation, register) =
        tokio::join!(ask(api.read_organisation(ids.0)), ask(api.list_endpoints(&which)));
    let (organisation, register) = (organisation?.body, register?.body);
    if !who.has(OrganisationRole::PrimaryBusinessContact.into()) {
        let words = "A primary business contact of the organisation takes endpoints out of use.";
        return Err(Trouble::NotAllowed(words.to_owned()));
    }
    let live = organisation.live_endpoints.iter().find(|one| one.id == ids.1).ok_or(Trouble::NotFound)?;
    let entry = register.items.iter().find(|one| one.id == ids.1);
    let state = if live.suspended { EndpointState::Suspended } else { EndpointState::Live };
    let rows = [
        Some(Row::new("Type", live.endpoint_type.to_string())),
        entry.map(|one| Row::new("URL", one.url.clone())),
        Some(Row::new("State", words::endpoint_state(state))),
        entry.map(|one| Row::new("Since", words::moment(one.since))),
    ];
    let name = entry.map_or_else(|| ids.1.to_string(), |one| one.url.clone());
    let title = format!("Take the {} endpoint {name} out of use", live.endpoint_type.0);
    let mut frame = visit.frame(&title, Section::Endpoints);
    let status = form.mark(&mut frame);
    let page = Page {
        facts: rows.into_iter().flatten().collect(),
        reason: form
            .field("reason", "Why you are taking it out of use (optional)", "")
            .hint("It stays in the history of your organisation."),
        most: visit.policy().limits.text_characters,
        form: form.showing(organisation.version),
        frame,
    };
    html(status, &page)
}
