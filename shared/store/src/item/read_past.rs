//! Attributes that a newer release of this service wrote and this one does not know. Each write of the item puts them back, so the newer
//! release finds them after the older one has worked (`docs/roll-back.md`).
//!
//! An attribute goes back to the structure that it was in, if that is still there. An element of a list is found by what tells it from
//! the others ([`TELLING`]), wherever it is by then. Elements that are the same in that are told apart by their order, as long as there
//! are as many. If nothing tells them apart, what was in them is lost.

use app::ReadPast;
use aws_sdk_dynamodb::types::AttributeValue;

use super::receipt::EXPIRES_AT;
use super::summary::SUMMARY;
use crate::table::keys::{DUE, Item, Key, ORG_KEY, ORG_SORT, PK, QUEUE, SK};

/// What is written beside the content of an item, and made again whenever it is written.
pub(super) const BESIDE: [&str; 9] = [PK, SK, ORG_KEY, ORG_SORT, QUEUE, DUE, SUMMARY, EXPIRES_AT, "kind"];

/// What tells an element of a list from the others: the first of these that it has. The element `target` of a test has it inside.
const TELLING: [&str; 6] = ["id", "reference", "number", "endpoint", "url", "at"];
const TARGET: &str = "target";

/// What tells an element from the others.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Telling(&'static str, AttributeValue);

impl Telling {
    pub(super) fn of(element: &AttributeValue) -> Option<Self> {
        let AttributeValue::M(map) = element else { return None };
        let found = TELLING.iter().find_map(|name| match map.get(*name)? {
            value @ (AttributeValue::S(_) | AttributeValue::N(_)) => Some(Self(name, value.clone())),
            _ => None,
        });
        found.or_else(|| Self::of(map.get(TARGET)?))
    }
}

/// One of the elements of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Which {
    telling: Telling,
    /// Its place among those that are the same in that, and how many they are.
    place: usize,
    of: usize,
}

impl Which {
    /// The one at `place` of a list whose elements are told apart like this.
    pub(super) fn of(all: &[Option<Telling>], place: usize) -> Option<Self> {
        let telling = all.get(place)?.as_ref()?;
        let is_same = |one: &&Option<Telling>| one.as_ref() == Some(telling);
        let before = all.iter().take(place).filter(is_same).count();
        Some(Self { telling: telling.clone(), place: before, of: all.iter().filter(is_same).count() })
    }
}

/// A step into an item.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// To what has this name.
    Named(String),
    /// To what this case of an enumeration has.
    Case(String),
    /// To an element of a list.
    Element(Option<Which>),
}

/// Something that nobody here knows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unknown {
    pub(super) at: Vec<Step>,
    pub(super) value: AttributeValue,
}

/// What was read past in some items, each under its key.
#[derive(Debug, Default)]
pub(crate) struct Past(Vec<(Key, Vec<Unknown>)>);

impl Past {
    /// As the application carries it.
    pub(crate) fn carried(self) -> ReadPast {
        if self.0.is_empty() { ReadPast::nothing() } else { ReadPast::of(self) }
    }

    /// Puts back what was read past in this very item.
    pub(crate) fn put_back(&self, item: &mut Item) {
        for (key, unknown) in &self.0 {
            if key.is_of(item) {
                unknown.iter().for_each(|one| put_into(item, &one.at, &one.value));
            }
        }
    }

    /// Notes what was read past in the item under `key`.
    pub(super) fn note(&mut self, key: Key, unknown: Vec<Unknown>) {
        if !unknown.is_empty() {
            self.0.push((key, unknown));
        }
    }
}

/// Puts back what the application carried, into an item that is to be written.
pub(crate) fn put_back(carried: &ReadPast, item: &mut Item) {
    if let Some(past) = carried.found::<Past>() {
        past.put_back(item);
    }
}

fn put_into(map: &mut Item, at: &[Step], value: &AttributeValue) {
    match at {
        [Step::Named(name)] => _ = map.entry(name.clone()).or_insert_with(|| value.clone()),
        [Step::Named(name), rest @ ..] => {
            if let Some(inside) = map.get_mut(name) {
                put_below(inside, rest, value);
            }
        }
        _ => {}
    }
}

fn put_below(inside: &mut AttributeValue, at: &[Step], value: &AttributeValue) {
    match (inside, at) {
        (AttributeValue::M(map), [Step::Named(_), ..]) => put_into(map, at, value),
        (AttributeValue::M(map), [Step::Case(case), rest @ ..]) => {
            if let Some(inside) = map.get_mut(case) {
                put_below(inside, rest, value);
            }
        }
        (AttributeValue::L(elements), [Step::Element(Some(which)), rest @ ..]) => {
            let is_same = |one: &&mut AttributeValue| Telling::of(one).as_ref() == Some(&which.telling);
            let mut same: Vec<_> = elements.iter_mut().filter(is_same).collect();
            if same.len() == which.of
                && let Some(element) = same.get_mut(which.place)
            {
                put_below(element, rest, value);
            }
        }
        // A case that has nothing here, and has something since.
        (inside @ AttributeValue::S(_), [Step::Case(case)]) if inside.as_s().ok() == Some(case) => {
            *inside = AttributeValue::M(Item::from([(case.clone(), value.clone())]));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
