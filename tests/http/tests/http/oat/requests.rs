//! Requests for OAT: the three questions and the date (O1, O2), where a change has to be, and what the service manager does next.

use api::{ConnectionDateBody, OatRequestBody, OtherDateBody, SupportSessionBody};
use api_client::ETag;
use domain::change::steps::StepStateKind;
use domain::change::{GoingLiveKind, Status};
use domain::oat::{self, RunReasonKind, RunState, SubjectKind, SubjectStatusKind};
use domain::policy::Step;
use fakes::{Play, organisation};
use jiff::civil::{Date, date};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, MadeOat, OatPlace, Place, Wait, oat_request, other_date, retest};

/// Holds C7, O1.
#[test]
fn a_request_begins_a_run_and_is_told_where_it_is() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let service = api.client(Caller::SERVICE);
    let request = service.request_oat(&oat_request(Some(made.change())));
    let asked = request.wait();
    assert_eq!((&asked.location, &asked.etag), (&Some(made.path()), &Some(ETag::of(1))));
    assert_eq!((asked.id, *asked.status), (made.id, oat::Status::Testing));
    assert!(asked.reference.starts_with("OAT-"));
    assert_eq!((*asked.subject, &asked.vouching_scheme), (SubjectKind::Change, &None));
    assert_eq!(asked.connection_date, MadeOat::DATE);
    let run = asked.last_run.as_ref().expect("a run");
    assert_eq!((*run.why, *run.state), (RunReasonKind::First, RunState::UnderWay));
    let read = service.read_oat(made.id).wait();
    assert_eq!((&read.etag, read.standing), (&Some(ETag::of(1)), Some(SubjectStatusKind::Open.into())));
    service.request_oat(&oat_request(Some(made.change()))).refused(409, "wrong_status");
}

/// Holds O1.
#[test]
fn every_answer_but_yes_is_named_at_once_with_what_to_do() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let service = api.client(Caller::SERVICE);
    let before = api.state();
    let missing = ["material_deployed", "connection_ready", "organisation_ready", "connection_date"];
    let unanswered = OatRequestBody {
        material_deployed: None,
        connection_ready: None,
        organisation_ready: None,
        connection_date: None,
        ..oat_request(Some(made.change()))
    };
    service.request_oat(&unanswered).invalid(&missing.map(|field| (field, "missing")));
    let no = OatRequestBody {
        material_deployed: Some(false),
        connection_ready: Some(false),
        organisation_ready: Some(false),
        ..oat_request(Some(made.change()))
    };
    service.request_oat(&no).invalid(&[
        ("material_deployed", "live_material_not_deployed"),
        ("connection_ready", "connection_not_ready"),
        ("organisation_ready", "organisation_not_ready"),
    ]);
    assert_eq!(api.state().all_but_history, before.all_but_history);
}

/// Holds O2.
#[rstest]
#[case::seven_days_are_enough(date(2026, 7, 15), true)]
#[case::six_are_not(date(2026, 7, 14), false)]
#[case::yesterday(date(2026, 7, 7), false)]
fn the_date_is_seven_days_away_at_least(#[case] date: Date, #[case] enough: bool) {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let service = api.client(Caller::SERVICE);
    let connection_date = Some(date.into());
    let request =
        service.request_oat(&OatRequestBody { connection_date, ..oat_request(Some(made.change())) });
    if enough {
        request.wait();
    } else {
        request.invalid(&[("connection_date", "connection_date_too_soon")]);
    }
}

#[rstest]
#[case::of_no_day(json!({ "connection_date": "2026-02-30" }), "connection_date", "wrong_type")]
#[case::of_no_change(json!({ "technical_change": "TC-7Q4M0ZKD" }), "technical_change", "wrong_type")]
#[case::no_yes_or_no(json!({ "connection_ready": "yes" }), "connection_ready", "wrong_type")]
#[case::unknown(json!({ "colour": "blue" }), "colour", "unknown_field")]
fn a_request_that_does_not_fit_is_refused(#[case] body: Value, #[case] field: &str, #[case] code: &str) {
    let (api, _) = Api::with_oat(OatPlace::Open);
    let before = api.state();
    let request = Call::post("/oat-requests").by(Caller::SERVICE).json(&body);
    api.send(request).expect_fields(&[(field, code)]);
    assert_eq!(api.state(), before);
}

/// Holds O1.
#[rstest]
#[case(Status::Draft, "change_not_confirmed")]
#[case(Status::InReview, "change_not_confirmed")]
#[case(Status::AwaitingInformation, "change_not_confirmed")]
#[case(Status::Confirmed, "step_blocked")]
#[case(Status::Rejected, "change_ended")]
#[case(Status::Withdrawn, "change_ended")]
fn a_change_is_tested_only_when_its_step_is_open(#[case] status: Status, #[case] code: &str) {
    let api = Api::new();
    let service = api.client(Caller::SERVICE);
    let change = api.change_in(status);
    service.request_oat(&oat_request(Some(change.id))).refused(409, code);
    service.read_oat(oat::id_of_change(change.id)).refused(404, "not_found");
}

#[test]
fn a_change_whose_oat_is_passed_is_not_tested_again() {
    let api = Api::new();
    let change = api.change_at(Place::DateNeeded);
    let again = oat_request(Some(change.id));
    api.client(Caller::SERVICE).request_oat(&again).refused(409, "step_not_open");
}

/// Holds O1.
#[test]
fn an_organisation_that_connects_needs_a_scheme_on_record() {
    let api = Api::before_connecting();
    for api in [&api, &Api::new()] {
        api.client(Caller::SERVICE).request_oat(&oat_request(None)).refused(409, "no_vouching_scheme");
    }
    // PDP connects nobody by itself.
    api.client(Caller::REVIEWER).request_oat(&oat_request(None)).refused(403, "role_required");
}

/// Holds O7.
#[test]
fn a_fixed_failure_is_tested_again_and_the_change_goes_on() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let service = api.client(Caller::SERVICE);
    let ask = |fixed: &str| service.ask_for_retest(made.id, &ETag::any(), &retest(fixed));
    let failed = service.read_oat(made.id).wait();
    assert_eq!(failed.status, oat::Status::Failed);
    assert_eq!(failed.last_run.as_ref().map(|run| *run.state), Some(RunState::Failed));
    let cause = failed.cause.as_ref().expect("a cause");
    assert!(!cause.explanation.is_empty() && !cause.advice.is_empty());
    ask(" ").invalid(&[("fixed", "missing")]);
    let asked = ask("The path").wait();
    assert_eq!(asked.status, oat::Status::Testing);
    let run = asked.last_run.as_ref().expect("a run");
    assert_eq!((run.number, *run.why), (2, RunReasonKind::ReTest));
    assert_eq!(run.text.as_deref(), Some("The path"));
    ask("It").refused(409, "wrong_status");
    api.probe_with(&[]);
    let passed = service.read_oat(made.id).wait();
    assert_eq!((*passed.status, passed.goes_live_on), (oat::Status::Passed, Some(MadeOat::DATE)));
    let change = api.read(made.change());
    assert_eq!(change.going_live.connection_date, Some(MadeOat::DATE));
    let step = change.steps.iter().find(|step| step.step == Step::OperationalAcceptanceTesting);
    assert_eq!(step.map(|step| *step.state), Some(StepStateKind::Complete));
}

/// Holds O1.
#[test]
fn an_initial_connection_is_tested_and_goes_live_on_its_date() {
    let (api, made) = Api::with_oat(OatPlace::Connecting);
    let service = api.client(Caller::SERVICE);
    let read = || service.read_oat(made.id).wait().body;
    let scheme = || {
        let own = service.read_organisation(organisation(1).id).wait().body;
        own.vouching_scheme.expect("a scheme")
    };
    let asked = read();
    assert_eq!((*asked.subject, *asked.status), (SubjectKind::InitialConnection, oat::Status::Testing));
    assert_eq!((asked.vouching_scheme.as_deref(), asked.technical_change), (Some("Orchard Trust"), None));
    assert!(scheme().oat_requested_at.is_some());
    api.probe_with(&[]);
    let passed = read();
    assert_eq!((*passed.status, passed.goes_live_on), (oat::Status::Passed, Some(MadeOat::DATE)));
    assert_eq!(passed.may_add_further_schemes, Some(false));
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(90 * 24));
    let processed = pollster::block_on(app::promote_due_connections(&api.fakes.services(), || true));
    assert_eq!(processed.expect("a due-work job").done.len(), 1);
    let live = read();
    assert_eq!((*live.status, live.may_add_further_schemes), (oat::Status::Live, Some(true)));
    assert!(scheme().may_add_further_schemes);
    let later = OtherDateBody { connection_date: date(2027, 10, 1).into(), ..other_date() };
    service.ask_for_date(made.id, &ETag::any(), &later).refused(409, "wrong_status");
}

/// Holds O7.
#[test]
fn a_support_session_is_about_an_initial_connection() {
    let (api, made) = Api::with_oat(OatPlace::SupportAsked);
    assert!(made.reference.starts_with("SR-"), "{}", made.reference);
    let blank = SupportSessionBody { text: String::new(), ..Default::default() };
    let service = api.client(Caller::SERVICE);
    service.ask_for_support(made.id, &ETag::any(), &blank).invalid(&[("text", "missing")]);
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let ask = SupportSessionBody { text: "What now?".to_owned(), ..Default::default() };
    let service = api.client(Caller::SERVICE);
    service.ask_for_support(made.id, &ETag::any(), &ask).refused(409, "support_of_change");
}

/// Holds O2.
#[test]
fn a_new_date_is_given_when_it_passed_and_asked_for_otherwise() {
    let now = ETag::any();
    let december = date(2026, 12, 1);
    let on = |date: Date| ConnectionDateBody { connection_date: date.into() };
    let (api, made) = Api::with_oat(OatPlace::DateNeeded);
    let service = api.client(Caller::SERVICE);
    assert_eq!(service.read_oat(made.id).wait().going_live, Some(GoingLiveKind::DateNeeded.into()));
    service
        .give_date(made.id, &now, &on(date(2026, 10, 8)))
        .invalid(&[("connection_date", "connection_date_too_soon")]);
    let given = service.give_date(made.id, &now, &on(december)).wait();
    assert_eq!(given.goes_live_on, Some(december));
    service.give_date(made.id, &now, &on(december)).refused(409, "no_date_needed");
    let (change, made) = Api::with_oat(OatPlace::Passed);
    let service = change.client(Caller::SERVICE);
    service.give_date(made.id, &now, &on(december)).refused(409, "date_of_change");
    service.ask_for_date(made.id, &now, &other_date()).wait();
    service.ask_for_date(made.id, &now, &other_date()).refused(409, "date_change_pending");
}

#[test]
fn a_re_test_that_fails_too_may_be_followed_by_another() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let service = api.client(Caller::SERVICE);
    service.ask_for_retest(made.id, &ETag::any(), &retest("The path")).wait();
    api.probe_with(&[Play::Answer(404)]);
    service.ask_for_retest(made.id, &ETag::any(), &retest("The server")).wait();
    assert_eq!(service.list_runs(made.id).wait().items.len(), 3);
}
