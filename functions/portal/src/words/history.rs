//! Entries of a history, in words.

use std::collections::BTreeMap;

use api::{EntryKind, HistoryEntryBody, RecordEntryBody, RecordEntryKind};
use domain::actor::Role;
use domain::codes::Coded;
use jiff::Timestamp;
use serde_json::Value;

use super::first;

/// An entry that the API cannot read.
const UNKNOWN: &str = "Recorded by a newer version of this service: this version cannot show what it was";

/// What happened: the code of the API's history as a sentence would have it.
pub fn entry(body: &HistoryEntryBody) -> String {
    said(body.kind, &body.what)
}

/// What happened, was tried or was downloaded, by its code.
pub fn said(kind: EntryKind, what: &str) -> String {
    let what = words(what);
    match kind {
        EntryKind::Happened => first(&what),
        EntryKind::Refused => format!("Tried, and refused: {what}"),
        EntryKind::Downloaded => format!("Downloaded: {what}"),
        EntryKind::Mended => mended(&what),
        EntryKind::Unknown => UNKNOWN.to_owned(),
    }
}

/// What happened to the record of an organisation or of PDP.
pub fn record_entry(body: &RecordEntryBody) -> String {
    happened(body.kind, &body.what)
}

/// What happened or was tried, by its code.
pub fn happened(kind: RecordEntryKind, what: &str) -> String {
    let what = words(what);
    match kind {
        RecordEntryKind::Happened => first(&what),
        RecordEntryKind::Refused => format!("Tried, and refused: {what}"),
        RecordEntryKind::Mended => mended(&what),
        RecordEntryKind::Unknown => UNKNOWN.to_owned(),
    }
}

/// The code of what was deleted.
const DELETED: &str = "deleted_after_retention";

fn mended(what: &str) -> String {
    if what == words(DELETED) {
        return "Deleted by the operators of the service, because it had been kept as long as it has to be"
            .to_owned();
    }
    format!("Mended by the operators of the service: {what}")
}

/// What such an entry tells besides: its name and value. `names` has the people who are there now, by their ids.
pub fn record_facts(body: &RecordEntryBody, names: &BTreeMap<String, String>) -> Vec<(String, String)> {
    const TOLD: [&str; 15] = [
        "deleted",
        "reference",
        "with",
        "person",
        "name",
        "email",
        "roles",
        "from",
        "to",
        "scheme",
        "before",
        "endpoint_type",
        "url",
        "reason",
        "refusal",
    ];
    let is_named = body.facts["name"].is_string();
    let told = |name: &'static str| {
        let value = match (name, &body.facts[name]) {
            ("person", _) if is_named => return None,
            ("person", Value::String(id)) => {
                names.get(id).cloned().unwrap_or_else(|| "Somebody who has left".to_owned())
            }
            ("deleted", Value::String(code)) => words(code),
            (_, value) => written(value)?,
        };
        let name = if name == "with" { "together_with" } else { name };
        Some((first(&words(name)), value))
    };
    TOLD.into_iter().filter_map(told).collect()
}

/// A value as people write it; none when there is nothing to write.
fn written(value: &Value) -> Option<String> {
    let all = |values: &mut dyn Iterator<Item = &Value>| {
        let parts: Vec<_> = values.filter_map(written).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    };
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(code) => {
            Some(Role::from_code(code).map_or_else(|| code.clone(), |role| role.to_string()))
        }
        Value::Number(number) => Some(number.to_string()),
        // Nobody's roles, for one.
        Value::Array(values) => Some(all(&mut values.iter()).unwrap_or_else(|| "none".to_owned())),
        Value::Object(facts) => all(&mut facts.values()),
        Value::Null | Value::Bool(_) => None,
    }
}

/// What an entry tells besides, of what people wrote or need to know: its name and value.
pub fn facts(body: &HistoryEntryBody) -> Vec<(String, String)> {
    const TOLD: [&str; 14] = [
        "reference",
        "step",
        "from",
        "to",
        "scale",
        "question",
        "answer",
        "reason",
        "refusal",
        "file_name",
        "review_due",
        "until",
        "connection_date",
        "text",
    ];
    told(&body.facts, &TOLD)
}

/// What an entry tells of a request for OAT or of a dispute.
pub fn test_facts(facts: &Value) -> Vec<(String, String)> {
    const TOLD: [&str; 22] = [
        "reference",
        "run",
        "connection_date",
        "date",
        "outcome",
        "cause",
        "why",
        "fixed",
        "fault",
        "in_a_row",
        "support_request",
        "until",
        "text",
        "answer",
        "ruling",
        "request_id",
        "attempt",
        "note",
        "file_name",
        "reason",
        "refusal",
        "url",
    ];
    let attempts = facts["attempts"].as_array().map(|made| {
        let passed = made.iter().filter(|one| one["cause"].is_null()).count();
        ("Attempts".to_owned(), format!("{}, of which {passed} passed", made.len()))
    });
    told(facts, &TOLD).into_iter().chain(attempts).collect()
}

/// What an entry tells of a notice of downtime: of one that was changed, what it said before and what it says since.
pub fn notice_facts(facts: &Value) -> Vec<(String, String)> {
    const TOLD: [&str; 7] =
        ["start", "end", "nature", "short_notice_reason", "announced", "reason", "refusal"];
    let moved = ["from", "to"].into_iter().filter(|name| facts[name].is_object()).map(|name| {
        let window = told(&facts[name], &TOLD);
        let window = window.into_iter().map(|(name, value)| format!("{}: {value}", super::inside(&name)));
        (first(name), window.collect::<Vec<_>>().join("; "))
    });
    told(facts, &TOLD).into_iter().chain(moved).collect()
}

/// The facts of these names that are there: their names and values.
fn told(facts: &Value, names: &[&str]) -> Vec<(String, String)> {
    let told = |name: &&str| {
        let value = match &facts[*name] {
            Value::String(text) if text.is_empty() => return None,
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        // What people typed has spaces; a code has none.
        let value = if value.contains(' ') || !value.contains('_') { value } else { words(&value) };
        let value = value.parse::<Timestamp>().map_or(value, super::moment);
        let value = value.parse().map_or(value, super::day);
        Some((first(&words(name)), value))
    };
    names.iter().filter_map(told).collect()
}

/// A code as words.
fn words(code: &str) -> String {
    let known =
        [("oat", "OAT"), ("pdp", "PDP"), ("url", "URL"), ("urls", "URLs"), ("it", "IT"), ("id", "id")];
    let word = |word: &str| {
        known.iter().find(|(code, _)| *code == word).map_or(word.to_owned(), |(_, said)| (*said).to_owned())
    };
    code.split('_').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use api::HistoryByBody;

    use super::*;

    #[test]
    fn what_operators_put_right_is_said_to_be_theirs() {
        let expected = "Mended by the operators of the service: state rebuilt";
        assert_eq!(said(EntryKind::Mended, "state_rebuilt"), expected);
        assert_eq!(happened(RecordEntryKind::Mended, "state_rebuilt"), expected);
    }

    /// Holds A2.
    #[test]
    fn what_operators_deleted_is_not_said_to_be_mended() {
        let said = happened(RecordEntryKind::Mended, DELETED);
        assert!(said.starts_with("Deleted by the operators of the service"), "{said}");
        let facts = serde_json::json!({
            "deleted": "technical_change", "reference": "TC-00000000", "with": "Wyn Witness", "reason": "Yearly", "entries": 3,
        });
        let body = RecordEntryBody {
            kind: RecordEntryKind::Mended,
            at: "2034-11-02T09:00:00Z".parse().expect("an instant"),
            by: HistoryByBody { person: None, name: None, role: None, roles: None, process: None },
            what: DELETED.to_owned(),
            version: None,
            facts,
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let told = [
            pair("Deleted", "technical change"),
            pair("Reference", "TC-00000000"),
            pair("Together with", "Wyn Witness"),
            pair("Reason", "Yearly"),
        ];
        assert_eq!(record_facts(&body, &BTreeMap::new()), told);
    }
}
