//! Asks for the register of endpoints as a file (G5).

use api::RegisterExportBody;
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use domain::codes::Coded;
use domain::export::RegisterFormat;

use crate::components::{Choice, Choices};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::visit::{Shown, Visit, html};

#[derive(Template)]
#[template(path = "pages/exports/register.html")]
struct Page {
    frame: Frame,
    now: &'static str,
    asked: Choices,
    form: FormView,
}

/// Asks in which form.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, form)
}

/// Has it made.
pub async fn send<P: Ports>(visit: Visit<P>) -> Shown {
    let Some(format) = RegisterFormat::from_code(&visit.form.value("format")) else {
        return page(&visit, FormView::lacking(&visit, "format", "Select which kind of file you need"));
    };
    let body = RegisterExportBody { format: format.into() };
    match taken(visit.api()?.request_register(&body), &visit.form).await? {
        Ok(export) => Ok(Redirect::to(&super::export::address(None, export.body.id)).into_response()),
        Err(problem) => page(&visit, FormView::mistaken(&visit, &problem, &[("format", "format")])),
    }
}

fn page<P: Ports>(visit: &Visit<P>, form: FormView) -> Shown {
    let choices = vec![
        Choice {
            hint: Some("For Excel and other spreadsheets.".to_owned()),
            ..Choice::new(RegisterFormat::Csv.code(), "CSV")
        },
        Choice { hint: Some("For programs.".to_owned()), ..Choice::new(RegisterFormat::Json.code(), "JSON") },
    ];
    let asked = form.radios("format", "Which kind of file do you need?", choices, "");
    let mut frame = visit.frame("Export the endpoints", Section::Endpoints);
    let status = form.mark(&mut frame);
    let now = if visit.signed_in()?.is_pdp {
        "You can get a file with the live endpoints of all organisations, and after them the suspended ones."
    } else {
        "You can get a file with the endpoints of your organisation, in every state."
    };
    html(status, &Page { frame, now, asked, form })
}
