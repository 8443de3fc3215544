//! Registers an organisation, as yet without people and endpoints.

use api::OrganisationNameBody;
use askama::Template;
use axum::response::{IntoResponse, Redirect};

use crate::components::Field;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::desk::people::only_administrators;
use crate::ports::Ports;
use crate::visit::{Shown, Visit, html};

/// A form with the name of an organisation.
#[derive(Template)]
#[template(path = "pages/desk/organisations/name.html")]
pub struct Page {
    pub frame: Frame,
    pub back: (String, String),
    pub heading: String,
    pub name: Field,
    /// What happens, each begins as in the middle of a sentence.
    pub happens: Vec<&'static str>,
    pub button: &'static str,
    pub form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, form)
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>) -> Shown {
    let typed = &visit.form;
    let body = OrganisationNameBody { name: typed.value("name") };
    match taken(visit.api()?.register_organisation(&body), typed).await? {
        Ok(made) => {
            Ok(Redirect::to(&format!("/portal/organisations/{}?done=registered", made.id)).into_response())
        }
        Err(problem) => page(&visit, FormView::mistaken(&visit, &problem, &[("name", "name")])),
    }
}

fn page<P: Ports>(visit: &Visit<P>, form: FormView) -> Shown {
    only_administrators(visit)?;
    let heading = "Register an organisation";
    let mut frame = visit.frame(heading, Section::Organisations);
    let status = form.mark(&mut frame);
    let page = Page {
        frame,
        back: ("/portal/organisations".to_owned(), "Organisations".to_owned()),
        heading: heading.to_owned(),
        name: form.field("name", "Name of the organisation", "").hint("As it calls itself in public."),
        happens: vec![
            "PDP can add its people and record its vouching scheme from then on",
            "it stays in the list: an organisation cannot be removed, only renamed",
            "nobody gets an email",
        ],
        button: "Register this organisation",
        form,
    };
    html(status, &page)
}
