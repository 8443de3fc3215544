//! Bad input: refused with the field, a code and a sentence; nothing is written and the draft is intact.

use api::{AnswersBody, EndpointAnswerBody, RegisteredFormBody, ReviewBody, WithdrawalBody};
use api_client::{ETag, Problem};
use domain::change::Status;
use domain::endpoint::EndpointType::{Find, View};
use domain::policy::Scale;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, Caller, Made, Wait, answers, endpoints};

/// An edit of a draft, without a body yet.
fn edit_of(draft: &Made) -> Call {
    Call::put(draft.path()).by(Caller::BUSINESS).seen(draft.etag.as_str())
}

/// Sends an edit of a draft, which must change nothing in the store.
fn refused_edit(body: impl Into<Vec<u8>>) -> Answer {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let before = api.state();
    let answer = api.send(edit_of(&draft).bytes(body));
    assert_eq!(api.state(), before);
    answer
}

/// Saves these answers in a draft, checks it and submits it: the check and the submission name the same fields.
fn refused_submission(answers: &AnswersBody, fields: &[(&str, &str)]) -> Problem {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let draft = api.change_in(Status::Draft);
    let saved = contact.edit_draft(draft.id, &draft.etag, answers).wait();
    let (before, history) = (api.state(), api.fakes.store.entries(draft.id).len());
    let checked = contact.check_draft(draft.id).wait();
    assert!(!checked.ready);
    assert_eq!(api.state(), before);
    let problem = contact.submit_change(draft.id, &ETag::of(saved.version)).invalid(fields);
    assert_eq!(problem.fields(), checked.problems);
    assert_eq!(api.state().all_but_history, before.all_but_history);
    assert!(api.fakes.store.entries(draft.id).len() <= history + 1);
    // What was typed is still there, to the notification.
    assert_eq!(api.read(draft.id), saved.body);
    problem
}

fn with_endpoints(new_endpoints: Vec<EndpointAnswerBody>) -> AnswersBody {
    AnswersBody { new_endpoints, ..answers() }
}

/// So many Find endpoints.
fn with_find_endpoints(count: usize) -> AnswersBody {
    let urls: Vec<_> = (0..count).map(|at| format!("https://find.example.org/{at}")).collect();
    with_endpoints(endpoints(&urls.iter().map(|url| (Find, url.as_str())).collect::<Vec<_>>()))
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
        let call = edit_of(&draft).json(&json!({})).header("content-type", kind);
        api.send(call).expect_problem(415, "not_json");
    }
    let call = edit_of(&draft).json(&json!({})).without_header("content-type");
    api.send(call).expect_problem(415, "not_json");
    assert_eq!(api.state(), before);
}

#[test]
fn a_media_type_in_capitals_with_parameters_is_json_too() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let call = edit_of(&draft).json(&json!({}));
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
    api.send(edit_of(&draft).bytes(of_size(httpapi::MAX_BODY))).expect(200);
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
    let without = |field: &str, caller| {
        Call::post(format!("{}/{field}", change.path())).by(caller).seen(change.etag.as_str())
    };
    for (field, caller) in [("answer", Caller::BUSINESS), ("question", Caller::REVIEWER)] {
        let call = without(field, caller).json(&json!({}));
        api.send(call).expect_fields(&[(field, "missing")]);
    }
    api.send(without("answer", Caller::BUSINESS)).expect_fields(&[("answer", "missing")]);
    assert_eq!(api.state(), before);
}

#[test]
fn a_review_names_everything_it_lacks() {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let before = api.state();
    let reviewer = api.client(Caller::REVIEWER);
    let review = |body: &ReviewBody| reviewer.review_change(change.id, &change.etag, body);
    let confirm = ReviewBody::confirm(Scale::Minor, false);
    let reject = ReviewBody { reason: None, ..ReviewBody::reject("") };
    review(&ReviewBody { scale: None, oat_required: None, ..confirm.clone() })
        .invalid(&[("scale", "missing"), ("oat_required", "missing")]);
    review(&ReviewBody { outcome: reject.outcome, reason: Some("Sent twice".to_owned()), ..confirm.clone() })
        .invalid(&[("scale", "not_expected"), ("oat_required", "not_expected")]);
    let call = Call::post(format!("{}/review", change.path())).by(Caller::REVIEWER);
    let call = call.seen(change.etag.as_str()).json(&json!({ "outcome": "approve" }));
    api.send(call).expect_fields(&[("outcome", "unknown_value")]);
    assert_eq!(api.state(), before);
    review(&reject).invalid(&[("reason", "missing")]);
    review(&ReviewBody::confirm(Scale::Moderate, false)).invalid(&[("reason", "reason_for_other_scale")]);
    review(&ReviewBody { reason: Some("x".repeat(5_001)), ..confirm }).invalid(&[("reason", "too_long")]);
    assert_eq!(api.state().all_but_history, before.all_but_history);
}

/// Holds C5.
#[test]
fn an_empty_draft_names_every_missing_answer_at_once() {
    let missing = ["change_type", "reason", "oat_requested", "suggested_scale", "needs_downtime"];
    refused_submission(&AnswersBody::default(), &missing.map(|field| (field, "missing")));
}

#[test]
fn ten_endpoints_are_refused() {
    refused_submission(&with_find_endpoints(10), &[("new_endpoints", "too_many_endpoints")]);
}

#[test]
fn nine_endpoints_are_not() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let draft = api.change_in(Status::Draft);
    contact.edit_draft(draft.id, &draft.etag, &with_find_endpoints(9)).wait();
    contact.submit_change(draft.id, &ETag::any()).wait();
}

#[test]
fn no_endpoint_is_refused_when_the_type_adds_some() {
    refused_submission(&with_endpoints(Vec::new()), &[("new_endpoints", "missing")]);
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
    let typed = endpoints(&[(View, "https://view.example.org/pensions"), (Find, url)]);
    refused_submission(&with_endpoints(typed), &[("new_endpoints[1].url", code)]);
}

/// Before submitting, both forms are shown of what is registered in another form than it was typed in (C3).
/// Holds C3.
#[test]
fn a_check_shows_what_will_be_registered() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let draft = api.change_in(Status::Draft);
    let typed = endpoints(&[
        (Find, "https://FIND.example.org:443/%66ind"),
        (View, "https://view.example.org/pensions"),
        (Find, "https://рrоvider.example.org/x"),
    ]);
    let saved = contact.edit_draft(draft.id, &draft.etag, &with_endpoints(typed.clone())).wait();
    assert_eq!(saved.answers.new_endpoints, typed, "what was typed is kept");
    let form = |at: usize, registered: &str| RegisteredFormBody {
        field: format!("new_endpoints[{at}].url"),
        typed: typed[at].url.clone(),
        registered: registered.to_owned(),
    };
    let forms = [form(0, "https://find.example.org/find"), form(2, "https://xn--rvider-wqfo.example.org/x")];
    let check = contact.check_draft(draft.id).wait();
    assert_eq!((check.ready, &check.registered_forms[..]), (true, &forms[..]));
    let registered = contact.submit_change(draft.id, &ETag::of(saved.version)).wait().body.new_endpoints;
    assert_eq!([&registered[0].url, &registered[2].url], forms.each_ref().map(|form| &form.registered));
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
    let twice = endpoints(&[
        (Find, "https://find.example.org/pensions"),
        (Find, "https://FIND.example.org:443/pensions"),
    ]);
    refused_submission(&with_endpoints(twice), &[("new_endpoints[1].url", "url_repeated")]);
}

/// Holds C3.
#[test]
fn a_url_of_another_organisation_is_refused_without_its_name() {
    let live = fakes::urls_of(&fakes::organisation(2));
    let find = live.values().find(|url| url.as_str().ends_with("/find")).expect("a live find endpoint");
    let answers = with_endpoints(endpoints(&[(Find, find.as_str())]));
    let problem = refused_submission(&answers, &[("new_endpoints[0].url", "url_in_use")]);
    assert!(!format!("{problem:?}").to_lowercase().contains("organisation"), "{problem:?}");
}

#[test]
fn a_proposed_url_is_refused_until_its_change_is_withdrawn() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let first = api.change_in(Status::InReview);
    let second = api.change_in(Status::Draft);
    let before = api.state();
    let submit = contact.submit_change(second.id, &second.etag);
    let urls = ["new_endpoints[0].url", "new_endpoints[1].url", "new_endpoints[2].url"];
    submit.invalid(&urls.map(|field| (field, "url_in_use")));
    assert_eq!(api.state().all_but_history, before.all_but_history);
    contact.withdraw_change(first.id, &first.etag, &WithdrawalBody { reason: None }).wait();
    submit.wait();
}

/// Holds C5.
#[test]
fn several_problems_come_at_once_in_the_order_of_the_form() {
    let wrong = AnswersBody {
        reason: "  ".to_owned(),
        needs_downtime: None,
        affected_endpoints: vec!["0190a0b0-0000-7000-8000-000000000099".to_owned()],
        ..with_endpoints(endpoints(&[(Find, "https://10.0.0.1/x"), (View, "http://view.example.org/x")]))
    };
    let fields = [
        ("reason", "missing"),
        ("new_endpoints[0].url", "url_has_ip_address"),
        ("new_endpoints[1].url", "url_not_https"),
        ("affected_endpoints[0]", "endpoint_not_live"),
        ("needs_downtime", "missing"),
    ];
    refused_submission(&wrong, &fields);
}

#[test]
fn evidence_of_another_organisation_or_change_is_not_there() {
    let api = Api::new();
    let (contact, rival) = (api.client(Caller::BUSINESS), api.client(Caller::RIVAL));
    let (one, other) = (api.change_in(Status::Draft), api.change_in(Status::Draft));
    let before = api.state();
    contact.read_evidence(one.id, other.evidence).refused(404, "evidence_not_found");
    contact.link_evidence(one.id, other.evidence).refused(404, "evidence_not_found");
    rival.read_evidence(one.id, one.evidence).refused(404, "not_found");
    rival.link_evidence(one.id, one.evidence).refused(404, "not_found");
    for (method, end) in [("GET", ""), ("POST", "/download")] {
        let no_id = format!("{}/evidence/report.pdf{end}", one.path());
        api.send(Call::new(method, no_id).by(Caller::BUSINESS)).expect_problem(404, "evidence_not_found");
    }
    contact.remove_evidence(one.id, other.evidence).refused(404, "evidence_not_found");
    assert_eq!(api.state().all_but_history, before.all_but_history);
}

#[test]
fn an_organisation_without_live_endpoints_cannot_begin() {
    let api = Api::before_connecting();
    let before = api.state();
    api.client(Caller::BUSINESS).draft_change(&answers()).refused(409, "no_live_endpoints");
    assert_eq!(api.state().all_but_history, before.all_but_history);
}
