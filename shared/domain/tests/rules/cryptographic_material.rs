//! Cryptographic material: PDP publishes, the primary technical contact fetches, deploys and confirms (S4).

use domain::change::material::Environment;
use domain::change::step_answers::StepAnswers;
use domain::change::steps::StepStateKind;
use domain::change::{Change, Command, Reason, Status};
use domain::ids::PackId;
use domain::policy::{Scale, Step};
use domain::refusal::Refusal;
use rstest::rstest;

use crate::support::people::{acting, administrator, technical_contact};
use crate::support::positions::in_status;
use crate::support::samples::{confirmed_at, monday_morning};
use crate::support::scenario::given;
use crate::support::work::{done, fetch, open_at, publish, state, submit_step};

use Environment::{Live, Test};

/// A moderate change whose step for `environment` is open, nothing published.
fn open(environment: Environment) -> Change {
    open_at(confirmed_at(Scale::Moderate, true), environment.step())
}

fn published(environment: Environment) -> Change {
    given(open(environment))
        .when(administrator(), publish(environment, 1))
        .then(&["material_published"])
        .change
}

fn fetched(environment: Environment) -> Change {
    given(published(environment))
        .when(technical_contact(), fetch(environment))
        .then(&["material_fetched"])
        .change
}

fn no_new_material() -> Command {
    let answers = StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: None };
    Command::SubmitStep { answers }
}

/// Holds S4.
#[rstest]
fn material_is_published_fetched_and_confirmed(#[values(Test, Live)] environment: Environment) {
    let step = environment.step();
    let change = given(fetched(environment))
        .when(technical_contact(), submit_step(step))
        .then(&["step_submitted"])
        .change;
    assert_eq!(state(&change, step), Some(StepStateKind::Complete));
}

/// Holds S4.
#[rstest]
fn deployment_is_not_confirmed_before_there_is_a_pack(#[values(Test, Live)] environment: Environment) {
    let refusal =
        given(open(environment)).when(technical_contact(), submit_step(environment.step())).refused();
    assert_eq!(refusal, Reason::MaterialNotPublished { environment }.into());
    let refusal = given(open(environment)).when(technical_contact(), fetch(environment)).refused();
    assert_eq!(refusal, Reason::MaterialNotPublished { environment }.into());
}

/// Holds S4.
#[rstest]
fn deployment_is_not_confirmed_before_the_pack_is_fetched(#[values(Test, Live)] environment: Environment) {
    let command = submit_step(environment.step());
    let refusal = given(published(environment)).when(technical_contact(), command).refused();
    assert_eq!(refusal, Reason::MaterialNotFetched { environment }.into());
}

/// Holds S4.
#[rstest]
fn a_new_pack_must_be_fetched_too(#[values(Test, Live)] environment: Environment) {
    let change = given(fetched(environment))
        .when(administrator(), publish(environment, 2))
        .then(&["material_published"])
        .change;
    assert_eq!(change.material[&environment].id, PackId::from_u128(2));
    let command = || submit_step(environment.step());
    let refusal = given(change.clone()).when(technical_contact(), command()).refused();
    assert_eq!(refusal, Reason::MaterialNotFetched { environment }.into());
    let change =
        given(change).when(technical_contact(), fetch(environment)).then(&["material_fetched"]).change;
    given(change).when(technical_contact(), command()).then(&["step_submitted"]);
}

/// Holds S4.
#[test]
fn a_pack_of_the_other_environment_does_not_count() {
    let change = fetched(Test);
    assert!(!change.material.contains_key(&Live));
    let change = open_at(change, Step::LiveCryptographicMaterial);
    let refusal =
        given(change).when(technical_contact(), submit_step(Step::LiveCryptographicMaterial)).refused();
    assert_eq!(refusal, Reason::MaterialNotPublished { environment: Live }.into());
}

/// Holds S4.
#[test]
fn no_new_live_material_needs_no_pack() {
    let change =
        given(open(Live)).when(technical_contact(), no_new_material()).then(&["step_submitted"]).change;
    assert_eq!(state(&change, Step::LiveCryptographicMaterial), Some(StepStateKind::Complete));
}

#[test]
fn no_new_live_material_can_be_said_despite_a_published_pack() {
    given(published(Live)).when(technical_contact(), no_new_material()).then(&["step_submitted"]);
}

/// Holds S4.
#[test]
fn every_fetch_is_on_record_with_who_and_when() {
    let change = fetched(Live);
    let by = acting(&technical_contact(), domain::actor::OrganisationRole::PrimaryTechnicalContact);
    assert_eq!(change.material[&Live].fetched, Some((monday_morning(), by)));
    let again = given(change)
        .at("2026-09-08T09:00:00Z")
        .when(technical_contact(), fetch(Live))
        .then(&["material_fetched"]);
    assert_eq!(again.events[0].by, by);
    let last = again.change.material[&Live].fetched.map(|(at, _)| at);
    assert_eq!(last, Some(crate::support::at("2026-09-08T09:00:00Z")));
}

#[test]
fn fetching_leaves_the_views_of_others_fresh() {
    let seen = published(Live).version;
    assert!(fetched(Live).is_current(seen));
}

/// Holds S4.
#[rstest]
fn a_pack_published_early_is_fetched_when_its_step_begins(#[values(Test, Live)] environment: Environment) {
    let change = given(confirmed_at(Scale::Moderate, false))
        .when(administrator(), publish(environment, 1))
        .then(&["material_published"])
        .change;
    let refusal = given(change.clone()).when(technical_contact(), fetch(environment)).refused();
    assert!(
        matches!(refusal, Refusal::Change(Reason::StepBlocked { step, .. }) if step == environment.step())
    );
    let change = open_at(change, environment.step());
    given(change).when(technical_contact(), fetch(environment)).then(&["material_fetched"]);
}

#[test]
fn a_pack_can_be_fetched_again_after_the_step_and_the_change() {
    let change = done(open(Live), Step::LiveCryptographicMaterial);
    given(change).when(technical_contact(), fetch(Live)).then(&["material_fetched"]);
    given(in_status(Status::Complete)).when(technical_contact(), fetch(Live)).then(&["material_fetched"]);
}

#[rstest]
#[case(Scale::Minimal, Test)]
#[case(Scale::Minor, Test)]
fn a_scale_without_test_material_has_no_pack_of_it(#[case] scale: Scale, #[case] environment: Environment) {
    let step = environment.step();
    let refusal = given(confirmed_at(scale, false)).when(administrator(), publish(environment, 1)).refused();
    assert_eq!(refusal, Reason::StepNotNeeded { step }.into());
    let refusal = given(confirmed_at(scale, false)).when(technical_contact(), fetch(environment)).refused();
    assert_eq!(refusal, Reason::StepNotNeeded { step }.into());
}

#[rstest]
#[case(0, Some("content: missing"))]
#[case(1, None)]
#[case(131_072, None)]
#[case(131_073, Some("content: pack_too_large"))]
fn a_pack_has_a_size(#[case] bytes: u64, #[case] problem: Option<&str>) {
    let id = PackId::from_u128(1);
    let command = Command::PublishMaterial { environment: Live, id, bytes, sha256: [9; 32] };
    let outcome = given(open(Live)).when(administrator(), command);
    match problem {
        Some(problem) => assert_eq!(outcome.refused_fields(), [problem]),
        None => assert_eq!(outcome.then(&["material_published"]).change.material[&Live].bytes, bytes),
    }
}

#[test]
fn publishing_the_same_pack_again_changes_nothing() {
    let change = fetched(Live);
    let again = given(change).when(administrator(), publish(Live, 1)).then(&[]);
    assert!(again.change.material[&Live].fetched.is_some());
}
