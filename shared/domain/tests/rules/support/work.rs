//! The steps of a confirmed change, taken by the people who take them: good commands, and changes brought to where a test begins.
//!
//! Everything happens on the morning of the samples unless a caller does it later.

use domain::aggregate::Trail;
use domain::change::answers::Answers;
use domain::change::material::Environment;
use domain::change::step_answers::{Accreditation, Findings, StepAnswers, takes_evidence};
use domain::change::steps::{StepState, StepStateKind};
use domain::change::testing::TestEndpointAnswers;
use domain::change::{Change, Command, Refusal, decide};
use domain::evidence::FileFormat;
use domain::ids::{EvidenceId, PackId};
use domain::policy::{Policy, Step};
use domain::text::FreeText;
use jiff::civil::{Date, DateTime};

use super::people::{
    administrator, business_contact, go_live_process, holder, implementation_manager, inspection, oat,
    technical_contact, test_manager,
};
use super::samples;
use super::scenario::given;

/// Good answers of a step that is submitted.
pub fn good_answers(step: Step) -> StepAnswers {
    match step {
        Step::Prerequisites => StepAnswers::Prerequisites {
            harness: "PDP test harness 3".to_owned(),
            tests_run: Some(120),
            tests_passed: Some(120),
        },
        Step::TestCryptographicMaterial => StepAnswers::TestCryptographicMaterial { deployed: Some(true) },
        Step::ItHealthCheck => StepAnswers::ItHealthCheck {
            supplier: "Northern Testing".to_owned(),
            accreditation: Some(Accreditation::Crest),
            findings: Findings { critical: Some(0), high: Some(1), medium: Some(0), low: Some(4) },
            remediation_plan: "The high finding is closed by the next release".to_owned(),
        },
        Step::IntegrationTestingReport => StepAnswers::IntegrationTestingReport { note: String::new() },
        Step::LiveCryptographicMaterial => {
            StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(true), deployed: Some(true) }
        }
        _ => StepAnswers::ServiceAcceptance { note: "As agreed".to_owned() },
    }
}

/// A step is submitted with good answers.
pub fn submit_step(step: Step) -> Command {
    Command::SubmitStep { answers: good_answers(step) }
}

/// A step is approved.
pub fn approve(step: Step) -> Command {
    Command::ApproveStep { step }
}

/// A step is sent back.
pub fn send_back(step: Step, reason: &str) -> Command {
    Command::ReturnStep { step, reason: reason.to_owned() }
}

/// A form for a file of a step is asked for.
pub fn request_step_upload(step: Step, id: EvidenceId) -> Command {
    let (file_name, declared) = ("report.pdf".to_owned(), Some(FileFormat::Pdf));
    Command::RequestUpload { id, file_name, declared, step: Some(step) }
}

/// Test endpoints as typed.
pub fn test_endpoints() -> TestEndpointAnswers {
    TestEndpointAnswers {
        find: "https://find.test.provider.co.uk/pensions".to_owned(),
        view: "https://view.test.provider.co.uk/pensions".to_owned(),
        pat_refresh: "https://pat.test.provider.co.uk/refresh".to_owned(),
    }
}

/// Test endpoints that point at the solution under test are recorded.
pub fn record_test_endpoints() -> Command {
    Command::RecordTestEndpoints { endpoints: test_endpoints(), points_at_solution: Some(true) }
}

/// Integration testing is agreed for when clocks in London show `shown`.
pub fn arrange(shown: &str) -> Command {
    let at: DateTime = shown.parse().expect("a date and time");
    Command::ArrangeIntegrationTesting { at: Some(at) }
}

/// A pack is published.
pub fn publish(environment: Environment, id: u128) -> Command {
    let id = PackId::from_u128(id);
    Command::PublishMaterial { environment, id, bytes: 4_096, sha256: [9; 32] }
}

/// The latest pack is fetched.
pub fn fetch(environment: Environment) -> Command {
    Command::FetchMaterial { environment }
}

/// OAT was passed; the connection date was given with its request.
pub fn pass_oat(connection_date: &str) -> Command {
    let connection_date: Date = connection_date.parse().expect("a day");
    Command::PassOat { connection_date, undecided: false }
}

/// OAT was passed, and another date was asked for before.
pub fn pass_oat_undecided(connection_date: &str) -> Command {
    Command::PassOat { connection_date: super::day(connection_date), undecided: true }
}

/// The pass of OAT was overridden.
pub fn revoke_oat() -> Command {
    Command::RevokeOat { reason: FreeText::restore("It answered from a test system".to_owned()) }
}

/// Another connection date was accepted.
pub fn move_date(date: &str) -> Command {
    Command::MoveConnectionDate { date: super::day(date), undecided: false }
}

/// Something about the pass of OAT is undecided, or nothing is any more.
pub fn await_oat(undecided: bool) -> Command {
    Command::AwaitOat { undecided }
}

/// Answers that add no endpoint.
pub fn nothing_to_add() -> Answers {
    Answers {
        change_type: Some(domain::change::answers::ChangeType::UnderlyingSolution),
        new_endpoints: vec![],
        ..samples::answers()
    }
}

/// The state of `step`.
pub fn state(change: &Change, step: Step) -> Option<StepStateKind> {
    change.steps().iter().find(|view| view.step == step).map(|view| view.state.kind())
}

/// Who submits `step`.
pub fn submitter(step: Step) -> domain::actor::Actor {
    holder(policy_of(step).by)
}

/// Who decides on `step`.
pub fn decider(step: Step) -> domain::actor::Actor {
    holder(policy_of(step).approved_by.expect("someone decides").into())
}

fn policy_of(step: Step) -> &'static domain::policy::StepRule {
    Policy::version(1).rule(step)
}

/// A file that no sample has; another for each `n`.
pub fn step_file(n: u128) -> EvidenceId {
    EvidenceId::from_u128(0x5_0000 + n)
}

/// `step` has one more accepted file.
pub fn with_file(change: Change, step: Step) -> Change {
    let id = step_file(change.evidence.0.len() as u128);
    let accept = Command::AcceptEvidence { id, file: samples::accepted() };
    let form = request_step_upload(step, id);
    let change = given(change).when(submitter(step), form).then(&["upload_requested"]).change;
    given(change).when(inspection(), accept).then(&["evidence_received", "evidence_accepted"]).change
}

/// Everything that `step` needs before it is submitted.
pub fn prepared(change: Change, step: Step) -> Change {
    match step {
        Step::TestCryptographicMaterial => fetched(change, Environment::Test),
        Step::LiveCryptographicMaterial => fetched(change, Environment::Live),
        step if takes_evidence(step) => with_file(change, step),
        _ => change,
    }
}

fn fetched(change: Change, environment: Environment) -> Change {
    let id = 0x9_0000 + u128::from(change.version);
    let change =
        given(change).when(administrator(), publish(environment, id)).then(&["material_published"]).change;
    given(change).when(technical_contact(), fetch(environment)).then(&["material_fetched"]).change
}

/// `step`, which is open, is submitted with all that it needs.
pub fn submitted(change: Change, step: Step) -> Change {
    after(prepared(change, step), &submitter(step), submit_step(step))
}

/// `step`, which is open, is done.
pub fn done(change: Change, step: Step) -> Change {
    match step {
        Step::IntegrationTesting => {
            let change = after(change, &test_manager(), record_test_endpoints());
            after(change, &implementation_manager(), arrange("2026-09-07T15:00"))
        }
        Step::OperationalAcceptanceTesting => after(change, &oat(), pass_oat("2026-09-21")),
        step if policy_of(step).approved_by.is_some() => {
            after(submitted(change, step), &decider(step), approve(step))
        }
        step => submitted(change, step),
    }
}

/// What `actor` asked for has happened, whatever came of it.
pub fn after(mut change: Change, actor: &domain::actor::Actor, command: Command) -> Change {
    let ctx = super::context(samples::monday_morning());
    let events: Result<_, Refusal> = decide(&change, command, actor, &ctx).map(Trail::into_events);
    let events = events.unwrap_or_else(|refusal| panic!("refused: {refusal:?}"));
    events.iter().for_each(|event| domain::change::apply(&mut change, event));
    change
}

/// Every open step before `step` is done, one after the other, until it is open itself.
pub fn open_at(mut change: Change, step: Step) -> Change {
    loop {
        let next = open_step(&change).unwrap_or_else(|| panic!("{step:?} never opens"));
        if next == step {
            return change;
        }
        change = done(change, next);
    }
}

/// Every step is done, and the due-work job has run.
pub fn all_done(mut change: Change) -> Change {
    while let Some(next) = open_step(&change) {
        change = done(change, next);
    }
    after(change, &go_live_process(), Command::GoLive)
}

/// The step that someone can work on.
pub fn open_step(change: &Change) -> Option<Step> {
    change.steps().into_iter().find(|view| is_open(&view.state)).map(|view| view.step)
}

fn is_open(state: &StepState) -> bool {
    matches!(state, StepState::ToDo { .. } | StepState::Returned { .. })
}

/// The primary business contact withdraws.
pub fn withdrawn(change: Change) -> Change {
    after(change, &business_contact(), samples::withdraw())
}
