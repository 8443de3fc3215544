//! All answers before they are sent (C5): each can be changed, the API's check says everything that is wrong at once, and what is
//! complete can be confirmed and submitted.

use api::{ChangeBody, CheckBody, EndpointPage, FieldProblem};
use api_client::{Paging, WhichEndpoints};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::ChangeId;

use super::draft::{self, follow};
use super::question::Question;
use crate::components::{Action, Mistake, Row};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit, html};
use crate::words;

/// Own endpoints whose URLs are shown: of others, how many there are.
const NAMED: u32 = 100;

/// The field of the evidence files.
const EVIDENCE: &str = "evidence";

#[derive(Template)]
#[template(path = "pages/report/check.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    is_ready: bool,
    /// What stands in the way, each with the page to put it right on.
    problems: Vec<Mistake>,
    advice: Vec<String>,
    rows: Vec<Row>,
    /// URLs as typed and as they will be registered.
    forms_of_urls: Vec<(String, String)>,
    withdraw: String,
    form: FormView,
}

/// Leads to where a draft goes on.
pub async fn go_on<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let change = draft::open(&visit, &text).await?;
    Ok(Redirect::to(&follow(change.id, None, &change.answers)).into_response())
}

/// Shows them.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, &text, form).await
}

/// Submits them.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let id = id(&text)?;
    match taken(visit.api()?.submit_change(id, &visit.form.seen()?), &visit.form).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}/sent")).into_response()),
        Err(problem) => {
            let fields = problem.fields().iter().map(|one| one.field.as_str());
            let places: Vec<_> = fields.filter_map(|field| Some((field, place(id, field)?))).collect();
            let places: Vec<_> = places.iter().map(|(field, address)| (*field, address.as_str())).collect();
            page(&visit, &text, FormView::mistaken(&visit, &problem, &places)).await
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, text: &str, form: FormView) -> Shown {
    let (id, api) = (id(text)?, visit.api()?);
    let which = WhichEndpoints { page: Paging::first(NAMED), ..WhichEndpoints::default() };
    let (change, check, own) =
        tokio::join!(draft::open(visit, text), ask(api.check_draft(id)), ask(api.list_endpoints(&which)));
    // This one says why somebody may not see the page, so it is read first.
    let change = change?;
    let (check, own) = (check?.body, own?.body);
    let title = format!("Check your answers: {}", words::inside(&called(&change)));
    let mut frame = visit.frame(&title, Section::Changes);
    let status = form.mark(&mut frame);
    let evidence = evidence(visit, &change, &check);
    let CheckBody { ready, problems, advice, registered_forms } = check;
    let page = Page {
        frame,
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        is_ready: ready,
        problems: problems.iter().map(|problem| placed(id, problem)).collect(),
        advice: advice.into_iter().map(|advice| advice.message).collect(),
        rows: rows(&change, &own).into_iter().chain([evidence]).collect(),
        forms_of_urls: registered_forms.into_iter().map(|one| (one.typed, one.registered)).collect(),
        withdraw: format!("/portal/changes/{id}/withdraw"),
        form: form.showing(change.version),
    };
    html(status, &page)
}

/// A problem, with the page to put it right on. Of several endpoints it says which.
fn placed(id: ChangeId, problem: &FieldProblem) -> Mistake {
    let text = match row(&problem.field) {
        Some((row, _)) => format!("New endpoint {row}: {}", problem.message),
        None => problem.message.clone(),
    };
    Mistake { text, href: place(id, &problem.field) }
}

/// The number of the new endpoint that a field of the API is of, and which part of it.
fn row(field: &str) -> Option<(usize, &str)> {
    let (at, part) = field.strip_prefix("new_endpoints[")?.split_once("].")?;
    Some((at.parse::<usize>().ok()? + 1, part))
}

/// The page of a field of the API; of a new endpoint, the very field.
fn place(id: ChangeId, field: &str) -> Option<String> {
    if field.starts_with(EVIDENCE) {
        return Some(format!("/portal/changes/{id}/evidence"));
    }
    let address = Question::ALL.iter().find(|one| field.starts_with(one.field()))?.address_from_check(id);
    Some(match row(field) {
        Some((row, "url")) => format!("{address}#url-{row}"),
        Some((row, _)) => format!("{address}#type-{row}"),
        None => address,
    })
}

/// Every answer, with the way to change it.
fn rows(change: &ChangeBody, own: &EndpointPage) -> Vec<Row> {
    let answers = &change.answers;
    let asked = Question::ALL.iter().filter(|one| one.is_asked(answers));
    asked
        .map(|&question| {
            let action = Action {
                href: question.address_from_check(change.id),
                text: "Change".to_owned(),
                about: Some(words::inside(question.name())),
            };
            let value = answer(question, change, own).unwrap_or_else(|| "Not answered yet".to_owned());
            Row { actions: vec![action], ..Row::new(question.name(), value) }
        })
        .collect()
}

/// Where the evidence is, as far as the check says it.
fn evidence<P: Ports>(visit: &Visit<P>, change: &ChangeBody, check: &CheckBody) -> Row {
    let from = visit.policy().evidence_from;
    let lacks = check.problems.iter().any(|problem| problem.field == EVIDENCE);
    let value = match change.answers.suggested_scale {
        _ if lacks => "No file accepted yet",
        Some(scale) if scale.0 >= from => "Accepted",
        _ => "Not needed at this scale",
    };
    let action = Action {
        href: format!("/portal/changes/{}/evidence", change.id),
        text: "Change".to_owned(),
        about: Some("evidence files".to_owned()),
    };
    Row { actions: vec![action], ..Row::new("Evidence of internal IT service acceptance", value) }
}

fn answer(question: Question, change: &ChangeBody, own: &EndpointPage) -> Option<String> {
    let answers = &change.answers;
    match question {
        Question::Type => answers.change_type.map(|kind| kind.to_string()),
        Question::Reason => Some(answers.reason.clone()).filter(|reason| !reason.trim().is_empty()),
        Question::Scale => answers.suggested_scale.map(words::scale),
        Question::Oat => answers.oat_requested.map(|is| words::yes_no(is).to_owned()),
        Question::Endpoints => {
            let line = |(at, one): (usize, &api::EndpointAnswerBody)| {
                let kind = one.endpoint_type.map_or_else(|| "no type".to_owned(), |kind| kind.to_string());
                let url = if one.url.is_empty() { "no URL" } else { &one.url };
                format!("{}. {kind}: {url}", at + 1)
            };
            lines(answers.new_endpoints.iter().enumerate().map(line).collect())
        }
        Question::Affected => {
            let of = |id: &String| own.items.iter().find(|one| one.id.to_string() == *id);
            let named = answers.affected_endpoints.iter().filter_map(of);
            let mut named: Vec<_> = named.map(|one| format!("{}: {}", *one.endpoint_type, one.url)).collect();
            let others = answers.affected_endpoints.len() - named.len();
            if others > 0 {
                named.push(format!("{others} more"));
            }
            Some(lines(named).unwrap_or_else(|| "None selected".to_owned()))
        }
        Question::Downtime => answers.needs_downtime.map(|is| words::yes_no(is).to_owned()),
    }
}

fn lines(all: Vec<String>) -> Option<String> {
    (!all.is_empty()).then(|| all.join("\n"))
}
