//! The history, as each side sees it (A1, P1).

use domain::change::Status;
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, Caller, text_of, without_answers};

fn history(api: &Api, path: &str, query: &str, caller: Caller) -> Answer {
    api.send(Call::get(format!("{path}/history{query}")).by(caller)).expect(200)
}

fn kinds(answer: &Answer) -> Vec<(&str, &str)> {
    let items = answer.body["items"].as_array().into_iter().flatten();
    items.map(|item| (text_of(item, "kind"), text_of(item, "what"))).collect()
}

/// Holds A1.
#[test]
fn everything_that_happened_and_was_tried_is_there_in_order() {
    let api = Api::new();
    let change = api.change_in(Status::AwaitingInformation);
    let test_manager = Caller::Member(1, Some(domain::actor::OrganisationRole::TestManager));
    api.act(&change.path, "answer", test_manager, &json!({ "answer": "I know" }))
        .expect_problem(403, "role_required");
    api.act(&change.path, "answer", Caller::BUSINESS, &json!({ "answer": "Find only" })).expect(200);
    let answer = history(&api, &change.path, "", Caller::BUSINESS);
    assert_eq!(
        kinds(&answer),
        [
            ("happened", "change_drafted"),
            ("happened", "upload_requested"),
            ("happened", "evidence_received"),
            ("happened", "evidence_accepted"),
            ("happened", "change_submitted"),
            ("happened", "information_requested"),
            ("refused", "answer_question"),
            ("happened", "information_supplied"),
        ]
    );
    assert_eq!(answer.body["next"], Value::Null);
    insta::assert_json_snapshot!("history", without_answers(answer.body));
}

/// Holds A1.
#[test]
fn attempts_of_outsiders_are_shown_to_pdp_only() {
    let api = Api::new();
    let change = api.change_in(Status::Draft);
    let edit = Call::put(&change.path).by(Caller::RIVAL).seen(&change.etag).json(&json!({}));
    api.send(edit).expect_problem(404, "not_found");
    let own = history(&api, &change.path, "", Caller::BUSINESS);
    assert!(!kinds(&own).iter().any(|(kind, _)| *kind == "refused"), "{:#}", own.body);
    let pdp = history(&api, &change.path, "", Caller::REVIEWER);
    assert_eq!(kinds(&pdp).last(), Some(&("refused", "edit_draft")));
    assert_eq!(pdp.body["items"][4]["by"]["person"], Caller::RIVAL.claims(0)["sub"]);
}

/// Holds A1.
#[test]
fn who_has_left_is_still_called_by_their_name() {
    let api = Api::new();
    let change = api.change_in(Status::Draft);
    let name = "Example primary business contact";
    let refused = Caller::Member(1, Some(domain::actor::OrganisationRole::TestManager));
    api.act(&change.path, "withdrawal", refused, &json!({})).expect_problem(403, "role_required");
    let mut without = fakes::organisation(1);
    without.people.clear();
    api.fakes.store.put_organisation(&without, &fakes::urls_of(&without));
    let history = history(&api, &change.path, "", Caller::REVIEWER);
    let by = |at: usize| history.body["items"][at]["by"].clone();
    assert_eq!((&by(0)["name"], &by(0)["role"]), (&json!(name), &json!("primary_business_contact")));
    assert_eq!((&by(2)["name"], &by(2)["process"]), (&Value::Null, &json!("evidence_inspection")));
    assert_eq!((&by(4)["name"], &by(4)["roles"]), (&json!("Example test manager"), &json!(["test_manager"])));
    let of_record =
        api.send(Call::get(format!("/organisations/{}/history", without.id)).by(Caller::REVIEWER));
    assert_eq!(of_record.expect(200).body["items"], json!([]));
}

#[test]
fn a_page_is_as_long_as_asked_and_the_next_follows_on() {
    let api = Api::new();
    let change = api.change_in(Status::Confirmed);
    let whole = history(&api, &change.path, "", Caller::BUSINESS);
    let mut pages = Vec::new();
    let mut query = "?limit=3".to_owned();
    loop {
        let page = history(&api, &change.path, &query, Caller::BUSINESS);
        let items = page.body["items"].as_array().cloned().unwrap_or_default();
        assert!((1..=3).contains(&items.len()));
        pages.extend(items);
        match page.body["next"].as_str() {
            Some(next) => query = format!("?limit=3&cursor={}", encoded(next)),
            None => break,
        }
    }
    assert_eq!(json!(pages), whole.body["items"]);
}

#[test]
fn a_cursor_of_another_history_is_refused() {
    let api = Api::new();
    let (one, other) = (api.change_in(Status::Draft), api.change_in(Status::Draft));
    let page = history(&api, &one.path, "?limit=1", Caller::BUSINESS);
    let query = format!("?cursor={}", encoded(page.text("/next")));
    let call = Call::get(format!("{}/history{query}", other.path)).by(Caller::BUSINESS);
    api.send(call).expect_problem(400, "bad_cursor");
}

/// For a query.
fn encoded(cursor: &str) -> String {
    cursor.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
