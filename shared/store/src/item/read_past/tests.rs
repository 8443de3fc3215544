//! What a newer release left in an item, after this one has worked on it.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::Past;
use crate::item::Item;
use crate::item::{FORMAT, read_keeping, write};
use crate::table::keys::{Key, text};

/// A structure of today, beside which a newer release keeps something.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Today {
    stage: Stage,
    answer: Option<Answer>,
    asked: Vec<Asked>,
}

#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    Begun,
    Over { why: String },
}

#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Answer {
    words: String,
}

#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Asked {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    at: String,
    words: String,
}

fn key() -> Key {
    Key { pk: "PDP".to_owned(), sk: "STATE".to_owned() }
}

/// As plain JSON, numbers and texts alone.
fn plain(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!(text),
        AttributeValue::N(number) => number.parse::<i64>().map_or(Value::Null, |number| json!(number)),
        AttributeValue::M(map) => {
            Value::Object(map.iter().map(|(name, value)| (name.clone(), plain(value))).collect())
        }
        AttributeValue::L(values) => values.iter().map(plain).collect(),
        _ => Value::Null,
    }
}

/// The content that is written when `change` was done to what a newer release had left as `newer`.
fn after(newer: Value, change: impl FnOnce(&mut Today)) -> Value {
    let mut item = write(key(), &newer).unwrap();
    item.insert("format".to_owned(), crate::table::keys::number(FORMAT));
    let mut past = Past::default();
    let mut today: Today = read_keeping(item, &mut past).unwrap();
    change(&mut today);
    let mut written = write(key(), &today).unwrap();
    past.put_back(&mut written);
    for beside in ["pk", "sk", "format"] {
        written.remove(beside);
    }
    plain(&AttributeValue::M(written))
}

#[test]
fn what_was_beside_stays_beside() {
    let newer = json!({
        "stage": "begun", "more": { "deep": [1, "two"] },
        "answer": { "words": "These", "tone": "polite" }, "asked": [],
    });
    let mut expected = newer.clone();
    expected["stage"] = json!({ "over": { "why": "Done" } });
    expected["answer"]["words"] = json!("Those");
    let changed = after(newer, |today| {
        today.stage = Stage::Over { why: "Done".to_owned() };
        today.answer = Some(Answer { words: "Those".to_owned() });
    });
    assert_eq!(changed, expected);
}

#[test]
fn what_was_in_something_that_is_gone_goes_with_it() {
    let newer = json!({
        "stage": { "over": { "why": "Done", "since": 7 } },
        "answer": { "words": "These", "tone": "polite" }, "asked": [],
    });
    let changed = after(newer, |today| (today.stage, today.answer) = (Stage::Begun, None));
    assert_eq!(changed, json!({ "stage": "begun", "answer": null, "asked": [] }));
}

#[test]
fn a_case_that_has_something_since_keeps_it_while_it_is_that() {
    let newer = json!({ "stage": { "begun": { "since": 7 } }, "answer": null, "asked": [] });
    assert_eq!(after(newer.clone(), |_| {}), newer);
    let changed = after(newer, |today| today.stage = Stage::Over { why: "Done".to_owned() });
    assert_eq!(changed["stage"], json!({ "over": { "why": "Done" } }));
}

#[test]
fn an_element_is_found_wherever_it_is() {
    let one = |id: &str| json!({ "id": id, "at": "noon", "words": id, "tone": id });
    let newer = json!({ "stage": "begun", "answer": null, "asked": [one("a"), one("b"), one("c")] });
    let changed = after(newer, |today| {
        today.asked.remove(0);
        today.asked.reverse();
        let new = Asked { id: Some("d".to_owned()), at: "noon".to_owned(), words: "d".to_owned() };
        today.asked.insert(0, new);
    });
    let new = json!({ "id": "d", "at": "noon", "words": "d" });
    assert_eq!(changed["asked"], json!([new, one("c"), one("b")]));
}

#[test]
fn elements_that_nothing_tells_apart_lose_it_among_others() {
    let one = |words: &str| json!({ "at": "noon", "words": words, "tone": words });
    let newer = json!({ "stage": "begun", "answer": null, "asked": [one("a"), one("b")] });
    assert_eq!(after(newer.clone(), |_| {}), newer, "as many: by their order");
    let changed = after(newer, |today| drop(today.asked.remove(0)));
    assert_eq!(changed["asked"], json!([{ "at": "noon", "words": "b" }]), "nobody knows which");
}

#[test]
fn what_an_older_release_writes_itself_is_not_overwritten() {
    let mut past = Past::default();
    let newer = json!({ "stage": "begun", "answer": null, "asked": [], "more": "before" });
    let _: Today = read_keeping(write(key(), &newer).unwrap(), &mut past).unwrap();
    let mut written: Item = Key::into_attributes(key());
    written.insert("more".to_owned(), text("since"));
    past.put_back(&mut written);
    assert_eq!(written["more"], text("since"));
    let mut other = Key { pk: "PDP".to_owned(), sk: "OTHER".to_owned() }.into_attributes();
    past.put_back(&mut other);
    assert!(!other.contains_key("more"), "another item");
}
