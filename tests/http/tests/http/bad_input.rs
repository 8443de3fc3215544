//! Bad input: refused with the field, a code and a sentence; nothing is written and the draft is intact.

use domain::change::Status;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, Caller, Made, answers};

/// Sends an edit of a draft, which must change nothing in the store.
fn refused_edit(body: impl Into<Vec<u8>>) -> Answer {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let before = api.state();
    let answer = api.send(Call::put(&draft.path).by(Caller::BUSINESS).seen(&draft.etag).bytes(body));
    assert_eq!(api.state(), before);
    answer
}

/// Saves these answers in a draft, checks it and submits it: the check and the submission name the same fields.
fn refused_submission(answers: &Value) -> (Api, Made, Answer) {
    let api = Api::new();
    let mut draft = api.change_in(Status::Draft);
    let saved = Call::put(&draft.path).by(Caller::BUSINESS).seen(&draft.etag).json(answers);
    let saved = api.send(saved).expect(200);
    draft.etag = saved.header("etag").to_owned();
    let (before, history) = (api.state(), api.fakes.store.entries(draft.id.parse().expect("an id")).len());
    let checked = api.send(Call::get(format!("{}/check", draft.path)).by(Caller::BUSINESS)).expect(200);
    assert_eq!(checked.body["ready"], false);
    assert_eq!(api.state(), before);
    let answer =
        api.act(&draft.path, "submission", Caller::BUSINESS, &json!({})).expect_problem(422, "invalid");
    assert_eq!(answer.fields(), checked.fields());
    assert_eq!(answer.body["errors"], checked.body["problems"]);
    assert_eq!(api.state().all_but_history, before.all_but_history);
    assert!(api.fakes.store.entries(draft.id.parse().expect("an id")).len() <= history + 1);
    // What was typed is still there, to the letter.
    assert_eq!(api.read(&draft.path).body, saved.body);
    (api, draft, answer)
}

fn with_endpoints(endpoints: &[(&str, &str)]) -> Value {
    let endpoint = |(kind, url): &(&str, &str)| json!({ "endpoint_type": kind, "url": url });
    let mut answers = answers();
    answers["new_endpoints"] = endpoints.iter().map(endpoint).collect();
    answers
}

#[rstest]
#[case::text("hello")]
#[case::cut_off("{\"reason\": \"Moving")]
#[case::two_values("{} {}")]
#[case::a_comment("{} // please")]
#[case::not_a_number("{\"oat_requested\": NaN}")]
fn a_body_that_is_not_json_is_refused(#[case] body: &str) {
    refused_edit(body).expect_problem(400, "body_not_json");
}

#[test]
fn a_body_that_is_not_utf_8_is_refused() {
    refused_edit(b"{\"reason\": \"caf\xe9\"}".to_vec()).expect_problem(400, "body_not_json");
}

#[test]
fn an_edit_without_a_body_does_not_empty_the_draft() {
    refused_edit("").expect_problem(400, "body_not_json");
    refused_edit(" ").expect_problem(400, "body_not_json");
}

#[test]
fn a_body_of_another_type_is_refused() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let before = api.state();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        let call = Call::put(&draft.path).by(Caller::BUSINESS).seen(&draft.etag).json(&json!({}));
        api.send(call.header("content-type", kind)).expect_problem(415, "not_json");
    }
    let call = Call::put(&draft.path).by(Caller::BUSINESS).seen(&draft.etag).json(&json!({}));
    api.send(call.without_header("content-type")).expect_problem(415, "not_json");
    assert_eq!(api.state(), before);
}

#[test]
fn a_media_type_in_capitals_with_parameters_is_json_too() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let call = Call::put(&draft.path).by(Caller::BUSINESS).seen(&draft.etag).json(&json!({}));
    api.send(call.header("content-type", "Application/JSON ; charset=utf-8")).expect(200);
}

#[test]
fn a_body_is_refused_only_above_the_limit() {
    let of_size = |size: usize| {
        let frame = json!({ "reason": "" }).to_string().len();
        json!({ "reason": "x".repeat(size - frame) }).to_string()
    };
    refused_edit(of_size(httpapi::MAX_BODY + 1)).expect_problem(413, "body_too_large");
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let call = Call::put(&draft.path).by(Caller::BUSINESS).seen(&draft.etag);
    api.send(call.bytes(of_size(httpapi::MAX_BODY))).expect(200);
}

#[rstest]
#[case::not_an_object(json!([]), "body", "wrong_type")]
#[case::the_answers_in_their_order(json!(["both", "Moving"]), "body", "wrong_type")]
#[case::null(Value::Null, "body", "wrong_type")]
#[case::an_endpoint_in_its_order(
    json!({ "new_endpoints": [["find", "https://find.example.org/x"]] }), "new_endpoints[0]", "wrong_type"
)]
#[case::unknown(json!({ "colour": "blue" }), "colour", "unknown_field")]
#[case::unknown_inside(
    json!({ "new_endpoints": [{ "url": "https://a.example.org/x", "port": 1 }] }), "new_endpoints[0].port", "unknown_field"
)]
#[case::text_for_a_number(json!({ "reason": 7 }), "reason", "wrong_type")]
#[case::text_for_yes_or_no(json!({ "needs_downtime": "yes" }), "needs_downtime", "wrong_type")]
#[case::null_text(json!({ "reason": null }), "reason", "wrong_type")]
#[case::one_for_many(json!({ "new_endpoints": {} }), "new_endpoints", "wrong_type")]
#[case::type_inside(json!({ "new_endpoints": [{}, { "url": 1 }] }), "new_endpoints[1].url", "wrong_type")]
#[case::unknown_scale(json!({ "suggested_scale": "huge" }), "suggested_scale", "unknown_value")]
#[case::scale_in_capitals(json!({ "suggested_scale": "Minor" }), "suggested_scale", "unknown_value")]
#[case::unknown_type(
    json!({ "new_endpoints": [{ "endpoint_type": "token" }] }), "new_endpoints[0].endpoint_type", "unknown_value"
)]
#[case::no_id(json!({ "affected_endpoints": ["find"] }), "affected_endpoints[0]", "malformed_id")]
fn a_field_that_does_not_fit_is_named(#[case] body: Value, #[case] field: &str, #[case] code: &str) {
    refused_edit(body.to_string()).expect_fields(&[(field, code)]);
}

#[test]
fn a_field_sent_twice_is_refused() {
    refused_edit(r#"{"reason": "one", "reason": "two"}"#).expect_fields(&[("reason", "duplicate_field")]);
}

#[test]
fn a_field_that_is_needed_is_named() {
    let api = Api::new();
    let change = api.change_in(Status::AwaitingInformation);
    let before = api.state();
    api.act(&change.path, "answer", Caller::BUSINESS, &json!({})).expect_fields(&[("answer", "missing")]);
    api.act(&change.path, "question", Caller::REVIEWER, &json!({})).expect_fields(&[("question", "missing")]);
    let no_body = Call::post(format!("{}/answer", change.path)).by(Caller::BUSINESS).seen(&change.etag);
    api.send(no_body).expect_fields(&[("answer", "missing")]);
    assert_eq!(api.state(), before);
}

#[test]
fn a_review_names_everything_it_lacks() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let before = api.state();
    let review = |body| api.act(&change.path, "review", Caller::REVIEWER, &body);
    review(json!({ "outcome": "confirm" }))
        .expect_fields(&[("scale", "missing"), ("oat_required", "missing")]);
    review(json!({ "outcome": "reject", "reason": "Sent twice", "scale": "minor", "oat_required": false }))
        .expect_fields(&[("scale", "not_expected"), ("oat_required", "not_expected")]);
    review(json!({ "outcome": "approve" })).expect_fields(&[("outcome", "unknown_value")]);
    assert_eq!(api.state(), before);
    review(json!({ "outcome": "reject" })).expect_fields(&[("reason", "missing")]);
    review(json!({ "outcome": "confirm", "scale": "moderate", "oat_required": false }))
        .expect_fields(&[("reason", "reason_for_other_scale")]);
    review(
        json!({ "outcome": "confirm", "scale": "minor", "reason": "x".repeat(5_001), "oat_required": false }),
    )
    .expect_fields(&[("reason", "too_long")]);
    assert_eq!(api.state().all_but_history, before.all_but_history);
}

/// Holds C5.
#[test]
fn an_empty_draft_names_every_missing_answer_at_once() {
    let (_, _, answer) = refused_submission(&json!({}));
    let missing = ["change_type", "reason", "oat_requested", "suggested_scale", "needs_downtime"];
    assert_eq!(answer.fields(), missing.map(|field| (field, "missing")));
}

#[test]
fn ten_endpoints_are_refused() {
    let urls: Vec<_> = (0..10).map(|at| format!("https://find.example.org/{at}")).collect();
    let endpoints: Vec<_> = urls.iter().map(|url| ("find", url.as_str())).collect();
    let (_, _, answer) = refused_submission(&with_endpoints(&endpoints));
    answer.expect_fields(&[("new_endpoints", "too_many_endpoints")]);
}

#[test]
fn nine_endpoints_are_not() {
    let urls: Vec<_> = (0..9).map(|at| format!("https://find.example.org/{at}")).collect();
    let endpoints: Vec<_> = urls.iter().map(|url| ("find", url.as_str())).collect();
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let call = Call::put(&draft.path).by(Caller::BUSINESS).seen(&draft.etag);
    api.send(call.json(&with_endpoints(&endpoints))).expect(200);
    api.act(&draft.path, "submission", Caller::BUSINESS, &json!({})).expect(200);
}

#[test]
fn no_endpoint_is_refused_when_the_type_adds_some() {
    let (_, _, answer) = refused_submission(&with_endpoints(&[]));
    answer.expect_fields(&[("new_endpoints", "missing")]);
}

#[rstest]
#[case::trailing_slash("https://find.example.org/pensions/", "url_trailing_slash")]
#[case::trailing_backslash("https://find.example.org/pensions\\", "url_trailing_slash")]
#[case::user_name("https://user@find.example.org/pensions", "url_has_user_info")]
#[case::user_name_and_password("https://user:pass@find.example.org/pensions", "url_has_user_info")]
#[case::ipv4("https://192.0.2.7/pensions", "url_has_ip_address")]
#[case::ipv4_in_other_clothes("https://0xc0000207/pensions", "url_has_ip_address")]
#[case::ipv6("https://[2001:db8::7]/pensions", "url_has_ip_address")]
#[case::http("http://find.example.org/pensions", "url_not_https")]
#[case::relative("/pensions", "url_malformed")]
#[case::query("https://find.example.org/pensions?a=1", "url_has_query")]
#[case::invisible("https://find.example.org/find\u{200b}", "url_has_unfit_character")]
#[case::template("https://find.example.org/{tenant}", "url_has_unfit_character")]
#[case::half_an_escape("https://find.example.org/a%2", "url_has_unfit_character")]
#[case::no_port("https://find.example.org:0/pensions", "url_has_port")]
#[case::another_port("https://find.example.org:8443/pensions", "url_has_port")]
#[case::in_a_cluster("https://find.pensions.svc/pensions", "url_host_not_public")]
#[case::empty("", "missing")]
fn an_endpoint_url_that_is_none_is_refused(#[case] url: &str, #[case] code: &str) {
    let good = ("view", "https://view.example.org/pensions");
    let (_, _, answer) = refused_submission(&with_endpoints(&[good, ("find", url)]));
    answer.expect_fields(&[("new_endpoints[1].url", code)]);
}

/// Before submitting, both forms are shown of what is registered in another form than it was typed in (C3).
/// Holds C3.
#[test]
fn a_check_shows_what_will_be_registered() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let typed = [
        ("find", "https://FIND.example.org:443/%66ind"),
        ("view", "https://view.example.org/pensions"),
        ("find", "https://рrоvider.example.org/x"),
    ];
    let save = Call::put(&draft.path).by(Caller::BUSINESS).seen(&draft.etag).json(&with_endpoints(&typed));
    let saved = api.send(save).expect(200);
    assert_eq!(saved.body["answers"]["new_endpoints"][0]["url"], typed[0].1, "what was typed is kept");
    let check = api.send(Call::get(format!("{}/check", draft.path)).by(Caller::BUSINESS)).expect(200);
    let shown = json!([
        { "field": "new_endpoints[0].url", "typed": typed[0].1, "registered": "https://find.example.org/find" },
        { "field": "new_endpoints[2].url", "typed": typed[2].1, "registered": "https://xn--rvider-wqfo.example.org/x" },
    ]);
    assert_eq!((&check.body["ready"], &check.body["registered_forms"]), (&json!(true), &shown));
    let submitted = api.act(&draft.path, "submission", Caller::BUSINESS, &json!({})).expect(200);
    let registered = &submitted.body["new_endpoints"];
    assert_eq!(registered[0]["url"], shown[0]["registered"]);
    assert_eq!(registered[2]["url"], shown[1]["registered"]);
}

/// An escape of half a character in JSON is no text; the answer has no words of a parser.
#[test]
fn half_a_character_is_refused() {
    for reason in [r"\ud83d", r"\udc00 x", r"a \ud83d b", r"\ud83d\u0041"] {
        let body = format!("{{\"reason\": \"{reason}\"}}");
        refused_edit(body).expect_problem(400, "body_not_json");
    }
}

#[test]
fn a_url_twice_in_a_submission_is_refused() {
    let twice =
        [("find", "https://find.example.org/pensions"), ("find", "https://FIND.example.org:443/pensions")];
    let (_, _, answer) = refused_submission(&with_endpoints(&twice));
    answer.expect_fields(&[("new_endpoints[1].url", "url_repeated")]);
}

/// Holds C3.
#[test]
fn a_url_of_another_organisation_is_refused_without_its_name() {
    let live = fakes::urls_of(&fakes::organisation(2));
    let find = live.values().find(|url| url.as_str().ends_with("/find")).expect("a live find endpoint");
    let (_, _, answer) = refused_submission(&with_endpoints(&[("find", find.as_str())]));
    let answer = answer.expect_fields(&[("new_endpoints[0].url", "url_in_use")]);
    assert!(!answer.body.to_string().to_lowercase().contains("organisation"), "{:#}", answer.body);
}

#[test]
fn a_proposed_url_is_refused_until_its_change_is_withdrawn() {
    let api = Api::new();
    let first = api.change_in(Status::InReview);
    let second = api.change_in(Status::Draft);
    let before = api.state();
    let refused =
        api.act(&second.path, "submission", Caller::BUSINESS, &json!({})).expect_problem(422, "invalid");
    let urls = ["new_endpoints[0].url", "new_endpoints[1].url", "new_endpoints[2].url"];
    assert_eq!(refused.fields(), urls.map(|field| (field, "url_in_use")));
    assert_eq!(api.state().all_but_history, before.all_but_history);
    api.act(&first.path, "withdrawal", Caller::BUSINESS, &json!({})).expect(200);
    api.act(&second.path, "submission", Caller::BUSINESS, &json!({})).expect(200);
}

/// Holds C5.
#[test]
fn several_problems_come_at_once_in_the_order_of_the_form() {
    let mut answers =
        with_endpoints(&[("find", "https://10.0.0.1/x"), ("view", "http://view.example.org/x")]);
    answers["reason"] = json!("  ");
    answers["needs_downtime"] = Value::Null;
    answers["affected_endpoints"] = json!(["0190a0b0-0000-7000-8000-000000000099"]);
    let (_, _, answer) = refused_submission(&answers);
    answer.expect_fields(&[
        ("reason", "missing"),
        ("new_endpoints[0].url", "url_has_ip_address"),
        ("new_endpoints[1].url", "url_not_https"),
        ("affected_endpoints[0]", "endpoint_not_live"),
        ("needs_downtime", "missing"),
    ]);
}

#[test]
fn evidence_of_another_organisation_or_change_is_not_there() {
    let api = Api::new();
    let (one, other) = (api.change_in(Status::Draft), api.change_in(Status::Draft));
    let before = api.state();
    for (method, end) in [("GET", ""), ("POST", "/download")] {
        let mixed = format!("{}/evidence/{}{end}", one.path, other.evidence);
        api.send(Call::new(method, mixed).by(Caller::BUSINESS)).expect_problem(404, "evidence_not_found");
        let theirs = format!("{}/evidence/{}{end}", one.path, one.evidence);
        api.send(Call::new(method, theirs).by(Caller::RIVAL)).expect_problem(404, "not_found");
        let no_id = format!("{}/evidence/report.pdf{end}", one.path);
        api.send(Call::new(method, no_id).by(Caller::BUSINESS)).expect_problem(404, "evidence_not_found");
    }
    assert_eq!(api.state().all_but_history, before.all_but_history);
    let mixed = format!("{}/evidence/{}", one.path, other.evidence);
    api.send(Call::new("DELETE", mixed).by(Caller::BUSINESS)).expect_problem(404, "evidence_not_found");
    assert_eq!(api.state().all_but_history, before.all_but_history);
}

#[test]
fn an_organisation_without_live_endpoints_cannot_begin() {
    let api = Api::new();
    let mut organisation = fakes::organisation(1);
    organisation.live_endpoints.clear();
    api.fakes.store.put_organisation(&organisation, &std::collections::BTreeMap::new());
    let before = api.state();
    let call = Call::post("/technical-changes").by(Caller::BUSINESS).json(&answers());
    api.send(call).expect_problem(409, "no_live_endpoints");
    assert_eq!(api.state().all_but_history, before.all_but_history);
}
