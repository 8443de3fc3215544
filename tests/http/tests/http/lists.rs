//! Lists: order, pages, cursors, limits, unknown parameters.

use domain::change::Status;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, answers};

/// Every entry of a list, read page by page.
fn all(api: &Api, path: &str, caller: Caller, limit: usize) -> Vec<Value> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = api.send(Call::get(format!("{path}?limit={limit}{cursor}")).by(caller)).expect(200);
        let found = page.body["items"].as_array().cloned().unwrap_or_default();
        assert!(found.len() <= limit);
        items.extend(found);
        match page.body["next"].as_str() {
            Some(next) => {
                let encoded: String = next.bytes().map(|byte| format!("%{byte:02X}")).collect();
                cursor = format!("&cursor={encoded}");
            }
            None => return items,
        }
    }
}

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().filter_map(|item| item["id"].as_str()).collect()
}

/// A change in review whose one endpoint is nobody else's.
fn submit(api: &Api, number: usize) -> String {
    let mut answers = answers();
    answers["suggested_scale"] = json!("minimal");
    let url = format!("https://find.example.org/{number}");
    answers["new_endpoints"] = json!([{ "endpoint_type": "find", "url": url }]);
    let id = api.draft(&answers).text("/id").to_owned();
    let path = format!("/technical-changes/{id}");
    api.act(&path, "submission", Caller::BUSINESS, &json!({})).expect(200);
    id
}

#[test]
fn changes_are_listed_newest_first_in_pages() {
    let api = Api::new();
    let drafted: Vec<_> = (0..5).map(|_| api.draft(&json!({})).text("/id").to_owned()).collect();
    let newest_first: Vec<_> = drafted.iter().rev().map(String::as_str).collect();
    for limit in [1, 2, 5, 100] {
        let items = all(&api, "/technical-changes", Caller::BUSINESS, limit);
        assert_eq!(ids(&items), newest_first);
    }
}

#[test]
fn a_page_has_25_entries_when_nobody_says_otherwise() {
    let api = Api::new();
    for _ in 0..26 {
        api.draft(&json!({}));
    }
    let page = api.send(Call::get("/technical-changes").by(Caller::BUSINESS)).expect(200);
    assert_eq!(page.body["items"].as_array().map(Vec::len), Some(25));
    assert!(!page.text("/next").is_empty());
}

/// Holds V1.
#[test]
fn the_queue_is_by_due_date_with_waiting_changes_last() {
    let api = Api::new();
    let day = jiff::SignedDuration::from_hours(24);
    let waiting = submit(&api, 1);
    let path = format!("/technical-changes/{waiting}");
    let question = json!({ "question": "Which systems are affected?" });
    api.act(&path, "question", Caller::REVIEWER, &question).expect(200);
    let first = submit(&api, 2);
    api.fakes.clock.advance(day);
    let second = submit(&api, 3);
    api.draft(&json!({}));
    let items = all(&api, "/review-queue", Caller::REVIEWER, 1);
    assert_eq!(ids(&items), [first.as_str(), &second, &waiting]);
    let due: Vec<_> = items.iter().map(|item| item["review_due"].as_str()).collect();
    assert_eq!(due, [Some("2026-07-13"), Some("2026-07-14"), None]);
    assert_eq!(items[2]["working_days_left"], 5);
    insta::assert_json_snapshot!("review_queue", items);
    // What is decided leaves the queue.
    let confirm = json!({ "outcome": "confirm", "scale": "minimal", "oat_required": false });
    api.act(&format!("/technical-changes/{first}"), "review", Caller::REVIEWER, &confirm).expect(200);
    assert_eq!(ids(&all(&api, "/review-queue", Caller::REVIEWER, 100)), [second.as_str(), &waiting]);
}

const LISTS: [(&str, Caller); 3] = [
    ("/technical-changes", Caller::BUSINESS),
    ("/review-queue", Caller::REVIEWER),
    ("{change}/history", Caller::BUSINESS),
];

#[rstest]
#[case::zero("limit=0")]
#[case::too_many("limit=101")]
#[case::negative("limit=-1")]
#[case::a_word("limit=all")]
#[case::empty("limit=")]
#[case::enormous("limit=99999999999999999999")]
fn a_limit_that_is_no_number_from_1_to_100_is_refused(#[case] query: &str) {
    let api = Api::new();
    let change = api.change_in(Status::Draft);
    for (path, caller) in LISTS {
        let call = Call::get(format!("{}?{query}", path.replace("{change}", &change.path))).by(caller);
        api.send(call).expect_fields(&[("limit", "out_of_range")]);
    }
}

#[rstest]
#[case::unknown("colour=blue")]
#[case::twice("limit=1&limit=2")]
#[case::misspelt("Limit=1")]
fn an_unknown_or_repeated_parameter_is_refused(#[case] query: &str) {
    let api = Api::new();
    let change = api.change_in(Status::Draft);
    for (path, caller) in LISTS {
        let call = Call::get(format!("{}?{query}", path.replace("{change}", &change.path))).by(caller);
        api.send(call).expect_problem(400, "bad_query");
    }
}

#[rstest]
#[case::empty("")]
#[case::a_word("next")]
#[case::of_another_list("changes%7C0190a0b0-0000-7000-8000-000000000001%7C")]
#[case::not_utf_8("%FF%FE")]
fn a_cursor_that_is_not_one_of_the_lists_is_refused(#[case] cursor: &str) {
    let api = Api::new();
    let change = api.change_in(Status::Draft);
    for (path, caller) in LISTS {
        let path = path.replace("{change}", &change.path);
        api.send(Call::get(format!("{path}?cursor={cursor}")).by(caller)).expect_problem(400, "bad_cursor");
    }
}

#[test]
fn whose_list_it_is_comes_before_what_is_wrong_with_the_cursor() {
    let api = Api::new();
    let first = fakes::organisation(1).id;
    let call = Call::get(format!("/technical-changes?organisation={first}&cursor=x")).by(Caller::RIVAL);
    api.send(call).expect_problem(404, "not_found");
    api.send(Call::get("/review-queue?cursor=x").by(Caller::BUSINESS)).expect_problem(403, "role_required");
}
