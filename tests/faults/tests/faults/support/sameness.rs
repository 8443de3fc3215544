//! Whether two runs ended alike: what they hold, with fresh ids, references and instants taken for what they stand for.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::Snapshot;

/// What both runs began with: ids that were there, and when they began.
#[derive(Debug, Clone)]
pub struct Known {
    pub ids: BTreeSet<String>,
    pub since: Timestamp,
}

/// Values that say when, or are made by the mail service.
const OF_THE_MOMENT: [&str; 2] = ["expires_at", "message_id"];

impl Known {
    /// Everything in these items, and every instant before `since`.
    pub fn of(items: &Snapshot, since: Timestamp) -> Self {
        let text: String = items.iter().map(|item| plain(item).to_string()).collect();
        Self::in_text(&text, since)
    }

    /// Everything in this text, and every instant before `since`.
    pub fn in_text(text: &str, since: Timestamp) -> Self {
        let nothing = Self { ids: BTreeSet::new(), since };
        let mut ids = BTreeSet::new();
        let mut rest = text;
        while !rest.is_empty() {
            let length = match nothing.mark(rest) {
                Some((Mark::Id, length)) => {
                    ids.insert(rest[..length].to_owned());
                    length
                }
                _ => to_next_word(rest),
            };
            rest = &rest[length..];
        }
        Self { ids, since }
    }

    /// What begins here that may differ between runs, and how long it is.
    fn mark(&self, text: &str) -> Option<(Mark, usize)> {
        if let Some(id) = text.get(..36).filter(|id| is_id(id)) {
            return (!self.ids.contains(id)).then_some((Mark::Id, 36));
        }
        if let Some(prefix) = ["TC-", "SR-", "OAT-", "PF-"].iter().find(|prefix| text.starts_with(**prefix)) {
            let end = prefix.len() + 8;
            let mut digits = text.get(prefix.len()..end)?.bytes();
            let fits = digits.all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
            return fits.then_some((Mark::Reference, end));
        }
        if ["Reference([", "SupportReference([", "OatReference([", "PreFlightReference(["]
            .iter()
            .any(|kind| text.starts_with(kind))
        {
            return Some((Mark::Reference, text.find("])")? + 2));
        }
        let instant = text.starts_with("20").then(|| text.get(..=text.find('Z')?)).flatten()?;
        let instant: Timestamp = (instant.len() <= 30).then(|| instant.parse().ok()).flatten()?;
        (instant >= self.since).then(|| (Mark::Instant, text.find('Z').unwrap_or(0) + 1))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Id,
    Reference,
    Instant,
}

fn is_id(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
    })
}

/// How far it is to where something may begin that differs between runs: after this word and what parts it from the next.
fn to_next_word(text: &str) -> usize {
    let bytes = text.as_bytes();
    let word = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let gap = bytes[word..].iter().take_while(|byte| !byte.is_ascii_alphanumeric()).count();
    word + gap
}

/// The text with every fresh id and reference numbered in the order in which they appear, and fresh instants alike.
pub fn same_text(text: &str, known: &Known) -> String {
    number(text, known, &mut Vec::new())
}

fn number(text: &str, known: &Known, met: &mut Vec<String>) -> String {
    let mut same = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let length = match known.mark(rest) {
            Some((Mark::Instant, length)) => {
                same.push_str("<instant>");
                length
            }
            Some((_, length)) => {
                let name = &rest[..length];
                let place = met.iter().position(|known| known == name).unwrap_or_else(|| {
                    met.push(name.to_owned());
                    met.len() - 1
                });
                same.push_str(&format!("<{place}>"));
                length
            }
            None => {
                let length = to_next_word(rest);
                same.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[length..];
    }
    same
}

/// What the table holds, item by item. A refused command counts once: who tries again is refused again. One that only lost a race does
/// not count.
pub fn state_of(items: &Snapshot, known: &Known) -> Vec<String> {
    let texts = items.iter().map(|item| without_turns(plain(item)).to_string());
    // By what they say, whatever their ids: then the ids can be numbered.
    let alone = |text: &String| same_text(text, known);
    // A race that was lost every time is on record, and repeating the request is right then, as it is after a fault.
    let counts = |text: &String| !(is_refused_command(text) && text.contains("\"refusal\":\"conflict\""));
    let mut items: Vec<_> = texts.filter(counts).map(|text| (alone(&text), text)).collect();
    items.sort();
    items.dedup_by(|(a, _), (b, _)| a == b && is_refused_command(a));
    let mut met = Vec::new();
    items.iter().map(|(_, text)| number(text, known, &mut met)).collect()
}

/// Whether an item, written out, is a refused command in a history.
pub fn is_refused_command(item: &str) -> bool {
    item.contains("\"entry\":{\"refused\"")
}

fn plain(item: &HashMap<String, AttributeValue>) -> Value {
    let plain = |(name, value): (&String, &AttributeValue)| {
        let kept = !OF_THE_MOMENT.contains(&name.as_str());
        (name.clone(), if kept { plain_value(value) } else { Value::Null })
    };
    Value::Object(item.iter().map(plain).collect::<Map<_, _>>())
}

/// The figures of a month without how many times they were written: a job that is interrupted sums them in more turns, to the same.
fn without_turns(mut item: Value) -> Value {
    let is_month = item["pk"] == "FIGURES" && item["sk"].as_str().is_some_and(|sk| sk.starts_with("MONTH#"));
    if is_month {
        item["version"] = Value::Null;
    }
    item
}

fn plain_value(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => Value::from(text.as_str()),
        AttributeValue::N(number) => Value::from(number.as_str()),
        AttributeValue::Bool(truth) => Value::from(*truth),
        AttributeValue::L(list) => list.iter().map(plain_value).collect(),
        AttributeValue::M(map) => plain(map),
        AttributeValue::Null(_) => Value::Null,
        other => Value::from(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "019f2314-e600-7000-8000-000000a00100";
    const NEW: &str = "019f36a7-e280-7000-8000-000000000001";
    const OTHER: &str = "019f36a7-e280-7000-8000-000000000002";

    fn same(text: &str) -> String {
        same_text(text, &Known::in_text(OLD, "2026-07-06T09:00:00Z".parse().unwrap()))
    }

    #[test]
    fn what_was_there_stays_and_what_is_fresh_is_numbered() {
        assert_eq!(same(&format!("{NEW}#{OLD} {OTHER},{NEW}")), format!("<0>#{OLD} <1>,<0>"));
        assert_eq!(same("TC-7Q4M0ZKD \"SR-7Q4M0ZKD\" TC-7Q4M0ZKD"), "<0> \"<1>\" <0>");
        assert_eq!(same("PF-7Q4M0ZKD PF-7Q4M0ZKD"), "<0> <0>");
        assert_eq!(same("OAT-7Q4M0ZKD OAT-7Q4M0ZKE,OAT-7Q4M0ZKD"), "<0> <1>,<0>");
        let instants = "2026-07-06T08:59:59Z 2026-07-06T09:00:00.25Z 2026-07-13";
        assert_eq!(same(instants), "2026-07-06T08:59:59Z <instant> 2026-07-13");
    }

    #[test]
    fn what_differs_otherwise_differs_still() {
        assert_ne!(same(&format!("{NEW} {NEW}")), same(&format!("{NEW} {OTHER}")));
        assert_ne!(same(&format!("{NEW} pending")), same(&format!("{NEW} sent")));
    }

    #[test]
    fn figures_are_the_same_in_however_many_turns_they_were_summed() {
        let known = Known::in_text("", Timestamp::UNIX_EPOCH);
        let state = |[pk, sk, version, counts]: [&str; 4]| {
            let attributes = [("pk", pk), ("sk", sk), ("version", version), ("counts", counts)];
            let item = attributes.map(|(name, text)| (name.to_owned(), AttributeValue::S(text.to_owned())));
            state_of(&vec![item.into()], &known)
        };
        let month = |version, counts| state(["FIGURES", "MONTH#2026-07", version, counts]);
        assert_eq!(month("1", "2"), month("2", "2"));
        assert_ne!(month("1", "2"), month("1", "3"));
        let change = |version| state(["CHANGE#1", "STATE", version, "2"]);
        assert_ne!(change("1"), change("2"));
    }

    #[test]
    fn items_are_compared_in_whatever_order_they_come() {
        let known = Known::in_text("", Timestamp::UNIX_EPOCH);
        let item = |pk: String, of: &str| -> HashMap<_, _> {
            let attributes = [("pk", pk), ("of", of.to_owned())];
            attributes.map(|(name, text)| (name.to_owned(), AttributeValue::S(text))).into()
        };
        let (a, b) = (item(format!("A#{NEW}"), "x"), item(format!("B#{OTHER}"), NEW));
        let there = state_of(&vec![a.clone(), b.clone()], &known);
        assert_eq!(state_of(&vec![b, a.clone()], &known), there);
        assert_ne!(state_of(&vec![a], &known), there);
    }
}
