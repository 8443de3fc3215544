//! Finds what a reference names, typed as people read it out, and leads to its page (Q2).

use api::LookUpBody;
use api_client::{Error, LookUp};
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use domain::reference::ReferenceKind;
use http::StatusCode;

use crate::components::{Field, Mistake};
use crate::layout::{Frame, Section};
use crate::pages::{disputes, oat, pre_flights};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit, html};

/// The field of the reference.
const FIELD: &str = "reference";

/// What references name, each with one as it looks.
const EXAMPLES: [(&str, &str); 4] = [
    ("A technical change", "TC-7Q4M0ZKD"),
    ("A request for operational acceptance testing (OAT)", "OAT-7Q4M0ZKD"),
    ("A support request, or a dispute of a result", "SR-7Q4M0ZKD"),
    ("A pre-flight", "PF-7Q4M0ZKD"),
];

#[derive(Template)]
#[template(path = "pages/look_up/look_up.html")]
struct Page {
    frame: Frame,
    mistakes: Vec<Mistake>,
    field: Field,
    examples: [(&'static str, &'static str); 4],
}

/// Leads to the page of what the reference in the address names; without one, or when it names nothing, shows the form.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    visit.signed_in()?;
    let query = visit.query();
    if query.values(FIELD).is_empty() {
        return page(&visit, Field::new(FIELD, "Reference"), StatusCode::OK);
    }
    let typed = query.value(FIELD);
    let problem = match visit.api()?.look_up(&LookUp { reference: typed.clone() }).send().await {
        Ok(found) => {
            let address = address(&found.body).ok_or(Trouble::NotFound)?;
            return Ok(Redirect::to(&address).into_response());
        }
        Err(Error::Refused(problem)) if matches!(problem.status, 404 | 422) => problem,
        Err(error) => return Err(error.into()),
    };
    let (words, status) = match problem.fields().first() {
        Some(wrong) => (wrong.message.clone(), StatusCode::UNPROCESSABLE_ENTITY),
        None => (
            "Nothing that you may see has this reference. Check it in the email that you have it from"
                .to_owned(),
            StatusCode::NOT_FOUND,
        ),
    };
    page(&visit, Field::new(FIELD, "Reference").value(&typed).error(Some(&words)), status)
}

fn page<P: Ports>(visit: &Visit<P>, field: Field, status: StatusCode) -> Shown {
    let mut frame = visit.frame("Find something by its reference", Section::Nowhere);
    let mistake = |words: &String| Mistake { text: words.clone(), href: Some(format!("#{FIELD}")) };
    let mistakes: Vec<_> = field.error.iter().map(mistake).collect();
    frame.has_error = !mistakes.is_empty();
    let field = Field { classes: "govuk-input--width-20".to_owned(), spellcheck: Some(false), ..field };
    let field = field.hint("For example, TC-7Q4M0ZKD.");
    html(status, &Page { frame, mistakes, field, examples: EXAMPLES })
}

/// The page on which it is shown. A support request is shown with what it is about.
fn address(found: &LookUpBody) -> Option<String> {
    let is_support = found.kind == ReferenceKind::Support;
    let of_change = found.technical_change.map(|id| {
        let place = if is_support { "/support" } else { "" };
        format!("/portal/changes/{id}{place}")
    });
    let of_oat = || found.oat_request.map(oat::address);
    let of_pre_flight = || found.pre_flight.map(pre_flights::address);
    let of_dispute = || found.dispute.map(disputes::address);
    of_change.or_else(of_oat).or_else(of_pre_flight).or_else(of_dispute)
}
