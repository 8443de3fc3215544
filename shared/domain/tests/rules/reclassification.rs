//! Another scale, before and after a change is confirmed (V4, S6).

use domain::change::answers::Answers;
use domain::change::steps::{StepStateKind, StepView};
use domain::change::{
    Change, Command, EventKind, GoingLive, HostsAtReview, Reclassified, Refusal, Status, StepEffect, decide,
    preview_reclassification,
};
use domain::policy::{Scale, Step};
use rstest::rstest;

use crate::support::context;
use crate::support::people::{business_contact, one_per_role, reviewer};
use crate::support::positions::in_status;
use crate::support::samples::{self, confirmed_at, reclassify};
use crate::support::scenario::given;
use crate::support::work::{self, state};

const RECLASSIFIED: &[&str] = &["change_reclassified"];

fn scale(change: &Change) -> Option<Scale> {
    change.submitted.as_ref().map(|submitted| submitted.scale)
}

fn oat_required(change: &Change) -> Option<bool> {
    change.confirmation().map(|confirmation| confirmation.oat_required)
}

/// A moderate change whose first step is complete.
fn moderate_with_work() -> Change {
    work::done(confirmed_at(Scale::Moderate, false), Step::Prerequisites)
}

/// Holds V4.
#[rstest]
fn before_confirmation_it_changes_the_scale_and_no_status(
    #[values(Status::InReview, Status::AwaitingInformation)] status: Status,
    #[values(Scale::Minimal, Scale::Moderate, Scale::Significant)] to: Scale,
) {
    let before = in_status(status);
    let due = before.review_due();
    let change = given(before).when(reviewer(), reclassify(to, None)).then(RECLASSIFIED).change;
    assert_eq!(scale(&change), Some(to));
    assert_eq!((change.status(), change.review_due()), (status, due));
}

#[test]
fn a_scale_changed_early_is_confirmed_without_a_reason() {
    let change = given(in_status(Status::InReview))
        .when(reviewer(), reclassify(Scale::Moderate, None))
        .then(RECLASSIFIED);
    let confirm = Command::Confirm {
        scale: Scale::Moderate,
        reason: None,
        oat_required: true,
        hosts: HostsAtReview::default(),
    };
    let change = given(change.change).when(reviewer(), confirm).then(&["change_confirmed"]).change;
    assert_eq!(scale(&change), Some(Scale::Moderate));
    assert!(change.submitted.is_some_and(|submitted| submitted.scale_reason.is_some()));
}

#[test]
fn nothing_is_decided_about_oat_before_confirmation() {
    let after = given(in_status(Status::InReview))
        .when(reviewer(), reclassify(Scale::Moderate, None))
        .then(RECLASSIFIED);
    let EventKind::ChangeReclassified { oat_required, .. } = after.last() else { panic!("reclassified") };
    assert_eq!(*oat_required, None);
    for answer in [true, false] {
        let early = given(in_status(Status::InReview));
        let found = early.when(reviewer(), reclassify(Scale::Moderate, Some(answer))).refused_fields();
        assert_eq!(found, ["oat_required: decided_with_confirmation"]);
    }
}

/// Holds V4.
#[rstest]
#[case(Scale::Minimal)]
#[case(Scale::Moderate)]
#[case(Scale::Significant)]
fn after_confirmation_the_steps_are_those_of_the_other_scale(#[case] to: Scale) {
    let change = given(confirmed_at(Scale::Minor, true))
        .when(reviewer(), reclassify(to, None))
        .then(RECLASSIFIED)
        .change;
    let steps = |change: &Change| change.steps().iter().map(|view| view.step).collect::<Vec<_>>();
    assert_eq!(change.status(), Status::Confirmed);
    assert_eq!(steps(&change), steps(&confirmed_at(to, true)));
}

/// Holds V4.
#[test]
fn finished_work_that_still_counts_is_kept() {
    let change = given(moderate_with_work())
        .when(reviewer(), reclassify(Scale::Significant, None))
        .then(RECLASSIFIED)
        .change;
    assert_eq!(state(&change, Step::Prerequisites), Some(StepStateKind::Complete));
    assert_eq!(state(&change, Step::TestCryptographicMaterial), Some(StepStateKind::ToDo));
}

/// Holds V4.
#[test]
fn a_dropped_step_is_marked_and_counts_again_when_it_applies() {
    let smaller = given(moderate_with_work())
        .when(reviewer(), reclassify(Scale::Minor, None))
        .then(RECLASSIFIED)
        .change;
    assert_eq!(state(&smaller, Step::Prerequisites), Some(StepStateKind::NotNeeded));
    assert_eq!(state(&smaller, Step::ServiceAcceptance), Some(StepStateKind::ToDo));
    let larger = given(smaller).when(reviewer(), reclassify(Scale::Moderate, None)).then(RECLASSIFIED).change;
    assert_eq!(state(&larger, Step::Prerequisites), Some(StepStateKind::Complete));
}

/// Holds V4.
#[test]
fn reclassifying_completes_no_change_that_is_not_live() {
    let change = work::open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let change = given(change)
        .when(reviewer(), reclassify(Scale::Minor, Some(false)))
        .then(&["change_reclassified", "going_live_held"])
        .change;
    assert!(change.steps().iter().all(|view| view.state.is_done()));
    assert_eq!(change.status(), Status::Confirmed);
}

/// Submitted at minimal scale without a file, confirmed so, and reclassified to minor.
fn from_minimal() -> Change {
    let answers = Answers { suggested_scale: Some(Scale::Minimal), ..samples::answers() };
    let change = given(samples::draft_of(answers))
        .when(business_contact(), samples::submit())
        .then(&["change_submitted"])
        .change;
    let confirm = samples::confirm(Scale::Minimal, false);
    let change = given(change).when(reviewer(), confirm).then(&["change_confirmed"]).change;
    given(change).when(reviewer(), reclassify(Scale::Minor, None)).then(RECLASSIFIED).change
}

fn asks_for_missing_evidence(change: &Change) -> bool {
    change.steps()[0].needs.contains("submitted at minimal scale, where no evidence was needed")
}

/// Holds S6.
#[test]
fn a_change_put_above_minimal_brings_its_evidence_later() {
    let step = Step::ServiceAcceptance;
    assert!(asks_for_missing_evidence(&from_minimal()));
    let submit = work::submit_step(step);
    let found = given(from_minimal()).when(work::submitter(step), submit).refused_fields();
    assert_eq!(found, ["evidence: step_evidence_missing"]);
    let change = work::with_file(from_minimal(), step);
    assert!(!asks_for_missing_evidence(&change));
    given(change).when(work::submitter(step), work::submit_step(step)).then(&["step_submitted"]);
}

#[rstest]
#[case(false, Some(true), true)]
#[case(true, Some(false), false)]
#[case(true, None, true)]
#[case(false, None, false)]
fn oat_stays_as_it_was_decided_unless_pdp_says_otherwise(
    #[case] before: bool,
    #[case] said: Option<bool>,
    #[case] after: bool,
) {
    let change = given(confirmed_at(Scale::Minor, before))
        .when(reviewer(), reclassify(Scale::Moderate, said))
        .then(RECLASSIFIED)
        .change;
    assert_eq!(oat_required(&change), Some(after));
}

#[test]
fn oat_can_be_decided_anew_at_the_same_scale() {
    let change = given(confirmed_at(Scale::Minor, false))
        .when(reviewer(), reclassify(Scale::Minor, Some(true)))
        .then(RECLASSIFIED)
        .change;
    assert_eq!((scale(&change), oat_required(&change)), (Some(Scale::Minor), Some(true)));
}

/// Holds V4.
#[test]
fn oat_that_was_asked_for_stays_required() {
    let answers = Answers { oat_requested: Some(true), ..samples::answers() };
    let change = given(samples::in_review_of(answers))
        .when(reviewer(), samples::confirm(Scale::Minor, true))
        .then(&["change_confirmed"])
        .change;
    let found = given(change).when(reviewer(), reclassify(Scale::Moderate, Some(false))).refused_fields();
    assert_eq!(found, ["oat_required: oat_was_requested"]);
}

#[rstest]
#[case(Status::InReview, None)]
#[case(Status::AwaitingInformation, None)]
#[case(Status::Confirmed, None)]
#[case(Status::Confirmed, Some(false))]
fn the_same_scale_again_is_refused(#[case] status: Status, #[case] oat_required: Option<bool>) {
    let found =
        given(in_status(status)).when(reviewer(), reclassify(Scale::Minor, oat_required)).refused_fields();
    assert_eq!(found, ["scale: scale_unchanged"]);
}

/// Holds V4.
#[test]
fn every_problem_with_a_reclassification_comes_at_once() {
    let command = Command::Reclassify { scale: Scale::Minor, reason: String::new(), oat_required: None };
    let found = given(in_status(Status::Confirmed)).when(reviewer(), command).refused_fields();
    assert_eq!(found, ["reason: missing", "scale: scale_unchanged"]);
}

/// Holds V4.
#[rstest]
fn a_draft_and_a_finished_change_keep_their_scale(
    #[values(Status::Draft, Status::Rejected, Status::Withdrawn, Status::Complete)] status: Status,
) {
    given(in_status(status)).when(reviewer(), reclassify(Scale::Moderate, None)).refused_for_status();
}

/// What another scale would change, as a reviewer asks.
fn preview(change: &Change, to: Scale, oat_required: Option<bool>) -> Result<Reclassified, Refusal> {
    preview_reclassification(change, to, oat_required, &reviewer(), &context(samples::monday_morning()))
}

/// Each step with what becomes of it, and where it is before and then.
fn effects(preview: &Reclassified) -> Vec<(Step, StepEffect, Option<StepStateKind>, Option<StepStateKind>)> {
    let kind = |view: &StepView| view.state.kind();
    let steps = preview.steps();
    steps
        .iter()
        .map(|step| (step.rule.step, step.effect, step.before, step.after.as_ref().map(kind)))
        .collect()
}

/// Holds V4.
#[rstest]
fn a_preview_is_what_the_decision_then_does(
    #[values(Scale::Minimal, Scale::Minor, Scale::Moderate, Scale::Significant)] from: Scale,
    #[values(Scale::Minimal, Scale::Minor, Scale::Moderate, Scale::Significant)] to: Scale,
    #[values(true, false)] before: bool,
    #[values(None, Some(true), Some(false))] said: Option<bool>,
) {
    let mut at = vec![confirmed_at(from, before)];
    while let Some(step) = at.last().and_then(work::open_step) {
        let change = at.last().expect("one").clone();
        at.push(work::done(change, step));
    }
    for change in at {
        let (actor, ctx) = (reviewer(), context(samples::monday_morning()));
        let done = decide(&change, reclassify(to, said), &actor, &ctx);
        match (preview(&change, to, said), done) {
            (Ok(preview), Ok(trail)) => {
                let held = trail.events().any(|event| event.kind.code() == "going_live_held");
                assert_eq!(preview.is_held, held);
                let mut after = trail.into_after();
                // The preview has no reason to give.
                if let (Some(done), Some(shown)) = (&mut after.submitted, &preview.after.submitted) {
                    done.scale_reason.clone_from(&shown.scale_reason);
                }
                assert_eq!(preview.after, after);
                assert_eq!((preview.scale, &preview.before), (to, &change));
            }
            (preview, done) => assert_eq!(preview.err(), done.err()),
        }
    }
}

/// Holds V4.
#[test]
fn a_preview_tells_what_becomes_of_each_step() {
    use StepEffect::{Added, Dropped, Kept};
    use StepStateKind::{CannotStartYet, Complete, NotNeeded, ToDo};
    let change = moderate_with_work();
    let larger = preview(&change, Scale::Significant, Some(true)).expect("it can be");
    assert_eq!(
        effects(&larger),
        [
            (Step::Prerequisites, Kept, Some(Complete), Some(Complete)),
            (Step::TestCryptographicMaterial, Kept, Some(ToDo), Some(ToDo)),
            (Step::IntegrationTesting, Kept, Some(CannotStartYet), Some(CannotStartYet)),
            (Step::ItHealthCheck, Added, None, Some(CannotStartYet)),
            (Step::IntegrationTestingReport, Kept, Some(CannotStartYet), Some(CannotStartYet)),
            (Step::ServiceAcceptance, Kept, Some(CannotStartYet), Some(CannotStartYet)),
            (Step::LiveCryptographicMaterial, Kept, Some(CannotStartYet), Some(CannotStartYet)),
            (Step::OperationalAcceptanceTesting, Added, Some(NotNeeded), Some(CannotStartYet)),
        ]
    );
    let smaller = preview(&change, Scale::Minor, None).expect("it can be");
    assert_eq!(
        effects(&smaller),
        [
            (Step::Prerequisites, Dropped, Some(Complete), Some(NotNeeded)),
            (Step::TestCryptographicMaterial, Dropped, Some(ToDo), None),
            (Step::IntegrationTesting, Dropped, Some(CannotStartYet), None),
            (Step::IntegrationTestingReport, Dropped, Some(CannotStartYet), None),
            (Step::ServiceAcceptance, Kept, Some(CannotStartYet), Some(ToDo)),
            (Step::LiveCryptographicMaterial, Kept, Some(CannotStartYet), Some(CannotStartYet)),
        ]
    );
}

/// Holds V4.
#[test]
fn a_preview_says_that_nothing_goes_live_by_it() {
    let change = work::open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let preview = preview(&change, Scale::Minor, Some(false)).expect("it can be");
    assert!(preview.is_held);
    assert_eq!(preview.after.going_live(), GoingLive::Held);
}

/// Holds V4.
#[test]
fn before_confirmation_a_preview_has_no_steps() {
    let preview = preview(&in_status(Status::InReview), Scale::Moderate, None).expect("it can be");
    assert_eq!((preview.steps(), preview.is_held), (vec![], false));
}

/// Holds P1, V4.
#[test]
fn only_pdp_sees_what_another_scale_would_change() {
    let (change, ctx) = (confirmed_at(Scale::Minor, true), context(samples::monday_morning()));
    for (name, actor) in one_per_role() {
        let seen = preview_reclassification(&change, Scale::Moderate, None, &actor, &ctx);
        assert_eq!(seen.is_ok(), actor.is_staff(), "{name}");
    }
}
