//! The steps of a confirmed change as computed states (S1, S6, V3, V4).

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::change::Status;
use domain::change::steps::{
    StepFacts, StepProgress, StepProgresses, StepState, StepStateKind, StepView, next, view,
};
use domain::policy::{Scale, Step};
use domain::text::FreeText;
use proptest::prelude::*;
use rstest::rstest;

use Step::{
    IntegrationTesting, IntegrationTestingReport, LiveCryptographicMaterial, OperationalAcceptanceTesting,
    Prerequisites, ServiceAcceptance, TestCryptographicMaterial,
};

use crate::support::people::{acting, member, own_organisation, reviewer};
use crate::support::positions::in_statuses_but;
use crate::support::{policy, samples};

fn someone() -> domain::actor::By {
    let role = OrganisationRole::TestManager;
    acting(&member(own_organisation(), &[role]), role)
}

fn complete() -> StepProgress {
    StepProgress::Complete { at: samples::monday_morning(), by: someone() }
}

fn with_pdp() -> StepProgress {
    StepProgress::WithPdp { at: samples::monday_morning(), by: someone(), reopened: None }
}

fn returned(reason: &str) -> StepProgress {
    let by = acting(&reviewer(), PdpRole::Reviewer);
    StepProgress::Returned { at: samples::monday_morning(), by, reason: FreeText::restore(reason.to_owned()) }
}

fn steps(scale: Scale, oat_required: bool, progress: &[(Step, StepProgress)]) -> Vec<StepView> {
    let progress: StepProgresses = progress.iter().cloned().collect();
    view(
        policy(),
        &StepFacts {
            confirmed_at: samples::monday_morning(),
            scale,
            oat_required,
            has_evidence: true,
            is_live: false,
            progress: &progress,
        },
    )
}

/// Each step with the kind of its state.
fn states(views: &[StepView]) -> Vec<(Step, StepStateKind)> {
    views.iter().map(|view| (view.step, view.state.kind())).collect()
}

fn done(steps: &[Step]) -> Vec<(Step, StepProgress)> {
    steps.iter().map(|step| (*step, complete())).collect()
}

const MODERATE: &[Step] = &[
    Prerequisites,
    TestCryptographicMaterial,
    IntegrationTesting,
    IntegrationTestingReport,
    ServiceAcceptance,
    LiveCryptographicMaterial,
    OperationalAcceptanceTesting,
];

/// Holds S1.
#[rstest]
#[case(Scale::Minimal, &[LiveCryptographicMaterial, OperationalAcceptanceTesting])]
#[case(Scale::Minor, &[ServiceAcceptance, LiveCryptographicMaterial, OperationalAcceptanceTesting])]
#[case(Scale::Moderate, MODERATE)]
#[case(Scale::Significant, Step::ALL)]
fn a_scale_has_its_steps_in_their_order(#[case] scale: Scale, #[case] expected: &[Step]) {
    let found: Vec<_> = steps(scale, true, &[]).iter().map(|view| view.step).collect();
    assert_eq!(found, expected);
}

/// Holds S1.
#[rstest]
fn at_first_the_first_step_is_to_do_and_the_others_wait(
    #[values(Scale::Minimal, Scale::Minor, Scale::Moderate, Scale::Significant)] scale: Scale,
) {
    let views = steps(scale, true, &[]);
    assert_eq!(views[0].state, StepState::ToDo { since: samples::monday_morning() });
    for (at, view) in views.iter().enumerate().skip(1) {
        let before: Vec<_> = views[..at].iter().map(|view| view.step).collect();
        assert_eq!(view.state, StepState::CannotStartYet { blocked_by: before });
    }
}

/// Holds S1.
#[test]
fn oat_is_not_needed_unless_it_is_required() {
    let views = steps(Scale::Minimal, false, &[]);
    let expected = [
        (LiveCryptographicMaterial, StepStateKind::ToDo),
        (OperationalAcceptanceTesting, StepStateKind::NotNeeded),
    ];
    assert_eq!(states(&views), expected);
}

/// Holds S1.
#[test]
fn a_step_opens_when_all_before_it_are_complete() {
    let views = steps(Scale::Moderate, false, &done(&[Prerequisites, TestCryptographicMaterial]));
    assert_eq!(views[2].state, StepState::ToDo { since: samples::monday_morning() });
    assert_eq!(views[3].state, StepState::CannotStartYet { blocked_by: vec![IntegrationTesting] });
}

/// Holds S1.
#[test]
fn a_step_with_pdp_still_blocks_what_comes_after_it() {
    let views = steps(Scale::Minor, false, &[(ServiceAcceptance, with_pdp())]);
    assert_eq!(
        views[0].state,
        StepState::WithPdp { since: samples::monday_morning(), by: someone(), reopened: None }
    );
    assert_eq!(views[1].state, StepState::CannotStartYet { blocked_by: vec![ServiceAcceptance] });
}

/// Holds S1.
#[test]
fn a_returned_step_shows_why_and_blocks_what_comes_after_it() {
    let views = steps(Scale::Minor, false, &[(ServiceAcceptance, returned("The date is missing"))]);
    match &views[0].state {
        StepState::Returned { reason, .. } => assert_eq!(reason.as_str(), "The date is missing"),
        other => panic!("{other:?}"),
    }
    assert_eq!(views[1].state.kind(), StepStateKind::CannotStartYet);
}

/// Holds S1.
#[test]
fn a_complete_step_shows_when_and_by_whom() {
    let views = steps(Scale::Minor, false, &done(&[ServiceAcceptance]));
    assert_eq!(views[0].state, StepState::Complete { at: samples::monday_morning(), by: someone() });
}

#[rstest]
#[case(&[], Some(ServiceAcceptance))]
#[case(&[ServiceAcceptance], Some(LiveCryptographicMaterial))]
#[case(&[ServiceAcceptance, LiveCryptographicMaterial], None)]
fn the_next_step_is_the_first_that_is_not_done(#[case] complete: &[Step], #[case] expected: Option<Step>) {
    let views = steps(Scale::Minor, false, &done(complete));
    assert_eq!(next(&views).map(|view| view.step), expected);
}

/// Holds S1.
#[rstest]
#[case(ServiceAcceptance, Role::Organisation(OrganisationRole::ServiceManager))]
#[case(IntegrationTesting, Role::Pdp(PdpRole::ImplementationManager))]
fn a_step_says_who_must_act(#[case] step: Step, #[case] by: Role) {
    let views = steps(Scale::Significant, false, &[]);
    assert_eq!(views.iter().find(|view| view.step == step).map(|view| view.by), Some(by));
}

/// Holds V4.
#[test]
fn a_step_not_in_a_smaller_scale_is_marked_and_blocks_nothing() {
    let progress = [(Prerequisites, complete()), (TestCryptographicMaterial, with_pdp())];
    let views = steps(Scale::Minor, false, &progress);
    let expected = [
        (ServiceAcceptance, StepStateKind::ToDo),
        (LiveCryptographicMaterial, StepStateKind::CannotStartYet),
        (OperationalAcceptanceTesting, StepStateKind::NotNeeded),
        (Prerequisites, StepStateKind::NotNeeded),
        (TestCryptographicMaterial, StepStateKind::NotNeeded),
    ];
    assert_eq!(states(&views), expected);
}

/// Holds V4.
#[test]
fn finished_work_that_a_larger_scale_still_needs_counts() {
    let views = steps(Scale::Moderate, false, &done(&[ServiceAcceptance]));
    assert_eq!(views[0].state, StepState::ToDo { since: samples::monday_morning() });
    assert_eq!(views[4].state.kind(), StepStateKind::Complete);
    let blocked_by =
        vec![Prerequisites, TestCryptographicMaterial, IntegrationTesting, IntegrationTestingReport];
    assert_eq!(views[5].state, StepState::CannotStartYet { blocked_by });
}

#[test]
fn submitted_work_waits_for_the_steps_of_a_larger_scale() {
    let views = steps(Scale::Moderate, false, &[(ServiceAcceptance, with_pdp())]);
    assert_eq!(views[4].state.kind(), StepStateKind::CannotStartYet);
}

/// Holds S6.
#[rstest]
#[case(Scale::Minor, false, true)]
#[case(Scale::Significant, false, true)]
#[case(Scale::Minor, true, false)]
fn service_acceptance_asks_for_evidence_still_missing(
    #[case] scale: Scale,
    #[case] has_evidence: bool,
    #[case] asks: bool,
) {
    let progress = StepProgresses::new();
    let views = view(
        policy(),
        &StepFacts {
            confirmed_at: samples::monday_morning(),
            scale,
            oat_required: false,
            has_evidence,
            is_live: false,
            progress: &progress,
        },
    );
    for view in views {
        let said = view.needs.contains("submitted at minimal scale");
        assert_eq!(said, asks && view.step == ServiceAcceptance, "{}", view.step);
    }
}

/// Holds V3.
#[test]
fn there_are_no_steps_before_a_change_is_confirmed() {
    for change in in_statuses_but(&[Status::Confirmed, Status::Complete]) {
        assert!(change.steps().is_empty());
    }
}

/// Holds V3.
#[rstest]
#[case(Scale::Minimal, true)]
#[case(Scale::Minor, false)]
#[case(Scale::Moderate, true)]
#[case(Scale::Significant, false)]
fn confirming_creates_the_steps_of_the_confirmed_scale(#[case] scale: Scale, #[case] oat: bool) {
    assert_eq!(states(&samples::confirmed_at(scale, oat).steps()), states(&steps(scale, oat, &[])));
}

fn any_progress() -> impl Strategy<Value = StepProgresses> {
    let one = prop_oneof![Just(complete()), Just(with_pdp()), Just(returned("Why"))];
    proptest::collection::btree_map(proptest::sample::select(Step::ALL), one, 0..=Step::ALL.len())
}

proptest! {
    /// Holds S1.
    #[test]
    fn only_steps_of_the_scale_count_and_each_is_shown_once(
        scale in proptest::sample::select(Scale::ALL),
        oat_required: bool,
        has_evidence: bool,
        progress in any_progress(),
    ) {
        let views = view(policy(), &StepFacts { confirmed_at: samples::monday_morning(), scale, oat_required, has_evidence, is_live: false, progress: &progress });
        let of_scale: Vec<_> = policy().steps_of(scale).iter().map(|rule| rule.step).collect();
        let shown: Vec<_> = views.iter().map(|view| view.step).collect();
        prop_assert!(shown.starts_with(&of_scale));
        prop_assert!(shown[of_scale.len()..].iter().all(|step| progress.contains_key(step)));
        prop_assert!(progress.keys().all(|step| shown.contains(step)));
        for view in &views {
            let rule = policy().rule(view.step);
            let needed = of_scale.contains(&view.step) && (oat_required || !rule.only_with_oat);
            prop_assert_eq!(view.state == StepState::NotNeeded, !needed);
            prop_assert_eq!(shown.iter().filter(|step| **step == view.step).count(), 1);
        }
    }

    /// Holds S1.
    #[test]
    fn at_most_one_step_is_open_and_it_is_the_next(
        scale in proptest::sample::select(Scale::ALL),
        oat_required: bool,
        progress in any_progress(),
    ) {
        let views = view(policy(), &StepFacts { confirmed_at: samples::monday_morning(), scale, oat_required, has_evidence: true, is_live: false, progress: &progress });
        let is_open = |view: &&StepView| !view.state.is_done() && view.state.kind() != StepStateKind::CannotStartYet;
        let open: Vec<_> = views.iter().filter(is_open).collect();
        prop_assert!(open.len() <= 1);
        prop_assert_eq!(open.first().copied(), next(&views));
    }
}
