//! The sizes of items and the units that AWS charges for them, by its published rules. Nothing here asks DynamoDB.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// An item, as it is written on the wire: a name and a value with its type for each attribute.
pub type Item = Map<String, Value>;

/// A write unit covers so many bytes.
const WRITE: u64 = 1_024;
/// A read unit covers so many bytes.
const READ: u64 = 4_096;
/// What a list or map takes besides its content.
const CONTAINER: u64 = 3;
/// What storage adds to an item, in a table and in an index.
const STORED: u64 = 100;

/// The bytes of an item: the names of its attributes, and their values.
pub fn item_size(item: &Item) -> u64 {
    item.iter().map(|(name, value)| bytes(name) + value_size(value)).sum()
}

/// The bytes of an item where it is kept.
pub fn stored_size(item: &Item) -> u64 {
    item_size(item) + STORED
}

fn bytes(text: &str) -> u64 {
    text.len() as u64
}

/// The bytes of a value with its type.
fn value_size(value: &Value) -> u64 {
    let Some((kind, value)) = value.as_object().and_then(|typed| typed.iter().next()) else {
        panic!("a value without its type: {value}")
    };
    let texts = || value.as_array().into_iter().flatten().map(|one| one.as_str().unwrap_or_default());
    match kind.as_str() {
        "S" => bytes(value.as_str().unwrap_or_default()),
        "N" => number_size(value.as_str().unwrap_or_default()),
        "B" => binary_size(value.as_str().unwrap_or_default()),
        "BOOL" | "NULL" => 1,
        "SS" => texts().map(bytes).sum(),
        "NS" => texts().map(number_size).sum(),
        "BS" => texts().map(binary_size).sum(),
        "L" => CONTAINER + value.as_array().into_iter().flatten().map(|one| 1 + value_size(one)).sum::<u64>(),
        "M" => {
            let entries = value.as_object().into_iter().flatten();
            CONTAINER + entries.map(|(name, value)| 1 + bytes(name) + value_size(value)).sum::<u64>()
        }
        other => panic!("{other}: no type of a value"),
    }
}

/// One byte, and one for each two digits that count; one more below zero.
fn number_size(number: &str) -> u64 {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let counting = digits.trim_start_matches('0').trim_end_matches('0');
    1 + bytes(counting).div_ceil(2) + u64::from(number.starts_with('-'))
}

fn binary_size(text: &str) -> u64 {
    STANDARD.decode(text).expect("base64").len() as u64
}

/// The write units of so many bytes, at least one.
pub fn write_units(size: u64) -> u64 {
    size.div_ceil(WRITE).max(1)
}

/// Halves of a read unit for so many bytes: two for each 4 kB when the read is consistent, else one; at least that for nothing.
pub fn read_halves(size: u64, is_consistent: bool) -> u64 {
    size.div_ceil(READ).max(1) * if is_consistent { 2 } else { 1 }
}

/// An index of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    pub hash: String,
    pub range: String,
    /// The attributes that it carries besides keys.
    pub carried: Vec<String>,
}

impl Index {
    /// What the index has of an item with this primary key; nothing of an item without both of its attributes.
    pub fn entry(&self, item: &Item) -> Option<Item> {
        let has = |name: &String| item.contains_key(name);
        if !has(&self.hash) || !has(&self.range) {
            return None;
        }
        let keys = ["pk", "sk", &self.hash, &self.range];
        let of_it = |name: &str| keys.contains(&name) || self.carried.iter().any(|carried| carried == name);
        Some(
            item.iter()
                .filter(|(name, _)| of_it(name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    }

    /// The write units of this index when an item becomes another.
    pub fn writes(&self, before: Option<&Item>, after: Option<&Item>) -> u64 {
        let entries = (before.and_then(|item| self.entry(item)), after.and_then(|item| self.entry(item)));
        let units = |entry: &Item| write_units(item_size(entry));
        match entries {
            (None, None) => 0,
            (Some(entry), None) | (None, Some(entry)) => units(&entry),
            (Some(before), Some(after)) if before == after => 0,
            // In place.
            (Some(before), Some(after))
                if [&self.hash, &self.range].iter().all(|key| before[*key] == after[*key]) =>
            {
                units(&before).max(units(&after))
            }
            // Its place is another: it is deleted there and put here.
            (Some(before), Some(after)) => units(&before) + units(&after),
        }
    }
}

/// The write units of all indexes when an item becomes another.
pub fn index_writes(indexes: &[Index], before: Option<&Item>, after: Option<&Item>) -> u64 {
    indexes.iter().map(|index| index.writes(before, after)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn item(value: Value) -> Item {
        value.as_object().cloned().expect("an object")
    }

    fn queue() -> Index {
        Index { hash: "queue".to_owned(), range: "due".to_owned(), carried: vec!["summary".to_owned()] }
    }

    fn queued(due: &str, summary: usize) -> Item {
        item(json!({
            "pk": { "S": "A" }, "sk": { "S": "B" }, "queue": { "S": "mail" }, "due": { "S": due },
            "summary": { "S": "s".repeat(summary) }, "state": { "S": "x".repeat(5_000) },
        }))
    }

    #[test]
    fn a_size_is_that_of_names_and_values() {
        for (value, size) in [
            (json!({ "S": "née" }), 4),
            (json!({ "N": "0" }), 1),
            (json!({ "N": "7" }), 2),
            (json!({ "N": "1795339800" }), 5),
            (json!({ "N": "-100" }), 3),
            (json!({ "N": "0.0012" }), 2),
            (json!({ "BOOL": true }), 1),
            (json!({ "B": "AAECAw==" }), 4),
            (json!({ "SS": ["ab", "c"] }), 3),
            (json!({ "L": [] }), 3),
            (json!({ "L": [{ "S": "ab" }, { "NULL": true }] }), 3 + (1 + 2) + (1 + 1)),
            (json!({ "M": { "key": { "S": "ab" } } }), 3 + 1 + 3 + 2),
        ] {
            assert_eq!(item_size(&item(json!({ "n": value }))), 1 + size, "{value}");
        }
    }

    #[test]
    fn units_are_rounded_up_and_never_none() {
        for (size, writes, reads) in
            [(0, 1, 1), (1, 1, 1), (1_024, 1, 1), (1_025, 2, 1), (4_096, 4, 1), (4_097, 5, 2)]
        {
            assert_eq!(
                (write_units(size), read_halves(size, true), read_halves(size, false)),
                (writes, 2 * reads, reads),
                "{size}"
            );
        }
    }

    #[test]
    fn an_index_is_written_for_what_it_has() {
        let (index, one, other) = (queue(), queued("1", 10), queued("2", 10));
        let none = item(json!({ "pk": { "S": "A" }, "sk": { "S": "B" }, "queue": { "S": "mail" } }));
        assert_eq!(index.entry(&none), None, "half a key is none");
        assert_eq!(index.writes(None, Some(&none)), 0);
        assert_eq!(index.writes(None, Some(&one)), 1, "without the state, which it does not carry");
        assert_eq!(index.writes(Some(&one), Some(&none)), 1);
        assert_eq!(index.writes(Some(&one), Some(&other)), 2, "deleted, and put elsewhere");
        let mut changed = one.clone();
        changed.insert("state".to_owned(), json!({ "S": "y" }));
        assert_eq!(index.writes(Some(&one), Some(&changed)), 0, "nothing of what it carries");
        assert_eq!(index.writes(Some(&one), Some(&queued("1", 3_000))), 3, "in place: the larger one");
        assert_eq!(index.writes(Some(&queued("1", 3_000)), Some(&one)), 3);
        assert_eq!(index_writes(&[queue(), queue()], None, Some(&one)), 2);
    }

    #[test]
    fn what_is_kept_takes_a_hundred_bytes_more() {
        assert_eq!(stored_size(&item(json!({ "n": { "S": "abc" } }))), 104);
    }
}
