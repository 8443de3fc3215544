//! Requests OAT of a change, or of the initial connection (O1, O2): three questions, the connection date, and what happens when they
//! are sent.

use api::{ChangeBody, DayText, OatRequestBody, RegisteredEndpointBody};
use api_client::{Paging, WhichEndpoints};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use domain::change::GoingLiveKind;
use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, OatId};
use domain::oat::Status;
use domain::register::EndpointState;

use super::request::address;
use super::standing::is_manager;
use crate::components::{Choices, DateField};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::called;
use crate::pages::changes::connection_date::date;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::day;
use crate::words;

/// The questions.
const QUESTIONS: [&str; 3] = ["material_deployed", "connection_ready", "organisation_ready"];
/// The field of the date, here and in the API.
const DATE: &str = "connection_date";

#[derive(Template)]
#[template(path = "pages/oat/new.html")]
struct Page {
    frame: Frame,
    caption: String,
    back: (String, String),
    /// The Find endpoints that are tested, where that is known here.
    endpoints: Vec<String>,
    questions: Vec<Choices>,
    /// None of what is live: it keeps its date.
    date: Option<DateField>,
    form: FormView,
}

/// Shows the form for the OAT of a change.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let change = change(&text)?;
    let form = FormView::open(&visit).await?;
    page(&visit, Some(change), form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    request(&visit, Some(change(&text)?)).await
}

/// Shows the form for the OAT of the initial connection.
pub async fn show_connection<P: Ports>(visit: Visit<P>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, None, form).await
}

/// Takes it.
pub async fn send_connection<P: Ports>(visit: Visit<P>) -> Shown {
    request(&visit, None).await
}

fn change(text: &str) -> Result<ChangeId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

async fn request<P: Ports>(visit: &Visit<P>, change: Option<ChangeId>) -> Shown {
    let typed = &visit.form;
    let (date, unread) = match day::read(typed, DATE, "The connection date") {
        Ok(day) => (Some(day), None),
        Err(mistake) => (None, Some(mistake.of(DATE))),
    };
    let [material, connection, organisation] = QUESTIONS.map(|name| typed.yes_no(name));
    let body = OatRequestBody {
        technical_change: change.map(Into::into),
        material_deployed: material,
        connection_ready: connection,
        organisation_ready: organisation,
        connection_date: date.map(DayText::from),
    };
    match taken(visit.api()?.request_oat(&body), typed).await? {
        Ok(oat) => Ok(Redirect::to(&format!("{}?done=oat-requested", address(oat.body.id))).into_response()),
        Err(problem) => {
            // Of a date that could not be read the API got nothing, and says that there is none.
            let at = unread.as_ref().map_or("connection_date-day", |(id, _)| id.as_str());
            let places = QUESTIONS.map(|name| (name, name)).into_iter().chain([(DATE, at)]);
            let form = FormView::mistaken(visit, &problem, &places.collect::<Vec<_>>());
            let asks_for_date = problem.fields().iter().any(|one| one.field == DATE);
            let form = form.saying(unread.clone().into_iter().filter(|_| asks_for_date).collect());
            page(visit, change, form).await
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: Option<ChangeId>, form: FormView) -> Shown {
    if !is_manager(visit.signed_in()?) {
        let words = "A service manager of the organisation requests operational acceptance testing.";
        return match id {
            // People who may not see the change get no answer that shows it exists.
            Some(id) => {
                ask(visit.api()?.read_change(id)).await?;
                Err(Trouble::NotAllowed(words.to_owned()))
            }
            None => Err(Trouble::NotAllowed(words.to_owned())),
        };
    }
    let change = match id {
        Some(id) => {
            let api = visit.api()?;
            let (change, oat) =
                tokio::join!(ask(api.read_change(id)), ask(api.read_oat(OatId::from_u128(id.as_u128()))));
            match oat {
                Ok(oat) if oat.body.status != Status::Closed && !form.is_typed() => {
                    return Ok(there(oat.body.id));
                }
                Ok(_) | Err(Trouble::NotFound) => {}
                Err(trouble) => return Err(trouble),
            }
            Some(change?.body)
        }
        None => None,
    };
    let endpoints = match &change {
        Some(change) => finds(change),
        None => to_connect(&ask(visit.api()?.list_endpoints(&own_endpoints())).await?.body.items),
    };
    let (caption, back) = match &change {
        Some(change) => (called(change), (format!("/portal/changes/{}", change.id), called(change))),
        None => ("Initial connection".to_owned(), ("/portal/oat".to_owned(), "Testing".to_owned())),
    };
    let mut frame = visit.frame(
        &format!("Request operational acceptance testing: {}", words::inside(&caption)),
        Section::Testing,
    );
    let status = form.mark(&mut frame);
    let is_live = change.as_ref().is_some_and(|change| change.going_live.state == GoingLiveKind::Live);
    let page = Page {
        endpoints,
        questions: questions(&form),
        date: (!is_live).then(|| date(&form, visit, "Connection date")),
        caption,
        back,
        form,
        frame,
    };
    html(status, &page)
}

/// It was requested already: its page says where it is.
fn there(id: OatId) -> Response {
    Redirect::to(&address(id)).into_response()
}

/// The URLs of the Find endpoints that a change adds.
pub fn finds(change: &ChangeBody) -> Vec<String> {
    let finds = change.new_endpoints.iter().filter(|one| one.endpoint_type == EndpointType::Find);
    finds.map(|one| one.url.clone()).collect()
}

/// The endpoints of the reader's own organisation.
pub fn own_endpoints() -> WhichEndpoints {
    WhichEndpoints { page: Paging::first(100), ..WhichEndpoints::default() }
}

/// The Find endpoints of a vouching scheme that is to be connected: no change proposed them.
pub fn to_connect(register: &[RegisteredEndpointBody]) -> Vec<String> {
    let is_it = |one: &&RegisteredEndpointBody| {
        one.endpoint_type == EndpointType::Find
            && one.state == EndpointState::Proposed
            && one.change.is_none()
    };
    register.iter().filter(is_it).map(|one| one.url.clone()).collect()
}

fn questions(form: &FormView) -> Vec<Choices> {
    vec![
        form.yes_no("material_deployed", "Is your live cryptographic material deployed?", None)
            .hint("Without it your endpoint cannot tell that a request is PDP’s, and the test fails."),
        form.yes_no("connection_ready", "Is your connection ready to be tested?", None)
            .hint("The Find endpoint runs, and can be reached from the Internet."),
        form.yes_no(
            "organisation_ready",
            "Is your organisation ready to transition into the live environment?",
            None,
        )
        .hint("Once the test is passed, your endpoints go live on the connection date."),
    ]
}
