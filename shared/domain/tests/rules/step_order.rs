//! The steps of each scale, taken in order by the people they are for, until the change is complete (§4, S1, S5, G1, G6).

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::aggregate::Trail;
use domain::change::answers::Answers;
use domain::change::steps::{StepState, StepStateKind};
use domain::change::{Change, Command, GoingLive, Reason, Status};
use domain::policy::{Scale, Step};
use domain::refusal::Refusal;
use rstest::rstest;

use Step::{
    IntegrationTesting, IntegrationTestingReport, ItHealthCheck, LiveCryptographicMaterial,
    OperationalAcceptanceTesting, Prerequisites, ServiceAcceptance, TestCryptographicMaterial,
};

use crate::support::people::{go_live_process, oat};
use crate::support::samples::{answers, confirmed_at, confirmed_of, monday_morning};
use crate::support::scenario::given;
use crate::support::work::{
    after, done, nothing_to_add, open_at, open_step, prepared, state, submit_step, submitter,
};

/// The table of the guidance, without OAT; written down here, independently of the code.
fn published(scale: Scale) -> &'static [Step] {
    match scale {
        Scale::Minimal => &[LiveCryptographicMaterial],
        Scale::Minor => &[ServiceAcceptance, LiveCryptographicMaterial],
        Scale::Moderate => &[
            Prerequisites,
            TestCryptographicMaterial,
            IntegrationTesting,
            IntegrationTestingReport,
            ServiceAcceptance,
            LiveCryptographicMaterial,
        ],
        Scale::Significant => &[
            Prerequisites,
            TestCryptographicMaterial,
            IntegrationTesting,
            ItHealthCheck,
            IntegrationTestingReport,
            ServiceAcceptance,
            LiveCryptographicMaterial,
        ],
    }
}

fn in_order(scale: Scale, oat_required: bool) -> Vec<Step> {
    let oat = oat_required.then_some(OperationalAcceptanceTesting);
    published(scale).iter().copied().chain(oat).collect()
}

/// The step after which the new endpoints go live (G1, G2).
fn goes_live_after(scale: Scale, oat_required: bool) -> Step {
    match (oat_required, scale) {
        (true, _) => OperationalAcceptanceTesting,
        (false, Scale::Minimal) => LiveCryptographicMaterial,
        (false, _) => ServiceAcceptance,
    }
}

fn processed(change: Change, now: &str) -> (Change, Vec<&'static str>) {
    let ctx = crate::support::context(crate::support::at(now));
    let events = domain::change::decide(&change, Command::GoLive, &go_live_process(), &ctx)
        .map(Trail::into_events)
        .expect("events");
    let mut change = change;
    events.iter().for_each(|event| domain::change::apply(&mut change, event));
    (change, events.iter().map(|event| event.kind.code()).collect())
}

/// Holds S1.
#[rstest]
fn steps_come_in_order_and_going_live_follows_the_guidance(
    #[values(Scale::Minimal, Scale::Minor, Scale::Moderate, Scale::Significant)] scale: Scale,
    #[values(false, true)] oat_required: bool,
) {
    // 00:00 in London on the connection date of the samples, when OAT is required; else as soon as everything is done.
    let moment = if oat_required { "2026-09-20T23:00:00Z" } else { "2026-09-07T09:00:00Z" };
    let mut change = confirmed_at(scale, oat_required);
    let mut taken = Vec::new();
    while let Some(step) = open_step(&change) {
        change = done(change, step);
        taken.push(step);
        let (next, events) = processed(change, moment);
        change = next;
        let went_live = events.contains(&"endpoints_went_live");
        assert_eq!(went_live, step == goes_live_after(scale, oat_required), "{step:?}");
    }
    assert_eq!(taken, in_order(scale, oat_required));
    assert_eq!(change.status(), Status::Complete);
    assert!(change.live_at.is_some());
}

/// Holds G6.
#[rstest]
fn a_change_without_endpoints_is_complete_with_its_last_step(
    #[values(Scale::Minimal, Scale::Minor, Scale::Moderate, Scale::Significant)] scale: Scale,
    #[values(false, true)] oat_required: bool,
) {
    let mut change = confirmed_of(nothing_to_add(), scale, oat_required);
    let mut taken = Vec::new();
    while let Some(step) = open_step(&change) {
        assert_eq!(change.status(), Status::Confirmed);
        change = done(change, step);
        taken.push(step);
    }
    assert_eq!(taken, in_order(scale, oat_required));
    assert_eq!(change.status(), Status::Complete);
    assert_eq!((change.live_at, change.going_live()), (None, GoingLive::NothingToAdd));
}

/// Holds S1.
#[rstest]
fn a_step_is_refused_with_the_name_of_the_open_one_before_it(
    #[values(Scale::Minor, Scale::Moderate, Scale::Significant)] scale: Scale,
) {
    let change = confirmed_at(scale, true);
    for (at, step) in published(scale).iter().enumerate().skip(1) {
        let blocked_by = published(scale)[..at].to_vec();
        let expected = Refusal::from(Reason::StepBlocked { step: *step, blocked_by });
        if *step != IntegrationTesting {
            let refusal = given(change.clone()).when(submitter(*step), submit_step(*step)).refused();
            assert_eq!(refusal, expected);
        }
        assert!(expected.to_string().contains("First complete: "), "{expected}");
    }
    let refusal = given(change).when(oat(), crate::support::work::pass_oat("2026-09-21")).refused();
    let blocked_by = published(scale).to_vec();
    assert_eq!(refusal, Reason::StepBlocked { step: OperationalAcceptanceTesting, blocked_by }.into());
}

#[rstest]
#[case(Scale::Minimal, Prerequisites)]
#[case(Scale::Minimal, ServiceAcceptance)]
#[case(Scale::Minor, TestCryptographicMaterial)]
#[case(Scale::Minor, IntegrationTestingReport)]
#[case(Scale::Moderate, ItHealthCheck)]
fn a_step_that_the_scale_does_not_have_is_refused(#[case] scale: Scale, #[case] step: Step) {
    let refusal = given(confirmed_at(scale, true)).when(submitter(step), submit_step(step)).refused();
    assert_eq!(refusal, Reason::StepNotNeeded { step }.into());
}

#[test]
fn oat_that_is_not_required_is_refused() {
    let change = after(
        done(confirmed_at(Scale::Minor, false), ServiceAcceptance),
        &go_live_process(),
        Command::GoLive,
    );
    let refusal = given(change).when(oat(), crate::support::work::pass_oat("2026-09-21")).refused();
    assert_eq!(refusal, Reason::StepNotNeeded { step: OperationalAcceptanceTesting }.into());
}

#[test]
fn a_complete_step_is_refused_and_so_is_one_with_pdp() {
    let change = done(confirmed_at(Scale::Minor, false), ServiceAcceptance);
    let step = ServiceAcceptance;
    let refusal = given(change).when(submitter(step), submit_step(step)).refused();
    assert_eq!(refusal, Reason::StepNotOpen { step, state: StepStateKind::Complete }.into());
    assert!(refusal.to_string().contains("is complete"));
    let change = crate::support::work::submitted(confirmed_at(Scale::Minor, false), step);
    let refusal = given(change).when(submitter(step), submit_step(step)).refused();
    assert_eq!(refusal, Reason::StepNotOpen { step, state: StepStateKind::WithPdp }.into());
    assert!(refusal.to_string().contains("is with PDP"));
}

#[test]
fn a_step_is_to_do_since_the_last_before_it_was_complete() {
    let change = confirmed_at(Scale::Minor, false);
    assert_eq!(change.steps()[0].state, StepState::ToDo { since: monday_morning() });
    let change = crate::support::work::submitted(change, ServiceAcceptance);
    let change = given(change)
        .at("2026-09-10T12:00:00Z")
        .when(crate::support::people::reviewer(), crate::support::work::approve(ServiceAcceptance))
        .then(&["step_approved"])
        .change;
    let since = crate::support::at("2026-09-10T12:00:00Z");
    assert_eq!(change.steps()[1].state, StepState::ToDo { since });
}

/// Holds S1, A1.
#[test]
fn a_step_says_who_did_what_and_when() {
    let step = ServiceAcceptance;
    let change = prepared(confirmed_at(Scale::Minor, false), step);
    let change = given(change)
        .at("2026-09-08T08:00:00Z")
        .when(submitter(step), submit_step(step))
        .then(&["step_submitted"])
        .change;
    let at = crate::support::at("2026-09-08T08:00:00Z");
    let by = crate::support::people::acting(&submitter(step), OrganisationRole::ServiceManager);
    assert_eq!(change.steps()[0].state, StepState::WithPdp { since: at, by, reopened: None });
    let kept = &change.submissions[&step];
    assert_eq!((kept.at, kept.by, kept.evidence.len()), (at, by, 1));
}

/// Holds S1.
#[rstest]
#[case(
    Prerequisites,
    Role::Organisation(OrganisationRole::TestManager),
    Some(PdpRole::ImplementationManager)
)]
#[case(TestCryptographicMaterial, Role::Organisation(OrganisationRole::PrimaryTechnicalContact), None)]
#[case(IntegrationTesting, Role::Pdp(PdpRole::ImplementationManager), None)]
#[case(ItHealthCheck, Role::Organisation(OrganisationRole::SecurityLead), Some(PdpRole::Reviewer))]
fn a_step_says_who_acts_and_who_decides(
    #[case] step: Step,
    #[case] by: Role,
    #[case] approved_by: Option<PdpRole>,
) {
    let change = open_at(confirmed_at(Scale::Significant, false), step);
    let view = change.steps().into_iter().find(|view| view.step == step).expect("a view");
    assert_eq!((view.by, view.approved_by), (by, approved_by));
    assert!(!view.needs.is_empty());
    assert_eq!(state(&change, step), Some(StepStateKind::ToDo));
}

/// Holds S6.
#[test]
fn a_minimal_change_that_adds_endpoints_never_needs_evidence() {
    let answers = Answers { suggested_scale: Some(Scale::Minimal), ..answers() };
    let change = given(crate::support::samples::draft_of(answers))
        .when(crate::support::people::business_contact(), crate::support::samples::submit())
        .then(&["change_submitted"])
        .change;
    let change = after(
        change,
        &crate::support::people::reviewer(),
        crate::support::samples::confirm(Scale::Minimal, false),
    );
    let change = crate::support::work::all_done(change);
    assert_eq!(change.status(), Status::Complete);
    assert!(change.evidence.0.is_empty());
}
