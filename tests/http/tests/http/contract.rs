//! What holds every exchange against the document finds what is wrong with one: each mutation of the document is a fault that it
//! could have, and none goes unseen.

use api::ReviewBody;
use api_client::{ETag, Paging, WhichChanges};
use api_document::{Document, Exchange};
use domain::change::Status;
use domain::policy::Scale;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Api, Caller, Wait};

/// A review that confirms a change.
fn review() -> Exchange {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let confirm = ReviewBody::confirm(Scale::Minor, false);
    api.client(Caller::REVIEWER).review_change(change.id, &change.etag, &confirm).wait();
    api.last_exchange()
}

/// The same, by somebody who saw an older version.
fn stale() -> Exchange {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let confirm = ReviewBody::confirm(Scale::Minor, false);
    api.client(Caller::REVIEWER).review_change(change.id, &ETag::of(0), &confirm).refused(412, "stale");
    api.last_exchange()
}

/// A page of a list.
fn list() -> Exchange {
    let api = Api::new();
    api.change_in(Status::Draft);
    let first = WhichChanges { page: Paging::first(1), ..WhichChanges::default() };
    api.client(Caller::BUSINESS).list_changes(&first).wait();
    api.last_exchange()
}

const SCHEMAS: &str = "/components/schemas";
const REVIEW: &str = "/paths/~1technical-changes~1{id}~1review/post";
const LIST: &str = "/paths/~1technical-changes/get";

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// What is wrong with an exchange, when the document has `value` at a place; nothing there when it is null.
fn faults(exchange: &Exchange, place: &str, value: Value) -> Vec<String> {
    let mut whole = Document::published().whole().clone();
    let (outer, name) = place.rsplit_once('/').expect("a place");
    let outer =
        whole.pointer_mut(outer).and_then(Value::as_object_mut).unwrap_or_else(|| panic!("no {place}"));
    let name = name.replace("~1", "/");
    assert!(outer.contains_key(&name), "no {place}");
    if value.is_null() {
        outer.remove(&name);
    } else {
        outer.insert(name, value);
    }
    exchange.faults(&Document::of(whole))
}

#[rstest]
#[case::the_words_of_another_type(format!("{SCHEMAS}/ReviewBody/properties/outcome"), schema("OutcomeWord"))]
#[case::another_body(format!("{REVIEW}/requestBody/content/application~1json/schema"), schema("StepDecisionBody"))]
#[case::another_type(format!("{SCHEMAS}/ReviewBody/properties/oat_required/type"), json!("string"))]
#[case::a_field_that_was_sent(format!("{SCHEMAS}/ReviewBody/properties/scale"), Value::Null)]
#[case::another_answer(format!("{REVIEW}/responses/200/content/application~1json/schema"), schema("OatBody"))]
#[case::a_field_that_was_answered(format!("{SCHEMAS}/ChangeBody/properties/going_live"), Value::Null)]
#[case::a_field_inside(format!("{SCHEMAS}/GoingLiveBody/properties/on"), Value::Null)]
#[case::a_closed_list(format!("{SCHEMAS}/StatusWord/enum"), json!(["draft", "in_review"]))]
#[case::something_that_can_be_null(format!("{SCHEMAS}/GoingLiveBody/properties/on/type"), json!("string"))]
#[case::a_status(format!("{REVIEW}/responses/200"), Value::Null)]
#[case::a_media_type(format!("{REVIEW}/responses/200/content"), json!({ "text/plain": { "schema": {} } }))]
#[case::no_body(format!("{REVIEW}/responses/200/content"), Value::Null)]
#[case::a_header(format!("{REVIEW}/responses/200/headers"), Value::Null)]
#[case::another_header(format!("{REVIEW}/responses/200/headers/ETag/schema/type"), json!("integer"))]
#[case::no_body_taken(format!("{REVIEW}/requestBody"), Value::Null)]
fn a_review_is_not_as_a_wrong_document_says(#[case] place: String, #[case] value: Value) {
    let exchange = review();
    assert_eq!(exchange.faults(Document::published()), Vec::<String>::new());
    assert!(!faults(&exchange, &place, value).is_empty(), "{place}");
}

#[rstest]
#[case::a_header(format!("{REVIEW}/responses/412/headers"), Value::Null)]
#[case::how_it_is_now(format!("{SCHEMAS}/ProblemBody/properties/current"), Value::Null)]
#[case::a_status(format!("{REVIEW}/responses/412"), Value::Null)]
#[case::the_media_type(format!("{REVIEW}/responses/412/content"), json!({ "application/json": { "schema": {} } }))]
fn a_problem_is_not_as_a_wrong_document_says(#[case] place: String, #[case] value: Value) {
    let exchange = stale();
    assert_eq!(exchange.faults(Document::published()), Vec::<String>::new());
    assert!(!faults(&exchange, &place, value).is_empty(), "{place}");
}

#[rstest]
#[case::no_parameters(format!("{LIST}/parameters"), json!([]))]
#[case::another_shape(format!("{LIST}/responses/200/content/application~1json/schema"), schema("OatPage"))]
fn a_list_is_not_as_a_wrong_document_says(#[case] place: String, #[case] value: Value) {
    let exchange = list();
    assert_eq!(exchange.faults(Document::published()), Vec::<String>::new());
    assert!(!faults(&exchange, &place, value).is_empty(), "{place}");
}

#[test]
fn two_schemas_that_are_exchanged_are_found() {
    let names = ["ChangeBody", "OatBody", "ReviewBody", "StepDecisionBody", "ProblemBody", "StatusWord"];
    for (one, other) in [(0, 1), (2, 3), (4, 0), (5, 1)] {
        let mut whole = Document::published().whole().clone();
        let schemas = whole.pointer_mut(SCHEMAS).and_then(Value::as_object_mut).expect("schemas");
        let (first, second) = (schemas[names[one]].take(), schemas[names[other]].take());
        schemas.insert(names[one].to_owned(), second);
        schemas.insert(names[other].to_owned(), first);
        let document = Document::of(whole);
        let found = [review(), stale()].iter().any(|exchange| !exchange.faults(&document).is_empty());
        assert!(found, "{} and {}", names[one], names[other]);
    }
}

#[test]
fn an_answer_that_nobody_documented_is_found() {
    let exchange = review();
    let with = |change: &dyn Fn(&mut Exchange)| {
        let mut other = exchange.clone();
        change(&mut other);
        other.faults(Document::published())
    };
    let body = |change: &dyn Fn(&mut Value)| {
        with(&|exchange| {
            let mut body = serde_json::from_slice(&exchange.answer).expect("JSON");
            change(&mut body);
            exchange.answer = body.to_string().into_bytes();
        })
    };
    assert!(!body(&|body| body["colour"] = json!("blue")).is_empty());
    assert!(!body(&|body| body["going_live"]["on"] = json!("soon")).is_empty());
    assert!(!body(&|body| body["id"] = json!("0190a0b000007000800000000000feed")).is_empty());
    assert!(!body(&|body| drop(body.as_object_mut().map(|body| body.remove("status")))).is_empty());
    assert!(!with(&|exchange| exchange.answer = b"{".to_vec()).is_empty());
    assert!(!with(&|exchange| drop(exchange.answer_headers.remove("etag"))).is_empty());
    assert!(!with(&|exchange| drop(exchange.headers.remove("if-match"))).is_empty());
    assert!(!with(&|exchange| exchange.path.push_str("?colour=blue")).is_empty());
    assert!(!with(&|exchange| exchange.status = http::StatusCode::IM_A_TEAPOT).is_empty());
    assert!(!with(&|exchange| exchange.path.push_str("/again")).is_empty());
}

#[test]
fn words_of_a_parser_are_found_in_a_problem() {
    let mut exchange = stale();
    assert_eq!(exchange.faults(Document::published()), Vec::<String>::new());
    let mut body: Value = serde_json::from_slice(&exchange.answer).expect("JSON");
    body["detail"] = json!("Invalid type: null, expected a string");
    exchange.answer = body.to_string().into_bytes();
    assert!(!exchange.faults(Document::published()).is_empty());
}
