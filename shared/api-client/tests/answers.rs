//! What a call sends, and what is read of its answer.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::future::{Future, ready};
use std::sync::Mutex;

use api::{AnswersBody, NoBody};
use api_client::{Client, ETag, Error, Transport, WhichOrganisations, every};
use domain::ids::{ChangeId, EvidenceId};
use http::{Request, Response};
use pollster::block_on;
use serde_json::{Value, json};

/// Answers with what it was given, and keeps what it was sent.
#[derive(Default)]
struct Script {
    answers: Mutex<Vec<Response<Vec<u8>>>>,
    sent: Mutex<Vec<Request<Vec<u8>>>>,
}

impl Script {
    fn of(answers: impl IntoIterator<Item = Response<Vec<u8>>>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), sent: Mutex::default() }
    }

    fn sent(&self) -> Vec<Request<Vec<u8>>> {
        self.sent.lock().unwrap().clone()
    }
}

impl Transport for Script {
    type Fault = Infallible;

    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, Infallible>> + Send {
        self.sent.lock().unwrap().push(request);
        ready(Ok(self.answers.lock().unwrap().remove(0)))
    }

    fn new_key(&self) -> String {
        format!("key-{}", self.sent().len())
    }
}

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Vec<u8>> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.as_bytes().to_vec()).unwrap()
}

fn problem(status: u16, code: &str, headers: &[(&str, &str)]) -> Response<Vec<u8>> {
    let errors = json!([{ "field": "url", "code": "url_in_use", "message": "Use another URL" }]);
    let body = json!({
        "type": format!("urn:technical-change:problem:{code}"), "title": "Invalid", "status": status,
        "code": code, "detail": "Some values need your attention", "errors": errors,
    });
    let mut all = vec![("content-type", "application/problem+json")];
    all.extend(headers);
    answer(status, &all, &body.to_string())
}

fn id() -> ChangeId {
    "0190a0b0-0000-7000-8000-000000000001".parse().unwrap()
}

#[test]
fn a_command_names_the_caller_the_version_seen_and_the_request() {
    let script = Script::of([problem(409, "conflict", &[]), problem(409, "conflict", &[])]);
    let client = Client::new(&script).signed_in("a.b.c").unwrap();
    let call = client.submit_change(id(), &ETag::of(3)).key("of a form");
    assert!(block_on(call.send()).is_err() && block_on(call.send()).is_err());
    let sent = script.sent();
    let header = |name: &str| sent[0].headers()[name].to_str().unwrap().to_owned();
    assert_eq!(sent[0].uri(), "/technical-changes/0190a0b0-0000-7000-8000-000000000001/submission");
    assert_eq!(header("authorization"), "Bearer a.b.c");
    assert_eq!((header("if-match"), header("idempotency-key")), ("\"3\"".to_owned(), "of a form".to_owned()));
    assert!(sent[0].body().is_empty());
    assert_eq!(sent[0].headers(), sent[1].headers(), "sent again, it is the same request");
    assert!(!format!("{client:?}").contains("a.b.c"), "a token is never printed");
}

#[test]
fn each_post_is_a_new_request_unless_told_otherwise() {
    let script = Script::of([problem(422, "invalid", &[]), problem(422, "invalid", &[])]);
    let client = Client::new(&script);
    for _ in 0..2 {
        assert!(block_on(client.draft_change(&AnswersBody::default()).send()).is_err());
    }
    let keys: Vec<_> = script.sent().iter().map(|sent| sent.headers()["idempotency-key"].clone()).collect();
    assert_eq!(keys, ["key-0", "key-1"]);
    assert_eq!(script.sent()[0].headers()["content-type"], "application/json");
}

#[test]
fn a_refusal_has_its_code_advice_and_field_problems() {
    let script =
        Script::of([problem(422, "invalid", &[]), problem(503, "unavailable", &[("retry-after", "5")])]);
    let client = Client::new(&script);
    let error = block_on(client.read_change(id()).send()).unwrap_err();
    let refused = error.problem().expect("a problem");
    assert_eq!((refused.code(), refused.advice()), ("invalid", "Some values need your attention"));
    assert_eq!(refused.fields()[0].field, "url");
    assert!(!error.may_pass());
    let error = block_on(client.read_change(id()).send()).unwrap_err();
    assert_eq!(error.problem().and_then(|problem| problem.retry_after), Some(5));
    assert!(error.may_pass());
}

#[test]
fn what_the_gateway_answers_goes_by_its_status() {
    let json = [("content-type", "application/json")];
    let script = Script::of([answer(401, &json, r#"{"message":"Unauthorized"}"#)]);
    let error = block_on(Client::new(&script).read_me().send()).unwrap_err();
    assert!(matches!(&error, Error::Gateway { status, .. } if status.as_u16() == 401), "{error:?}");
    assert!(error.problem().is_none());
}

#[test]
fn a_redirect_is_no_answer() {
    let script = Script::of([answer(302, &[("location", "https://elsewhere.example.org/")], "")]);
    let error = block_on(Client::new(&script).read_me().send()).unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    assert_eq!(script.sent().len(), 1);
}

#[test]
fn an_empty_answer_and_a_weak_tag_are_read() {
    let script = Script::of([
        answer(204, &[], ""),
        answer(200, &[("etag", "W/\"7\"")], &json!(NoBody {}).to_string()),
    ]);
    let client = Client::new(&script);
    let evidence: EvidenceId = "0190a0b0-0000-7000-8000-000000000002".parse().unwrap();
    block_on(client.remove_evidence(id(), evidence).send()).unwrap();
    let read = block_on(client.raw(http::Method::GET, "/me").send()).unwrap();
    assert_eq!((read.etag.clone(), &read.body), (Some(ETag::of(7)), &json!({})));
}

#[test]
fn a_list_is_read_to_its_end_page_by_page() {
    let page =
        |items: Value, next: Value| answer(200, &[], &json!({ "items": items, "next": next }).to_string());
    let row = |name: &str| json!({ "id": "0190a0b0-0000-7000-8000-000000000003", "name": name });
    // A page may be empty and not be the last.
    let script = Script::of([
        page(json!([row("A")]), json!("a b")),
        page(json!([]), json!("c")),
        page(json!([row("B")]), Value::Null),
    ]);
    let client = Client::new(&script);
    let all =
        block_on(every(|page| client.list_organisations(&WhichOrganisations { name: None, page }))).unwrap();
    assert_eq!(all.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    let asked: Vec<_> = script.sent().iter().map(|sent| sent.uri().to_string()).collect();
    let expected = ["", "&cursor=a%20b", "&cursor=c"].map(|rest| format!("/organisations?limit=100{rest}"));
    assert_eq!(asked, expected);
}
