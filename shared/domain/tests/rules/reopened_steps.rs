//! PDP opens a step again that it approved by mistake (Q5): the submission stands, PDP decides once more, and nothing goes live
//! meanwhile.

use domain::actor::OrganisationRole;
use domain::change::steps::{StepState, StepStateKind};
use domain::change::{Change, Command, GoingLive, Reason, Status};
use domain::policy::{Scale, Step};
use domain::register::EndpointState;
use rstest::rstest;

use crate::support::commands::{BY_MISTAKE, give_date, reopen};
use crate::support::day;
use crate::support::people::{acting, go_live_process, oat, pdp_support, reviewer, service_manager};
use crate::support::samples::{confirmed_at, reclassify};
use crate::support::scenario::given;
use crate::support::work::{
    after, all_done, approve, decider, done, open_at, pass_oat, send_back, state, submit_step, submitted,
    submitter,
};

const ACCEPTANCE: Step = Step::ServiceAcceptance;
const REOPENED: &[&str] = &["step_reopened"];

fn due() -> Change {
    done(confirmed_at(Scale::Minor, false), ACCEPTANCE)
}

fn reopened() -> Change {
    given(due()).at("2026-09-08T09:00:00Z").when(reviewer(), reopen(ACCEPTANCE)).then(REOPENED).change
}

fn live() -> Change {
    after(due(), &go_live_process(), Command::GoLive)
}

/// Holds Q5.
#[rstest]
fn a_step_that_pdp_approved_is_with_pdp_again(
    #[values(
        Step::Prerequisites,
        Step::ItHealthCheck,
        Step::IntegrationTestingReport,
        Step::ServiceAcceptance
    )]
    step: Step,
) {
    let approved = done(open_at(confirmed_at(Scale::Significant, false), step), step);
    let submitted = approved.submissions.clone();
    let again = given(approved).when(decider(step), reopen(step)).then(REOPENED).change;
    assert_eq!(state(&again, step), Some(StepStateKind::WithPdp));
    assert_eq!(again.submissions, submitted, "what was submitted stands");
    given(again.clone()).when(decider(step), approve(step)).then(&["step_approved"]);
    let returned = given(again).when(decider(step), send_back(step, "Why")).then(&["step_returned"]).change;
    given(returned).when(submitter(step), submit_step(step)).then(&["step_submitted"]);
}

/// Holds Q5.
#[test]
fn a_reopened_step_says_why_since_when_and_who_submitted_it() {
    let StepState::WithPdp { since, by, reopened: Some(reason) } = reopened().steps()[0].state.clone() else {
        panic!("with PDP again")
    };
    let manager = acting(&service_manager(), OrganisationRole::ServiceManager);
    assert_eq!((by, reason.as_str()), (manager, BY_MISTAKE));
    assert_eq!(since, crate::support::at("2026-09-08T09:00:00Z"));
}

/// Holds Q5.
#[test]
fn nothing_goes_live_while_a_step_is_open_again() {
    assert!(matches!(due().going_live(), GoingLive::Due { .. }));
    assert_eq!(reopened().going_live(), GoingLive::NotYet);
    let due_work = |change| given(change).at("2026-10-01T09:00:00Z").when(go_live_process(), Command::GoLive);
    due_work(reopened()).then(&[]);
    let approved = given(reopened()).at("2026-09-09T09:00:00Z").when(reviewer(), approve(ACCEPTANCE));
    let approved = approved.then(&["step_approved"]).change;
    due_work(approved).then(&["endpoints_went_live"]);
}

/// Holds Q5.
#[test]
fn a_dated_endpoint_is_proposed_until_the_next_approval() {
    let open = open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let passed = after(open, &oat(), pass_oat("2026-09-21"));
    let states = |change: &Change| change.register()[0].state;
    assert_eq!(states(&passed), EndpointState::Scheduled);
    let again = after(passed, &reviewer(), reopen(ACCEPTANCE));
    assert_eq!(states(&again), EndpointState::Proposed);
    assert_eq!(state(&again, Step::OperationalAcceptanceTesting), Some(StepStateKind::Complete));
    assert_eq!(states(&after(again.clone(), &reviewer(), approve(ACCEPTANCE))), EndpointState::Scheduled);
    // The pass stands, but its date has passed by the time of the approval (G2).
    let late = given(again).at("2026-09-22T09:00:00Z").when(reviewer(), approve(ACCEPTANCE));
    let late = late.then(&["step_approved"]).change;
    assert_eq!(late.going_live(), GoingLive::DateNeeded);
    let dated = given(late).at("2026-09-22T10:00:00Z").when(service_manager(), give_date("2026-10-05"));
    let dated = dated.then(&["connection_date_given"]).change;
    assert_eq!(dated.going_live(), GoingLive::Scheduled { on: day("2026-10-05") });
}

/// Holds Q5.
#[test]
fn later_steps_keep_what_was_done_and_wait() {
    let report = Step::IntegrationTestingReport;
    let change = submitted(open_at(confirmed_at(Scale::Moderate, false), report), report);
    let again = after(change, &decider(Step::Prerequisites), reopen(Step::Prerequisites));
    assert_eq!(state(&again, Step::TestCryptographicMaterial), Some(StepStateKind::Complete));
    assert_eq!(state(&again, report), Some(StepStateKind::CannotStartYet));
    let refusal = given(again.clone()).when(decider(report), approve(report)).refused();
    assert_eq!(refusal, Reason::StepBlocked { step: report, blocked_by: vec![Step::Prerequisites] }.into());
    let approved = after(again, &decider(Step::Prerequisites), approve(Step::Prerequisites));
    assert_eq!(state(&approved, report), Some(StepStateKind::WithPdp));
}

/// Holds Q5.
#[test]
fn only_an_approval_can_be_taken_back() {
    let not_approved = |state| Reason::StepNotApproved { step: ACCEPTANCE, state };
    let refused = |change| given(change).when(reviewer(), reopen(ACCEPTANCE)).refused();
    assert_eq!(refused(confirmed_at(Scale::Minor, false)), not_approved(StepStateKind::ToDo).into());
    assert_eq!(refused(reopened()), not_approved(StepStateKind::WithPdp).into());
    let returned = after(reopened(), &reviewer(), send_back(ACCEPTANCE, "Why"));
    assert_eq!(refused(returned), not_approved(StepStateKind::Returned).into());
    let minimal = confirmed_at(Scale::Minimal, false);
    assert_eq!(refused(minimal), Reason::StepNotNeeded { step: ACCEPTANCE }.into());
    let live = Step::LiveCryptographicMaterial;
    let confirmed = done(due(), live);
    let refusal = given(confirmed).when(reviewer(), reopen(live)).refused();
    assert_eq!(refusal, Reason::StepNotApproved { step: live, state: StepStateKind::Complete }.into());
}

/// Holds Q5.
#[test]
fn what_endpoints_went_live_by_is_not_opened_again() {
    let refusal = given(live()).when(reviewer(), reopen(ACCEPTANCE)).refused();
    assert_eq!(refusal, Reason::StepLedToLive { step: ACCEPTANCE }.into());
    let complete = all_done(live());
    assert_eq!(complete.status(), Status::Complete);
    given(complete).when(reviewer(), reopen(ACCEPTANCE)).refused_for_status();
}

/// Holds Q5.
#[test]
fn a_step_that_was_approved_after_going_live_is_opened_again() {
    let larger = after(live(), &reviewer(), reclassify(Scale::Moderate, None));
    let step = Step::Prerequisites;
    let larger = submitted(larger, step);
    let approved = given(larger).at("2026-09-08T09:00:00Z").when(decider(step), approve(step));
    let approved = approved.then(&["step_approved"]).change;
    let again = given(approved).when(decider(step), reopen(step)).then(REOPENED).change;
    assert!(matches!(again.going_live(), GoingLive::Live { .. }), "what is live stays live");
}

/// Holds Q5.
#[test]
fn a_step_is_opened_again_with_a_reason_by_who_decides_on_it() {
    let blank = Command::ReopenStep { step: ACCEPTANCE, reason: " ".to_owned() };
    assert_eq!(given(due()).when(reviewer(), blank).refused_fields(), ["reason: missing"]);
    let long = Command::ReopenStep { step: ACCEPTANCE, reason: "x".repeat(5_001) };
    assert_eq!(given(due()).when(reviewer(), long).refused_fields(), ["reason: too_long"]);
    assert_eq!(given(due()).when(pdp_support(), reopen(ACCEPTANCE)).refused().code(), "role_required");
    assert_eq!(given(due()).when(service_manager(), reopen(ACCEPTANCE)).refused().code(), "role_required");
}
