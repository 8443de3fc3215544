//! What the last closed release needs of the items that are written today, so that it can read them when it is rolled back to.
//!
//! Nobody has its code here, but its items: an attribute that every structure in a place had then may be one that its reader requires, so
//! every structure in that place still has it. And what was a text, a number or a list then is no other type of value now.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;

use super::newer::MAPS;
use super::{NEXT_RELEASE, Specimen, kept, specimens};
use crate::item::Item;

/// What the last closed release reads as absent, though all of its items happen to have it; and what it does require, and no longer gets:
/// those notifications it could not send. Looked up in its code. Empty again when the next release is closed.
const MAY_BE_ABSENT: [&str; 14] = [
    "change.questions[].answer",
    "feedback.bounced",
    "feedback.complained",
    "feedback.delivered",
    "feedback.delivered.reference",
    "feedback.rejected",
    "mail.letter.review_outcome.reason",
    "mail.letter.review_outcome.stays_on",
    "mail.letter.review_outcome.steps[].approved_by",
    "mail.letter.step_approved.next.approved_by",
    "mail.letter.step_opened.step.approved_by",
    "mail.letter.went_live.next.approved_by",
    // Required: of PDP's own people, and of people instead of a change.
    "mail.organisation",
    "mail.reference",
];

/// What was seen in one place of the items of a kind.
#[derive(Default)]
struct Seen {
    /// The names that the structures there have, and in how many of them.
    names: BTreeMap<String, usize>,
    structures: usize,
    /// Whether one of them has more than one name. If none has, the name may be that of a case.
    has_several: bool,
    types: BTreeSet<&'static str>,
}

type Places = BTreeMap<String, Seen>;

const fn type_of(value: &AttributeValue) -> &'static str {
    match value {
        AttributeValue::S(_) => "text",
        AttributeValue::N(_) => "number",
        AttributeValue::M(_) => "map",
        AttributeValue::L(_) => "list",
        AttributeValue::Bool(_) => "truth",
        _ => "other",
    }
}

fn look(place: &str, value: &AttributeValue, places: &mut Places) {
    // A map of one name may say the same as a text: which case it is.
    if !matches!(value, AttributeValue::M(map) if map.len() == 1) {
        places.entry(place.to_owned()).or_default().types.insert(type_of(value));
    }
    match value {
        AttributeValue::M(map) => look_into(place, map, places),
        AttributeValue::L(values) => values.iter().for_each(|one| look(&format!("{place}[]"), one, places)),
        _ => {}
    }
}

fn look_into(place: &str, map: &Item, places: &mut Places) {
    let has_ids = MAPS.iter().any(|name| place.ends_with(&format!(".{name}")));
    let seen = places.entry(place.to_owned()).or_default();
    if !has_ids {
        seen.structures += 1;
        seen.has_several |= map.len() > 1;
        map.keys().for_each(|name| *seen.names.entry(name.clone()).or_default() += 1);
    }
    for (name, value) in map {
        let name = if has_ids { "*" } else { name };
        look(&format!("{place}.{name}"), value, places);
    }
}

/// The places of the items of the last closed release.
fn previous() -> Places {
    let kept = kept();
    let closed = kept.iter().filter(|one| one.release != NEXT_RELEASE);
    let last = closed.map(|one| one.release.clone()).max().unwrap();
    let mut places = Places::new();
    for one in kept.iter().filter(|one| one.release == last && !one.name.starts_with("format-1")) {
        look_into(&one.kind, &one.item(), &mut places);
    }
    places
}

/// Why the previous release may be unable to read `specimen`.
fn misses(specimen: &Specimen, previous: &Places) -> Vec<String> {
    let mut now = Places::new();
    look_into(specimen.kind, &specimen.item, &mut now);
    let mut missed = Vec::new();
    for (place, now) in &now {
        let Some(then) = previous.get(place) else { continue };
        if let Some(other) = now.types.difference(&then.types).find(|_| !then.types.is_empty()) {
            missed.push(format!("{place} is a {other}"));
        }
        if !then.has_several {
            continue;
        }
        let is_always = |(name, times): (&String, &usize)| (*times == then.structures).then(|| name.clone());
        for name in then.names.iter().filter_map(is_always) {
            let place = format!("{place}.{name}");
            let is_there = now.names.get(&name).copied().unwrap_or_default() == now.structures;
            if !is_there && !MAY_BE_ABSENT.contains(&place.as_str()) {
                missed.push(format!("{place} is not there"));
            }
        }
    }
    missed
}

/// Holds A1.
#[test]
fn what_the_previous_release_needs_is_still_written() {
    let previous = previous();
    let of_today = specimens().into_iter().filter(|one| !one.name.starts_with("format-1"));
    let missed: BTreeSet<_> = of_today.flat_map(|one| misses(&one, &previous)).collect();
    assert!(missed.is_empty(), "the previous release may need it (docs/roll-back.md): {missed:#?}");
}

#[test]
fn what_the_previous_release_would_miss_is_told() {
    let previous = previous();
    let mut told = BTreeSet::new();
    for specimen in specimens().into_iter().filter(|one| one.kind == "change") {
        let mut item = specimen.item;
        item.remove("acted_version");
        item.insert("answers".to_owned(), AttributeValue::S("none".to_owned()));
        told.extend(misses(&Specimen { item, ..specimen }, &previous));
    }
    let expected = ["change.acted_version is not there", "change.answers is a text"];
    assert_eq!(told.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}
