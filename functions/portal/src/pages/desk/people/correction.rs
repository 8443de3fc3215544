//! Corrects the name or the email address of somebody (Q4).

use api::CorrectionBody;
use askama::Template;
use axum::response::{IntoResponse, Redirect};

use super::{Record, Sent, Side, Whose, only_administrators, sent};
use crate::components::Field;
use crate::form_view::{FormView, taken};
use crate::layout::Frame;
use crate::ports::Ports;
use crate::visit::{Shown, Visit, html};

/// The API's fields, each with its own of the page.
const PLACES: &[(&str, &str)] = &[("name", "name"), ("email", "email")];

#[derive(Template)]
#[template(path = "pages/desk/people/correction.html")]
struct Page {
    frame: Frame,
    caption: String,
    back: String,
    called: String,
    email: String,
    fields: [Field; 2],
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, of: Whose) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, of, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, of: Whose) -> Shown {
    match correct(&visit, of).await? {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=corrected", of.home())).into_response()),
        Err(problem) => page(&visit, of, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn correct<P: Ports>(visit: &Visit<P>, of: Whose) -> Sent {
    let (api, typed) = (visit.api()?, &visit.form);
    let seen = typed.seen()?;
    let body = CorrectionBody { name: typed.value("name"), email: typed.value("email") };
    match of.side {
        Side::Organisation(id) => sent(taken(api.correct_member(id, of.person, &seen, &body), typed).await),
        Side::Pdp => sent(taken(api.correct_team_member(of.person, &seen, &body), typed).await),
    }
}

async fn page<P: Ports>(visit: &Visit<P>, of: Whose, form: FormView) -> Shown {
    only_administrators(visit)?;
    let record = Record::read(visit, of.side).await?;
    let member = record.member(of.person)?;
    let title = format!("Correct the name or address of {} of {}", member.name, record.called());
    let mut frame = visit.frame(&title, of.side.section());
    let status = form.mark(&mut frame);
    let page = Page {
        frame,
        caption: record.name.clone(),
        back: of.home(),
        called: member.name.clone(),
        email: member.email.clone(),
        fields: contact(&form, &member.name, &member.email),
        form: form.showing(record.version),
    };
    html(status, &page)
}

/// What somebody is called, and where their emails go.
pub fn contact(form: &FormView, name: &str, email: &str) -> [Field; 2] {
    let name = form.field("name", "Full name", name);
    let email = form
        .field("email", "Email address", email)
        .hint("Emails go there, and they sign in with it. It has to be the address of this person alone.");
    [Field { spellcheck: Some(false), ..name }, Field { spellcheck: Some(false), kind: "email", ..email }]
}
