//! What another scale would change, read before it is done (V4).

use api::ReclassificationBody;
use api_client::{ETag, OtherScale};
use domain::change::steps::StepStateKind;
use domain::change::{GoingLiveKind, Status, StepEffect};
use domain::policy::{Scale, Step};
use rstest::rstest;

use crate::support::{Api, Call, Caller, Place, Wait};

/// Holds V4.
#[test]
fn a_preview_changes_nothing_and_says_what_would_be() {
    let api = Api::new();
    let made = api.change_at(Place::Open(Step::ItHealthCheck));
    let (reviewer, before) = (api.client(Caller::REVIEWER), api.state());
    let asked = OtherScale { scale: Scale::Minor, oat_required: Some(false) };
    let preview = reviewer.preview_reclassification(made.id, &asked).wait().body;
    assert_eq!(api.state(), before);
    let effects: Vec<_> = preview
        .steps
        .iter()
        .map(|step| (step.step.0, step.effect.0, step.before.map(|state| state.0)))
        .collect();
    assert_eq!(
        effects.first(),
        Some(&(Step::Prerequisites, StepEffect::Dropped, Some(StepStateKind::Complete)))
    );
    let acceptance = (Step::ServiceAcceptance, StepEffect::Kept, Some(StepStateKind::CannotStartYet));
    assert!(effects.contains(&acceptance), "{effects:?}");
    assert_eq!(
        (preview.status.0, preview.oat_required, preview.held),
        (Status::Confirmed, Some(false), false)
    );
    assert_eq!(preview.going_live.state, GoingLiveKind::NotYet);
    let (scale, reason) = (preview.scale, "Smaller than that".to_owned());
    let body = ReclassificationBody { scale, reason, oat_required: asked.oat_required };
    let change = reviewer.reclassify_change(made.id, &ETag::of(preview.version), &body).wait().body;
    assert_eq!((change.scale, change.oat_required), (Some(preview.scale), preview.oat_required));
    assert_eq!((change.next_step, change.going_live), (preview.next_step, preview.going_live));
    for step in &change.steps {
        let shown = preview.steps.iter().find(|one| one.step == step.step);
        // A step that was not needed before either is in no preview.
        assert!(
            shown.map_or(step.state == StepStateKind::NotNeeded, |one| one.after == step.state),
            "{step:?}"
        );
    }
    reviewer.preview_reclassification(made.id, &asked).invalid(&[("scale", "scale_unchanged")]);
}

/// Holds V4.
#[test]
fn what_cannot_get_another_scale_has_no_preview() {
    let api = Api::new();
    let made = api.change_in(Status::Rejected);
    let asked = OtherScale { scale: Scale::Moderate, oat_required: None };
    let reviewer = api.client(Caller::REVIEWER);
    reviewer.preview_reclassification(made.id, &asked).refused(409, "wrong_status");
    let waiting = api.change_in(Status::Withdrawn);
    reviewer.preview_reclassification(waiting.id, &asked).refused(409, "wrong_status");
}

#[rstest]
#[case("", "scale", "missing")]
#[case("?scale=huge", "scale", "unknown")]
#[case("?scale=moderate&oat_required=maybe", "oat_required", "out_of_range")]
#[case("?scale=moderate&oat_required=true", "oat_required", "decided_with_confirmation")]
fn a_preview_names_what_is_wrong_with_its_query(
    #[case] query: &str,
    #[case] field: &str,
    #[case] code: &str,
) {
    let api = Api::new();
    let made = api.change_in(Status::InReview);
    let call = Call::get(format!("{}/reclassification{query}", made.path())).by(Caller::REVIEWER);
    api.send(call).expect_fields(&[(field, code)]);
}
