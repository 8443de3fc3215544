//! The new endpoints (C2, C3): a type and a URL each. All of them stand in one form, so what a form asks for does not depend on how
//! often it is sent (W4).

use api::{AnswersBody, ChangeBody, EndpointAnswerBody, EndpointTypeWord};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::codes::Coded;
use domain::endpoint::EndpointType;

use super::draft::{self, Around, Saved};
use super::question::Question;
use crate::components::{Field, SelectOption};
use crate::form_view::FormView;
use crate::layout::Frame;
use crate::ports::Ports;
use crate::visit::{Shown, Visit, html};
use crate::web::form::Form;

/// Rows that are read of a form: more than a policy has ever allowed, because a draft may hold more.
const READ: usize = 100;

/// The API's field with all of them.
const FIELD: &str = "new_endpoints";

#[derive(Template)]
#[template(path = "pages/report/endpoints.html")]
struct Page {
    frame: Frame,
    around: Around,
    heading: &'static str,
    rows: Vec<Row>,
    kinds: Vec<SelectOption>,
    most: usize,
}

/// An endpoint of the form.
pub struct Row {
    pub number: usize,
    pub kind: Field,
    pub url: Field,
    /// Whether it is in the draft: then it can be removed although it is the only one.
    pub is_saved: bool,
}

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Continue,
    Another,
    Remove(usize),
}

/// Shows the question.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let places = places(FIELD, 1..=READ);
    let (change, form) = draft::opened(&visit, &text, Question::Endpoints, &named(&places)).await?;
    page(&visit, &change, form)
}

/// Takes the endpoints.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let pressed = pressed(&visit.form.value("go"));
    let is_kept = |row: &(usize, EndpointAnswerBody)| pressed != Pressed::Remove(row.0);
    let kept: Vec<_> = filled(&visit.form).into_iter().filter(is_kept).collect();
    let places = places(FIELD, kept.iter().map(|(row, _)| *row));
    let endpoints = kept.iter().map(|(_, endpoint)| endpoint.clone()).collect();
    let set = |answers: &mut AnswersBody| answers.new_endpoints = endpoints;
    let saved = draft::save(&visit, &text, Question::Endpoints, &named(&places), set).await?;
    match (saved, pressed) {
        (Saved::Leads(response), Pressed::Continue) => Ok(response),
        (Saved::Mistaken(change, form), Pressed::Continue) => page(&visit, &change, *form),
        // What is wrong with the others is said when all of them are there.
        (_, Pressed::Another | Pressed::Remove(_)) => {
            let from = if visit.query().value("from") == "check" { "from=check&" } else { "" };
            let more = if pressed == Pressed::Another { "yes" } else { "no" };
            let page = visit.address.split('?').next().unwrap_or_default();
            Ok(Redirect::to(&format!("{page}?{from}more={more}")).into_response())
        }
    }
}

fn pressed(value: &str) -> Pressed {
    let removed = value.strip_prefix("remove-").and_then(|row| row.parse().ok());
    match (removed, value) {
        (Some(row), _) => Pressed::Remove(row),
        (None, "another") => Pressed::Another,
        (None, _) => Pressed::Continue,
    }
}

/// The rows of a form in which something was typed, each with its number. Any other row is no endpoint.
pub fn filled(form: &Form) -> Vec<(usize, EndpointAnswerBody)> {
    let rows = form.value("rows").parse().unwrap_or(0_usize).min(READ);
    let row = |row: usize| {
        let endpoint_type = EndpointType::from_code(&form.value(&format!("type-{row}")));
        let url = form.value(&format!("url-{row}")).trim().to_owned();
        (row, EndpointAnswerBody { endpoint_type: endpoint_type.map(EndpointTypeWord::from), url })
    };
    (1..=rows).map(row).filter(|(_, typed)| *typed != EndpointAnswerBody::default()).collect()
}

/// How many rows a form had.
pub fn count(form: &FormView) -> usize {
    form.value("rows", "").parse().unwrap_or(0_usize).min(READ)
}

/// The fields of these rows, for those of the API's endpoints in the same order, which `whole` has.
pub fn places(whole: &str, rows: impl IntoIterator<Item = usize>) -> Vec<(String, String)> {
    let of_row = |(at, row): (usize, usize)| {
        [("endpoint_type", "type"), ("url", "url")]
            .map(|(field, part)| (format!("{whole}[{at}].{field}"), format!("{part}-{row}")))
    };
    let of_all = (whole.to_owned(), "type-1".to_owned());
    rows.into_iter().enumerate().flat_map(of_row).chain([of_all]).collect()
}

/// The same, as forms take them.
pub fn named(places: &[(String, String)]) -> Vec<(&str, &str)> {
    places.iter().map(|(field, id)| (field.as_str(), id.as_str())).collect()
}

fn page<P: Ports>(visit: &Visit<P>, change: &ChangeBody, form: FormView) -> Shown {
    let most = visit.policy().limits.new_endpoints;
    let saved = &change.answers.new_endpoints;
    let wants_more = visit.query().value("more") == "yes" && saved.len() < most;
    let shown = if form.is_typed() {
        let typed = count(&form);
        // What somebody else has added meanwhile is there to be seen.
        if form.is_kept { typed.max(saved.len()) } else { typed }
    } else {
        saved.len() + usize::from(wants_more)
    };
    let kinds = kinds();
    let row = |number: usize| {
        let saved = saved.get(number - 1).map(|one| (one.endpoint_type, one.url.as_str()));
        row(&form, number, &kinds, saved)
    };
    let rows: Vec<_> = (1..=shown.max(1)).map(row).collect();
    let (frame, around, status) = draft::around(visit, change, Question::Endpoints, form);
    html(status, &Page { frame, around, heading: Question::Endpoints.words(), rows, kinds, most })
}

/// The types to choose from.
pub fn kinds() -> Vec<SelectOption> {
    let select = SelectOption::new("", "Select a type");
    let kinds = EndpointType::ALL.iter().map(|kind| SelectOption::new(kind.code(), &kind.to_string()));
    [select].into_iter().chain(kinds).collect()
}

/// The row of this number, with what is saved in it.
pub fn row(
    form: &FormView,
    number: usize,
    kinds: &[SelectOption],
    saved: Option<(Option<EndpointTypeWord>, &str)>,
) -> Row {
    let kind = saved.and_then(|(kind, _)| kind).map_or("", |kind| kind.0.code());
    let url = saved.map_or("", |(_, url)| url);
    Row {
        number,
        kind: form.select(&format!("type-{number}"), "Endpoint type", kinds, kind),
        url: form
            .field(&format!("url-{number}"), "Endpoint URL", url)
            .url()
            .hint("For example, https://find.example.org/pensions"),
        is_saved: saved.is_some(),
    }
}
