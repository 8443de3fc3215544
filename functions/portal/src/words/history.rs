//! Entries of a history, in words.

use api::{EntryKind, HistoryEntryBody};
use serde_json::Value;

use super::first;

/// What happened: the code of the API's history as a sentence would have it.
pub fn entry(body: &HistoryEntryBody) -> String {
    let what = words(&body.what);
    match body.kind {
        EntryKind::Happened => first(&what),
        EntryKind::Refused => format!("Tried, and refused: {what}"),
        EntryKind::Downloaded => format!("Downloaded: {what}"),
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
    let told = |name: &'static str| {
        let value = match &body.facts[name] {
            Value::String(text) if text.is_empty() => return None,
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        // What people typed has spaces; a code has none.
        let value = if value.contains(' ') || !value.contains('_') { value } else { words(&value) };
        let value = value.parse().map_or(value, super::day);
        Some((first(&words(name)), value))
    };
    TOLD.into_iter().filter_map(told).collect()
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
