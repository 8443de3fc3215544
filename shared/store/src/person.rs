//! Everything that the table keeps about one person, for answering their request for it (`docs/personal-data.md`).
//!
//! It goes by what items say and knows no format, so it finds the person also in items of an earlier format, and in those that
//! nothing reads any more. Must not: be called by a function, because it reads the whole table.

use std::collections::BTreeSet;

use app::Fault;
use serde_json::{Map, Value};

use crate::DynamoStore;
use crate::table::keys::{PK, SK};
use crate::table::plain::plain_object;

/// Begins the partition of a membership, after which comes the id of a sign-in.
const SIGN_IN: &str = "PERSON#";

/// A place in the table that names a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The key of the item: partition and sort key, with a space between them.
    pub item: String,
    /// The place in it, for example `people[3]`; empty when it is the item itself.
    pub at: String,
    /// The smallest object there that has the name.
    pub content: Value,
}

impl DynamoStore {
    /// Everything that one person is called in the table, where `known` is one of it: ids of the person and of their sign-ins, and email
    /// addresses in small letters, earlier ones too. It reads the table until a reading finds nothing new.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn names_of_person(&self, known: &str) -> Result<BTreeSet<String>, Fault> {
        let mut names = BTreeSet::from([known.to_lowercase()]);
        loop {
            let before = names.len();
            self.every_item(&mut |item| add_names(&plain_object(item), &mut names)).await?;
            if names.len() == before {
                return Ok(names);
            }
        }
    }

    /// Tells every place that has one of these names, whatever is written before and after it.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn mentions(
        &self,
        names: &BTreeSet<String>,
        tell: &mut impl FnMut(Mention),
    ) -> Result<(), Fault> {
        self.every_item(&mut |item| {
            let item = plain_object(item);
            let key = [PK, SK].map(|name| item.get(name).and_then(Value::as_str).unwrap_or_default());
            let key = key.join(" ");
            find(&Value::Object(item), String::new(), names, &mut |at, content| {
                tell(Mention { item: key.clone(), at, content });
            });
        })
        .await
    }
}

/// Adds what the item says that a person of `names` is called besides.
fn add_names(item: &Map<String, Value>, names: &mut BTreeSet<String>) {
    // A membership: its partition has the sign-in, and it names the person.
    let sign_in = item.get(PK).and_then(Value::as_str).and_then(|pk| pk.strip_prefix(SIGN_IN));
    let person = item.get("person").and_then(Value::as_str);
    if let (Some(sign_in), Some(person)) = (sign_in, person) {
        add_together([sign_in, person], names);
    }
    item.values().for_each(|value| add_people(value, names));
}

/// The same of every person in a record or in an entry of its history: an object with an id and an email address.
fn add_people(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let text = |name: &str| members.get(name).and_then(Value::as_str);
            if let (Some(id), Some(email)) = (text("id"), text("email")) {
                add_together([id, email].into_iter().chain(text("sign_in")), names);
            }
            members.values().for_each(|member| add_people(member, names));
        }
        Value::Array(items) => items.iter().for_each(|item| add_people(item, names)),
        _ => {}
    }
}

fn add_together<'t>(called: impl IntoIterator<Item = &'t str>, names: &mut BTreeSet<String>) {
    let called: Vec<_> = called.into_iter().map(str::to_lowercase).collect();
    if called.iter().any(|name| names.contains(name)) {
        names.extend(called);
    }
}

/// Tells the smallest objects inside `value` that have one of the names.
fn find(value: &Value, at: String, names: &BTreeSet<String>, tell: &mut impl FnMut(String, Value)) {
    match value {
        Value::Object(members) => {
            if members.iter().any(|(name, member)| says(name, names) || says_directly(member, names)) {
                tell(at, value.clone());
                return;
            }
            for (name, member) in members {
                let inside = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                find(member, inside, names, tell);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                find(item, format!("{at}[{place}]"), names, tell);
            }
        }
        _ => {}
    }
}

/// Whether a text, or a list of texts, has one of the names.
fn says_directly(value: &Value, names: &BTreeSet<String>) -> bool {
    match value {
        Value::String(text) => says(text, names),
        Value::Array(items) => items.iter().any(|item| item.as_str().is_some_and(|text| says(text, names))),
        _ => false,
    }
}

/// Whether a text has one of the names, and not as a part of a longer one.
fn says(text: &str, names: &BTreeSet<String>) -> bool {
    let text = text.to_lowercase();
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '+' | '%');
    names.iter().any(|name| {
        text.match_indices(name.as_str()).any(|(start, found)| {
            let (before, rest) = text.split_at(start);
            let after = rest.strip_prefix(found).unwrap_or_default();
            let longer = before.ends_with(|c| goes_on(c) || c == '.') || after.starts_with(goes_on);
            !longer
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(all: &[&str]) -> BTreeSet<String> {
        all.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_name_is_found_in_a_key_or_a_text_and_not_in_a_longer_one() {
        let ann = names(&["ann@example.org"]);
        for text in ["ann@example.org", "Ann@Example.org", "<ann@example.org>", "Write to ann@example.org."] {
            assert!(says(text, &ann), "{text}");
        }
        for text in
            ["joann@example.org", "jo.ann@example.org", "jo+ann@example.org", "ann@example.orgs", "ann"]
        {
            assert!(!says(text, &ann), "{text}");
        }
        assert!(says("REQUEST#0198-a#digest", &names(&["0198-a"])));
    }

    #[test]
    fn only_the_smallest_object_around_a_name_is_told() {
        let record = json!({
            "pk": "ORG#1",
            "people": [{ "id": "p1", "email": "ann@example.org" }, { "id": "p2", "email": "bob@example.org" }],
            "steps": { "last": { "by": ["p2", "p1"] } },
        });
        let mut found = Vec::new();
        find(&record, String::new(), &names(&["p1"]), &mut |at, content| found.push((at, content)));
        assert_eq!(
            found,
            [
                ("people[0]".to_owned(), json!({ "id": "p1", "email": "ann@example.org" })),
                ("steps.last".to_owned(), json!({ "by": ["p2", "p1"] })),
            ]
        );
    }

    #[test]
    fn a_person_is_known_by_everything_that_stands_together() {
        let mut ann = names(&["ann@example.org"]);
        let record = json!({ "people": [
            { "id": "p1", "sign_in": "s1", "email": "Ann@example.org" },
            { "id": "p2", "sign_in": "s2", "email": "bob@example.org" },
        ] });
        let membership = json!({ "pk": "PERSON#s0", "person": "p1" });
        let file = json!({ "pk": "CHANGE#1", "files": [{ "id": "f1", "by": "p1" }] });
        for item in [record, membership, file] {
            add_names(item.as_object().expect("an item"), &mut ann);
        }
        assert_eq!(ann, names(&["ann@example.org", "p1", "s1", "s0"]));
    }
}
