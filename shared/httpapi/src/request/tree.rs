//! JSON as it was written: a field that was sent twice is there twice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
    /// Not of JSON: in the place of a field that is missing, it asks what would have to be there.
    Wanted,
}

impl Tree {
    /// Reads a body.
    ///
    /// # Errors
    /// Says in words why it cannot be read.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        if bytes.starts_with("\u{feff}".as_bytes()) {
            return Err("it begins with a byte order mark (U+FEFF). Leave that out".to_owned());
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|fault| format!("byte {} is not part of a text in UTF-8", fault.valid_up_to() + 1))?;
        let mut reader = serde_json::Deserializer::from_str(text);
        let read = Self::deserialize(&mut reader).and_then(|tree| reader.end().map(|()| tree));
        read.map_err(|fault| reason(&fault, text))
    }

    /// A query: every parameter is a text.
    pub(crate) fn of_query(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        Self::Object(pairs.into_iter().map(|(name, value)| (name, Self::Text(value))).collect())
    }
}

/// Why a text is no JSON, without the words of the parser.
fn reason(fault: &serde_json::Error, text: &str) -> String {
    let place = format!("character {} of line {}", fault.column(), fault.line());
    let said = fault.to_string();
    if text.trim().is_empty() {
        "it is empty".to_owned()
    } else if fault.is_eof() {
        "it ends too early".to_owned()
    } else if said.starts_with("number out of range") {
        format!("the number before {place} is too large")
    } else if said.starts_with("recursion limit") {
        format!("it is nested too deeply, up to {place}")
    } else if said.starts_with("trailing characters") {
        format!("something follows after its end, from {place}")
    } else {
        format!("it goes wrong at {place}")
    }
}

struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        // A number that is read from JSON is finite.
        Ok(Number::from_f64(value).map_or(Tree::Null, Tree::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Tree, A::Error> {
        let mut object = Vec::new();
        while let Some(field) = fields.next_entry()? {
            object.push(field);
        }
        Ok(Tree::Object(object))
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Whole)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::nothing(b"", "it is empty")]
    #[case::spaces(b" \n", "it is empty")]
    #[case::half(b"{\"a\":", "it ends too early")]
    #[case::two(b"{} {}", "something follows after its end, from character 4 of line 1")]
    #[case::large(b"{\"a\": 1e400}", "the number before character 11 of line 1 is too large")]
    #[case::marked(b"\xef\xbb\xbf{}", "it begins with a byte order mark (U+FEFF). Leave that out")]
    #[case::latin(b"{\"a\": \"caf\xe9\"}", "byte 11 is not part of a text in UTF-8")]
    #[case::half_a_pair(b"{\"a\": \"\\ud800\"}", "it goes wrong at character 14 of line 1")]
    #[case::second_line(b"{\n  a: 1}", "it goes wrong at character 3 of line 2")]
    fn what_is_no_json_is_told_in_words(#[case] body: &[u8], #[case] why: &str) {
        assert_eq!(Tree::read(body).unwrap_err(), why);
    }

    #[test]
    fn deep_nesting_is_told_in_words() {
        let why = Tree::read("[".repeat(60_000).as_bytes()).unwrap_err();
        assert!(why.starts_with("it is nested too deeply"), "{why}");
    }

    #[test]
    fn a_field_that_is_there_twice_is_kept_twice() {
        let one = |number: u64| ("a".to_owned(), Tree::Number(number.into()));
        assert_eq!(Tree::read(br#"{"a":1,"a":2}"#), Ok(Tree::Object(vec![one(1), one(2)])));
    }
}
