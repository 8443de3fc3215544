//! A step of a change (S1, S2): where it is, what was submitted and what PDP said; for the role whose turn it is the form that submits
//! it, with the answers that this step has and no others.

use api::{ByBody, ChangeBody, EvidenceBody, StepBody, StepSubmissionBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::actor::PdpRole;
use domain::change::Status;
use domain::change::step_answers::takes_evidence;
use domain::change::steps::StepStateKind;
use domain::codes::Coded;
use domain::ids::ChangeId;
use domain::policy::Step;

use super::change::{called, id};
use super::step_form::{Asked, PLACES, answers, asked};
use crate::components::Row;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::desk;
use crate::pages::files::{Line, Subject};
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/changes/step.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    /// What was just done here.
    done: Option<&'static str>,
    title: String,
    state: String,
    colour: &'static str,
    now: String,
    needs: Option<String>,
    reason: Option<String>,
    after: Vec<String>,
    /// Where its reader at PDP decides on it, or does it: what for, and the page.
    desk: Option<(&'static str, String)>,
    /// The pages on which something of this step is done, with their names.
    links: Vec<(String, String)>,
    facts: Vec<Row>,
    submitted: Vec<Row>,
    takes_files: bool,
    files: Vec<Line>,
    /// The page on which a file is added, for people who may.
    add: Option<String>,
    /// What is wrong with the files.
    files_error: Option<String>,
    /// The form, for people who may send it now.
    asked: Option<Vec<Asked>>,
    form: FormView,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path((text, step)): Path<(String, String)>) -> Shown {
    let (id, step) = (id(&text)?, step_of(&step)?);
    let form = FormView::open(&visit).await?;
    page(&visit, id, step, form).await
}

/// Takes its form.
pub async fn send<P: Ports>(visit: Visit<P>, Path((text, step)): Path<(String, String)>) -> Shown {
    let (id, step, typed) = (id(&text)?, step_of(&step)?, &visit.form);
    let (answers, unread) = answers(typed, step);
    match taken(visit.api()?.submit_step(id, step, &typed.seen()?, &answers), typed).await? {
        Ok(_) => {
            let address = format!("/portal/changes/{id}/steps/{}?done=submitted", step.code());
            Ok(Redirect::to(&address).into_response())
        }
        Err(problem) => {
            let form = FormView::mistaken(&visit, &problem, PLACES).saying(unread);
            page(&visit, id, step, form).await
        }
    }
}

/// Reads a step out of an address.
///
/// # Errors
/// [`Trouble::NotFound`] when there is no such step.
pub fn step_of(text: &str) -> Result<Step, Trouble> {
    Step::from_code(text).ok_or(Trouble::NotFound)
}

/// The address of the page of a step.
pub fn address(id: ChangeId, step: Step) -> String {
    format!("/portal/changes/{id}/steps/{}", step.code())
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, step: Step, form: FormView) -> Shown {
    let api = visit.api()?;
    let who = visit.signed_in()?;
    let (change, evidence) = tokio::join!(ask(api.read_change(id)), async {
        if takes_evidence(step) {
            ask(api.list_evidence(id)).await.map(|found| found.body.items)
        } else {
            Ok(Vec::new())
        }
    });
    let (change, evidence) = (change?.body, evidence?);
    let found = change.steps.iter().find(|one| one.step == step).ok_or(Trouble::NotFound)?;
    let state = found.state.0;
    let is_open = is_open(&change, found);
    let limits = &visit.policy().limits;
    let mut frame = visit.frame(&format!("{}: {}", found.title, called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    let is_done = matches!(state, StepStateKind::Complete | StepStateKind::NotNeeded);
    let after = found.blocked_by.iter().map(|before| {
        let title = change.steps.iter().find(|one| one.step == *before).map(|one| one.title.clone());
        title.unwrap_or_else(|| before.to_string())
    });
    let page = Page {
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        done: words::done(&visit.query().value("done")),
        title: found.title.clone(),
        state: words::step_state(state),
        colour: words::step_colour(state),
        now: now(&change, found, who),
        needs: (!is_done).then(|| found.needs.clone()),
        reason: found.reason.clone(),
        after: if state == StepStateKind::CannotStartYet { after.collect() } else { Vec::new() },
        desk: desk::steps::page_of(&change, found, who),
        links: links(&change, found, who),
        facts: facts(found, &change),
        submitted: found.submission.as_ref().map(submitted).unwrap_or_default(),
        takes_files: takes_evidence(step),
        files: files(id, found, &evidence),
        add: (is_open && takes_evidence(step) && who.has(found.role.0))
            .then(|| Subject::Step(id, step).add_page()),
        files_error: form.error("evidence").map(str::to_owned),
        asked: (is_open && who.has(found.role.0))
            .then(|| asked(step, &form, found.submission.as_ref(), limits))
            .flatten(),
        form: form.showing(change.version),
        frame,
    };
    html(status, &page)
}

/// The files of a step, among those of its change.
pub fn files(id: ChangeId, step: &StepBody, evidence: &[EvidenceBody]) -> Vec<Line> {
    let own = evidence.iter().filter(|file| file.step.is_some_and(|of| of == step.step));
    let line = |file: &EvidenceBody| {
        let is_submitted = step.evidence.contains(&file.id);
        Line { note: is_submitted.then_some("Submitted"), ..Line::of(id.into(), file) }
    };
    own.map(line).collect()
}

/// Whether it can be submitted now.
pub fn is_open(change: &ChangeBody, step: &StepBody) -> bool {
    change.status == Status::Confirmed
        && matches!(step.state.0, StepStateKind::ToDo | StepStateKind::Returned)
}

/// What its reader can do now, or who does something next.
fn now(change: &ChangeBody, step: &StepBody, who: &Who) -> String {
    let role = words::first(&step.role.somebody());
    let is_theirs = who.has(step.role.0);
    match step.state.0 {
        _ if change.status != Status::Confirmed => {
            format!("There is nothing to do: this change {}.", change.status_words)
        }
        StepStateKind::CannotStartYet if is_theirs => {
            "There is nothing for you to do yet. It is your turn when the steps before it are complete."
                .to_owned()
        }
        StepStateKind::CannotStartYet => {
            format!("There is nothing for you to do now. {role} acts when the steps before it are complete.")
        }
        StepStateKind::ToDo if is_theirs && step.step == Step::OperationalAcceptanceTesting => {
            "It is your turn: request the test, if that has not been done. The page of the test shows its state."
                .to_owned()
        }
        StepStateKind::ToDo if is_theirs && step.role.0 == PdpRole::ImplementationManager.into() => {
            "It is your turn: arrange integration testing.".to_owned()
        }
        StepStateKind::ToDo if is_theirs => {
            "It is your turn: fill in the form below, and submit this step.".to_owned()
        }
        StepStateKind::Returned if is_theirs => {
            "It is your turn: PDP has returned this step. Put right what PDP asks for, and submit it again."
                .to_owned()
        }
        StepStateKind::ToDo | StepStateKind::Returned => {
            format!("There is nothing for you to do now. {role} completes this step.")
        }
        StepStateKind::WithPdp => match step.approved_by {
            Some(role) if who.has(role.0) => "It is your turn: decide on what was submitted.".to_owned(),
            Some(role) => {
                format!(
                    "There is nothing for you to do now. {} decides on it.",
                    words::first(&role.somebody())
                )
            }
            None => "There is nothing for you to do now. It is with PDP.".to_owned(),
        },
        StepStateKind::Complete => "There is nothing to do: this step is complete.".to_owned(),
        StepStateKind::NotNeeded => "There is nothing to do: this change does not need this step.".to_owned(),
    }
}

/// The pages on which something of this step is done.
fn links(change: &ChangeBody, step: &StepBody, who: &Who) -> Vec<(String, String)> {
    let page = |text: &str, name: &str| (text.to_owned(), format!("/portal/changes/{}/{name}", change.id));
    match step.step.0 {
        _ if change.status != Status::Confirmed || who.is_pdp => Vec::new(),
        Step::IntegrationTesting if step.state != StepStateKind::NotNeeded => {
            vec![page("Test endpoints", "test-endpoints")]
        }
        Step::TestCryptographicMaterial => {
            vec![page("Download test cryptographic material", "material/test")]
        }
        Step::LiveCryptographicMaterial => {
            vec![page("Download live cryptographic material", "material/live")]
        }
        Step::OperationalAcceptanceTesting => {
            let test = step.state != StepStateKind::NotNeeded;
            let test = test.then(|| ("Go to the test".to_owned(), format!("/portal/oat/{}", change.id)));
            let date = super::further::may_move_date(change);
            test.into_iter().chain(date.then(|| page("Connection date", "connection-date"))).collect()
        }
        _ => Vec::new(),
    }
}

/// Who did what, and when.
pub fn facts(step: &StepBody, change: &ChangeBody) -> Vec<Row> {
    let done = |at, by: &Option<ByBody>| match words::by(by.as_ref(), words::people(change)) {
        who if who.is_empty() => words::moment(at),
        who => format!("{}, {who}", words::moment(at)),
    };
    let rows = [
        Some(Row::new("Who completes it", words::first(&step.role.to_string()))),
        step.approved_by.map(|role| Row::new("Who decides on it", words::first(&role.to_string()))),
        step.submitted_at.map(|at| Row::new("Last submitted", done(at, &step.submitted_by))),
        step.since
            .map(|at| Row::new(&format!("{} since", words::step_state(step.state.0)), done(at, &step.by))),
    ];
    rows.into_iter().flatten().collect()
}

/// What it was last submitted with.
pub fn submitted(body: &StepSubmissionBody) -> Vec<Row> {
    let text = |key: &str, value: &Option<String>| value.as_ref().map(|value| Row::new(key, value.clone()));
    let found = body.findings.map(|found| {
        let counts = [
            (found.critical, "critical"),
            (found.high, "high"),
            (found.medium, "medium"),
            (found.low, "low"),
        ];
        let counts: Vec<_> = counts.iter().map(|(count, of)| format!("{count} {of}")).collect();
        Row::new("Findings", counts.join(", "))
    });
    let rows = [
        text("Test harness", &body.harness),
        body.tests.map(|count| Row::new("System tests that ran and passed", count.to_string())),
        text("Supplier", &body.supplier),
        body.accreditation.map(|word| Row::new("Accreditation", word.to_string())),
        found,
        text("Remediation plan", &body.remediation_plan),
        text("Note", &body.note),
        body.new_material_needed.map(|is| Row::new("New material was needed", words::yes_no(is))),
        body.deployed.map(|is| Row::new("Deployed", words::yes_no(is))),
    ];
    rows.into_iter().flatten().collect()
}
