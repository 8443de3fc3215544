//! Requests for OAT: the three questions and the date (O1, O2), where a change has to be, and what the service manager does next.

use domain::change::Status;
use domain::policy::Step;
use fakes::{Play, organisation};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, MadeOat, OatPlace, Place, SERVICE, oat_request};

fn request(api: &Api, body: &Value) -> crate::support::Answer {
    api.send(Call::post("/oat-requests").by(SERVICE).json(body))
}

/// Holds C7, O1.
#[test]
fn a_request_begins_a_run_and_is_told_where_it_is() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let asked = request(&api, &oat_request(Some(&made.id))).expect(201);
    assert_eq!((asked.header("location"), asked.header("etag")), (made.path.as_str(), "\"1\""));
    assert_eq!((asked.text("/id"), asked.text("/status")), (made.id.as_str(), "testing"));
    assert!(asked.text("/reference").starts_with("OAT-"));
    assert_eq!((asked.text("/subject"), &asked.body["vouching_scheme"]), ("change", &Value::Null));
    assert_eq!(asked.text("/connection_date"), MadeOat::DATE);
    assert_eq!((asked.text("/last_run/why"), asked.text("/last_run/state")), ("first", "under_way"));
    let read = api.read_oat(&made, SERVICE);
    assert_eq!((read.header("etag"), read.text("/standing")), ("\"1\"", "open"));
    request(&api, &oat_request(Some(&made.id))).expect_problem(409, "wrong_status");
}

/// Holds O1.
#[test]
fn every_answer_but_yes_is_named_at_once_with_what_to_do() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let before = api.state();
    let missing = ["material_deployed", "connection_ready", "organisation_ready", "connection_date"];
    let answer = request(&api, &json!({ "technical_change": made.id })).expect_problem(422, "invalid");
    assert_eq!(answer.fields(), missing.map(|field| (field, "missing")));
    let mut body = oat_request(Some(&made.id));
    body["material_deployed"] = json!(false);
    body["connection_ready"] = json!(false);
    body["organisation_ready"] = json!(false);
    request(&api, &body).expect_fields(&[
        ("material_deployed", "live_material_not_deployed"),
        ("connection_ready", "connection_not_ready"),
        ("organisation_ready", "organisation_not_ready"),
    ]);
    assert_eq!(api.state().all_but_history, before.all_but_history);
}

/// Holds O2.
#[rstest]
#[case::seven_days_are_enough("2026-07-15", 201)]
#[case::six_are_not("2026-07-14", 422)]
#[case::yesterday("2026-07-07", 422)]
fn the_date_is_seven_days_away_at_least(#[case] date: &str, #[case] status: u16) {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let mut body = oat_request(Some(&made.id));
    body["connection_date"] = json!(date);
    let answer = request(&api, &body).expect(status);
    if status == 422 {
        answer.expect_fields(&[("connection_date", "connection_date_too_soon")]);
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
    request(&api, &body).expect_fields(&[(field, code)]);
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
    let change = api.change_in(status);
    request(&api, &oat_request(Some(&change.id))).expect_problem(409, code);
    api.send(Call::get(format!("/oat-requests/{}", change.id)).by(SERVICE)).expect_problem(404, "not_found");
}

#[test]
fn a_change_whose_oat_is_passed_is_not_tested_again() {
    let api = Api::new();
    let change = api.change_at(Place::DateNeeded);
    request(&api, &oat_request(Some(&change.id))).expect_problem(409, "step_not_open");
}

/// Holds O1.
#[test]
fn an_organisation_that_connects_needs_a_scheme_on_record() {
    let api = Api::before_connecting();
    request(&api, &oat_request(None)).expect_problem(409, "no_vouching_scheme");
    let connected = Api::new();
    request(&connected, &oat_request(None)).expect_problem(409, "no_vouching_scheme");
    // PDP connects nobody by itself.
    let call = Call::post("/oat-requests").by(Caller::REVIEWER).json(&oat_request(None));
    api.send(call).expect_problem(403, "role_required");
}

/// Holds O7.
#[test]
fn a_fixed_failure_is_tested_again_and_the_change_goes_on() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let failed = api.read_oat(&made, SERVICE);
    assert_eq!((failed.text("/status"), failed.text("/last_run/state")), ("failed", "failed"));
    assert!(!failed.text("/cause/explanation").is_empty() && !failed.text("/cause/advice").is_empty());
    api.act_on_oat(&made, "retests", SERVICE, &json!({ "fixed": " " }))
        .expect_fields(&[("fixed", "missing")]);
    let asked = api.act_on_oat(&made, "retests", SERVICE, &json!({ "fixed": "The path" })).expect(200);
    assert_eq!((asked.text("/status"), &asked.body["last_run"]["number"]), ("testing", &json!(2)));
    assert_eq!((asked.text("/last_run/why"), asked.text("/last_run/text")), ("re_test", "The path"));
    api.act_on_oat(&made, "retests", SERVICE, &json!({ "fixed": "It" })).expect_problem(409, "wrong_status");
    api.probe_with(&[]);
    let passed = api.read_oat(&made, SERVICE);
    assert_eq!((passed.text("/status"), passed.text("/goes_live_on")), ("passed", MadeOat::DATE));
    let change = api.read(&format!("/technical-changes/{}", made.id));
    assert_eq!(change.text("/going_live/connection_date"), MadeOat::DATE);
    let step = Step::ALL.iter().position(|step| *step == Step::OperationalAcceptanceTesting).expect("a step");
    assert_eq!(change.text(&format!("/steps/{step}/state")), "complete");
}

/// Holds O1.
#[test]
fn an_initial_connection_is_tested_and_goes_live_on_its_date() {
    let (api, made) = Api::with_oat(OatPlace::Connecting);
    let asked = api.read_oat(&made, SERVICE);
    assert_eq!(
        (asked.text("/subject"), asked.text("/vouching_scheme")),
        ("initial_connection", "Orchard Trust")
    );
    assert_eq!((&asked.body["technical_change"], asked.text("/status")), (&Value::Null, "testing"));
    let own =
        || api.send(Call::get(format!("/organisations/{}", organisation(1).id)).by(SERVICE)).expect(200);
    assert!(!own().text("/vouching_scheme/oat_requested_at").is_empty());
    api.probe_with(&[]);
    let passed = api.read_oat(&made, SERVICE);
    assert_eq!((passed.text("/status"), passed.text("/goes_live_on")), ("passed", MadeOat::DATE));
    assert_eq!(passed.body["may_add_further_schemes"], false);
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(90 * 24));
    let swept = pollster::block_on(app::promote_due_connections(&api.fakes.desk(), || true));
    assert_eq!(swept.expect("a sweep").done.len(), 1);
    let live = api.read_oat(&made, SERVICE);
    assert_eq!((live.text("/status"), &live.body["may_add_further_schemes"]), ("live", &json!(true)));
    assert_eq!(own().body["vouching_scheme"]["may_add_further_schemes"], true);
    let answer = json!({ "connection_date": "2027-10-01", "reason": "Later" });
    api.act_on_oat(&made, "date-changes", SERVICE, &answer).expect_problem(409, "wrong_status");
}

/// Holds O7.
#[test]
fn a_support_session_is_about_an_initial_connection() {
    let (api, made) = Api::with_oat(OatPlace::SupportAsked);
    assert!(made.reference.starts_with("SR-"), "{}", made.reference);
    let ask = json!({ "text": "What now?" });
    let (change, of_change) = Api::with_oat(OatPlace::Failed);
    change.act_on_oat(&of_change, "support-requests", SERVICE, &ask).expect_problem(409, "support_of_change");
    let blank = json!({ "text": "" });
    api.act_on_oat(&made, "support-requests", SERVICE, &blank).expect_fields(&[("text", "missing")]);
}

/// Holds O2.
#[test]
fn a_new_date_is_given_when_it_passed_and_asked_for_otherwise() {
    let date = json!({ "connection_date": "2026-12-01" });
    let (api, made) = Api::with_oat(OatPlace::DateNeeded);
    assert_eq!(api.read_oat(&made, SERVICE).text("/going_live"), "date_needed");
    let soon = json!({ "connection_date": "2026-10-08" });
    api.act_on_oat(&made, "connection-date", SERVICE, &soon)
        .expect_fields(&[("connection_date", "connection_date_too_soon")]);
    let given = api.act_on_oat(&made, "connection-date", SERVICE, &date).expect(200);
    assert_eq!(given.text("/goes_live_on"), "2026-12-01");
    api.act_on_oat(&made, "connection-date", SERVICE, &date).expect_problem(409, "no_date_needed");
    let (change, of_change) = Api::with_oat(OatPlace::Passed);
    change.act_on_oat(&of_change, "connection-date", SERVICE, &date).expect_problem(409, "date_of_change");
    let asked = json!({ "connection_date": "2026-10-01", "reason": "Our supplier is late" });
    change.act_on_oat(&of_change, "date-changes", SERVICE, &asked).expect(200);
    change.act_on_oat(&of_change, "date-changes", SERVICE, &asked).expect_problem(409, "date_change_pending");
}

#[test]
fn a_re_test_that_fails_too_may_be_followed_by_another() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    api.act_on_oat(&made, "retests", SERVICE, &json!({ "fixed": "The path" })).expect(200);
    api.probe_with(&[Play::Answer(404)]);
    api.act_on_oat(&made, "retests", SERVICE, &json!({ "fixed": "The server" })).expect(200);
    let runs = api.send(Call::get(format!("{}/runs", made.path)).by(SERVICE)).expect(200);
    assert_eq!(runs.body["items"].as_array().map(Vec::len), Some(3));
}
