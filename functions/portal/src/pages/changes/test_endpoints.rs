//! Where PDP tests (S3): the test manager records the test endpoints; once testing is arranged, other ones need a support request.

use api::{TestEndpointsBody, TestEndpointsView};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::actor::OrganisationRole;
use domain::change::Status;
use domain::change::steps::StepStateKind;
use domain::ids::ChangeId;
use domain::policy::Step;

use super::change::{called, id};
use crate::components::{Choices, Field, Row};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

const PLACES: &[(&str, &str)] = &[
    ("find", "find"),
    ("view", "view"),
    ("pat_refresh", "pat_refresh"),
    ("points_at_solution", "points_at_solution"),
];

#[derive(Template)]
#[template(path = "pages/changes/test_endpoints.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    now: String,
    recorded: Vec<Row>,
    /// Where other test endpoints are asked for, once testing is arranged.
    other: Option<String>,
    /// The fields, for who may record them now.
    asked: Option<([Field; 3], Choices)>,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let points = typed.yes_no("points_at_solution");
    let body = TestEndpointsBody {
        find: typed.value("find").trim().to_owned(),
        view: typed.value("view").trim().to_owned(),
        pat_refresh: typed.value("pat_refresh").trim().to_owned(),
        points_at_solution: points == Some(true),
    };
    match taken(visit.api()?.record_test_endpoints(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => {
            let address =
                format!("{}?done=test-endpoints", super::step::address(id, Step::IntegrationTesting));
            Ok(Redirect::to(&address).into_response())
        }
        Err(problem) => {
            // The API takes yes or no, and nothing chosen is neither.
            let unchosen = points.is_none().then(|| {
                let words = "Select yes if the test endpoints point at the solution to be tested, or no";
                ("points_at_solution".to_owned(), words.to_owned())
            });
            let form = FormView::mistaken(&visit, &problem, PLACES).saying(unchosen.into_iter().collect());
            page(&visit, id, form).await
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let step = change.steps.iter().find(|one| one.step == Step::IntegrationTesting);
    let needed = step.filter(|step| step.state != StepStateKind::NotNeeded);
    if needed.is_none() || change.status != Status::Confirmed {
        return Err(Trouble::Refused("This change does not need test endpoints now.".to_owned()));
    }
    let testing = &change.integration_testing;
    let is_manager = who.has(OrganisationRole::TestManager.into());
    let may = is_manager && testing.at.is_none();
    let now = match (testing.at, is_manager, &testing.endpoints) {
        (Some(at), true, _) => format!(
            "Integration testing is arranged for {}. To use other test endpoints, ask PDP with a support request.",
            words::moment(at)
        ),
        (Some(at), false, _) => {
            format!(
                "There is nothing for you to do now. Integration testing is arranged for {}.",
                words::moment(at)
            )
        }
        (None, true, None) => {
            "It is your turn: record the endpoints that PDP will test. PDP then arranges integration testing."
                .to_owned()
        }
        (None, true, Some(_)) => {
            "The test endpoints are recorded. You can change them until PDP has arranged integration testing."
                .to_owned()
        }
        (None, false, None) => {
            "There is nothing for you to do now. A test manager records the test endpoints.".to_owned()
        }
        (None, false, Some(_)) => {
            "There is nothing for you to do now. A PDP implementation manager arranges integration testing."
                .to_owned()
        }
    };
    let mut frame =
        visit.frame(&format!("Test endpoints of {}", words::inside(&called(&change))), Section::Changes);
    let status = form.mark(&mut frame);
    let page = Page {
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        now,
        recorded: testing.endpoints.as_ref().map(rows).unwrap_or_default(),
        other: (is_manager && testing.at.is_some())
            .then(|| format!("/portal/changes/{id}/support/change_test_endpoints")),
        asked: may.then(|| asked(&form, testing.endpoints.as_ref())),
        form: form.showing(change.version),
        frame,
    };
    html(status, &page)
}

/// The test endpoints, as rows.
pub fn rows(endpoints: &TestEndpointsView) -> Vec<Row> {
    vec![
        Row::new("Find", endpoints.find.clone()),
        Row::new("View", endpoints.view.clone()),
        Row::new("PAT refresh", endpoints.pat_refresh.clone()),
    ]
}

/// The fields of the three URLs, with what is recorded.
pub fn urls(form: &FormView, recorded: Option<&TestEndpointsView>) -> [Field; 3] {
    let url = |name: &str, label: &str, value: Option<&String>| {
        form.field(name, label, value.map_or("", String::as_str)).url()
    };
    [
        url("find", "URL of the test Find endpoint", recorded.map(|one| &one.find))
            .hint("For example, https://find.test.example.org/pensions"),
        url("view", "URL of the test View endpoint", recorded.map(|one| &one.view)),
        url("pat_refresh", "URL of the test PAT refresh endpoint", recorded.map(|one| &one.pat_refresh)),
    ]
}

fn asked(form: &FormView, recorded: Option<&TestEndpointsView>) -> ([Field; 3], Choices) {
    let points = form.yes_no(
        "points_at_solution",
        "Do these endpoints point at the solution to be tested?",
        recorded.map(|_| true),
    );
    (urls(form, recorded), points)
}
