//! Integration testing (S3): the implementation manager records the time that was agreed with the test manager, and may record another
//! one as long as the report has not been submitted.

use api::{ChangeBody, IntegrationTestingBody, StepBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::actor::PdpRole;
use domain::change::Status;
use domain::change::steps::StepStateKind;
use domain::ids::ChangeId;
use domain::policy::Step;
use domain::task::TaskKind;

use super::follows;
use crate::components::{DateField, Field, Row};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::pages::changes::test_endpoints::rows;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::day;
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/steps/integration_testing.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    now: String,
    claim: Option<String>,
    recorded: Vec<Row>,
    /// When they were recorded, and by whom.
    recorded_on: Option<String>,
    follows: Vec<String>,
    /// The fields, for who may send them now.
    asked: Option<(DateField, Field)>,
    button: &'static str,
    form: FormView,
}

/// The address of the page.
pub fn address(id: ChangeId) -> String {
    format!("/portal/changes/{id}/integration-testing")
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let at = match day::moment(typed, "at", ("The day of the test", "The time of the test")) {
        Ok(at) => at.into(),
        Err(mistakes) => return page(&visit, id, FormView::unreadable(&visit, mistakes)).await,
    };
    let body = IntegrationTestingBody { at };
    match taken(visit.api()?.arrange_integration_testing(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}?done=testing-arranged")).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[("at", "at-day")])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let step = change.steps.iter().find(|one| one.step == Step::IntegrationTesting);
    let needed = step.filter(|step| step.state != StepStateKind::NotNeeded);
    let Some(step) = needed.filter(|_| change.status == Status::Confirmed) else {
        return Err(Trouble::Refused("This change does not need integration testing now.".to_owned()));
    };
    let testing = &change.integration_testing;
    let may = who.has(PdpRole::ImplementationManager.into()) && can_be_arranged(&change, step);
    let mut frame =
        visit.frame(&format!("Integration testing of {}", words::inside(&called(&change))), Section::Changes);
    let status = form.mark(&mut frame);
    let page = Page {
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        now: now(&change, step, who),
        claim: words::claim(&change, who, visit.today(), |task| task.kind.0 == TaskKind::IntegrationTesting),
        recorded: testing.endpoints.as_ref().map(rows).unwrap_or_default(),
        recorded_on: testing.recorded_at.map(|at| {
            let by = words::by(testing.recorded_by.as_ref(), words::people(&change));
            format!("Recorded on {} {by}", words::moment(at)).trim_end().to_owned()
        }),
        follows: if may { what_follows(visit, &change, step) } else { Vec::new() },
        asked: may.then(|| {
            let (day, time) = form.moment("at", ("Day of the test", "Time of the test"), testing.at);
            let example = visit.today().saturating_add(jiff::SignedDuration::from_hours(24 * 14));
            let example = format!("For example, {} {} {}", example.day(), example.month(), example.year());
            (day.hint(&example), time)
        }),
        button: if testing.at.is_some() {
            "Arrange this time instead"
        } else {
            "Arrange integration testing"
        },
        form: form.showing(change.version),
        frame,
    };
    html(status, &page)
}

/// Whether it can be arranged, or arranged again, as far as the page can know.
pub fn can_be_arranged(change: &ChangeBody, step: &StepBody) -> bool {
    let report = change.steps.iter().find(|one| one.step == Step::IntegrationTestingReport);
    let is_reported =
        report.is_some_and(|one| matches!(one.state.0, StepStateKind::WithPdp | StepStateKind::Complete));
    let is_open = match step.state.0 {
        StepStateKind::ToDo | StepStateKind::Returned => true,
        StepStateKind::Complete => !is_reported,
        _ => false,
    };
    is_open && change.integration_testing.endpoints.is_some()
}

/// What its reader can do now, or who does something next.
fn now(change: &ChangeBody, step: &StepBody, who: &Who) -> String {
    let is_manager = who.has(PdpRole::ImplementationManager.into());
    let testing = &change.integration_testing;
    let can_be = can_be_arranged(change, step);
    match (testing.at.map(words::moment), &testing.endpoints) {
        (Some(at), _) if can_be && is_manager => format!(
            "Integration testing is arranged for {at}. You can arrange another time until the report is submitted."
        ),
        (Some(at), _) if can_be => format!(
            "There is nothing for you to do now. Integration testing is arranged for {at}. A PDP implementation manager can arrange another time."
        ),
        (Some(at), _) => {
            format!("There is nothing to arrange any more: integration testing was arranged for {at}.")
        }
        (None, None) => {
            "There is nothing to arrange yet: a test manager of the organisation records the test endpoints first."
                .to_owned()
        }
        (None, Some(_)) if !can_be => "There is nothing to arrange yet: other steps come first.".to_owned(),
        (None, Some(_)) if is_manager => {
            "It is your turn: agree a time with the test manager, then record it here.".to_owned()
        }
        (None, Some(_)) => {
            "There is nothing for you to do now. A PDP implementation manager arranges integration testing."
                .to_owned()
        }
    }
}

/// What follows when a time is recorded.
fn what_follows<P: Ports>(visit: &Visit<P>, change: &ChangeBody, step: &StepBody) -> Vec<String> {
    let days = visit.policy().limits.test_endpoints_working_days;
    let mut lines = vec![
        "An email with the date, the time and the test endpoints goes to each test manager of the organisation."
            .to_owned(),
        format!(
            "The test endpoints are fixed then. Until {days} working days before the test, the organisation can ask PDP support to change them."
        ),
        "The integration testing report can be submitted from the day of the test on.".to_owned(),
    ];
    if step.state != StepStateKind::Complete
        && let Some(next) = follows::next_after(change, step)
    {
        let told = words::and(&follows::told_of(change, next));
        lines.push(format!("This step is complete. “{}” is next, and an email goes to {told}.", next.title));
    }
    lines
}
