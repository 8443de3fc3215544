//! Gives an organisation another name.

use api::OrganisationNameBody;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::OrganisationId;

use super::new::Page;
use super::organisation::id;
use crate::form_view::{FormView, taken};
use crate::layout::Section;
use crate::pages::desk::people::only_administrators;
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit, html};

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let body = OrganisationNameBody { name: typed.value("name") };
    match taken(visit.api()?.rename_organisation(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/organisations/{id}?done=renamed")).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[("name", "name")])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: OrganisationId, form: FormView) -> Shown {
    only_administrators(visit)?;
    let record = ask(visit.api()?.read_organisation(id)).await?.body;
    let heading = format!("Change the name of {}", record.name);
    let mut frame = visit.frame(&heading, Section::Organisations);
    let status = form.mark(&mut frame);
    let page = Page {
        frame,
        back: (format!("/portal/organisations/{id}"), record.name.clone()),
        heading,
        name: form.field("name", "Name of the organisation", &record.name),
        happens: vec![
            "the new name stands on every page and in every email from then on",
            "histories keep the name that it had before",
            "nobody gets an email about it",
        ],
        button: "Change the name",
        form: form.showing(record.version),
    };
    html(status, &page)
}
