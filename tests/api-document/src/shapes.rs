//! JSON Schema (2020-12), as much of it as the document uses; a keyword that is not known here fails, so that none is passed over.
//!
//! The public validators change the features of crates that everything else is built with, and the SDK would be compiled again for a
//! test's sake.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, OnceLock, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use regex::Regex;
use serde_json::{Number, Value};

/// Says something to readers, and nothing of a value.
const WORDS: [&str; 6] = ["contentEncoding", "default", "description", "example", "examples", "title"];

/// What of a value has not the shape, each with its place.
pub(crate) fn faults(document: &Value, shape: &Value, value: &Value) -> Vec<String> {
    let mut holding = Holding { document, place: String::new(), faults: Vec::new() };
    holding.hold(shape, value);
    holding.faults
}

struct Holding<'d> {
    document: &'d Value,
    place: String,
    faults: Vec<String>,
}

impl Holding<'_> {
    fn hold(&mut self, shape: &Value, value: &Value) {
        let keywords = shape.as_object().unwrap_or_else(|| panic!("the document has no shape here: {shape}"));
        for (keyword, said) in keywords {
            self.hold_keyword(shape, keyword, said, value);
        }
    }

    fn hold_keyword(&mut self, shape: &Value, keyword: &str, said: &Value, value: &Value) {
        let length = || said.as_u64().and_then(|bound| usize::try_from(bound).ok()).expect("a length");
        let characters = value.as_str().map(|text| text.chars().count());
        let items = value.as_array().map(Vec::len);
        match keyword {
            "$ref" => {
                let pointer = said.as_str().and_then(|said| said.strip_prefix('#'));
                let shape = pointer.and_then(|pointer| self.document.pointer(pointer));
                self.hold(shape.unwrap_or_else(|| panic!("the document has no {said}")), value);
            }
            "type" => {
                let kinds = said.as_array().map_or(std::slice::from_ref(said), Vec::as_slice);
                let fits = kinds.iter().filter_map(Value::as_str).any(|kind| is(kind, value));
                self.expect(fits, || format!("{value} is no {said}"));
            }
            "enum" => {
                let listed = said.as_array().is_some_and(|listed| listed.contains(value));
                self.expect(listed, || format!("{value} is none of {said}"));
            }
            "oneOf" => {
                let shapes = said.as_array().map(Vec::as_slice).unwrap_or_default();
                let tried: Vec<_> = shapes.iter().map(|shape| faults(self.document, shape, value)).collect();
                let fitting = tried.iter().filter(|faults| faults.is_empty()).count();
                self.expect(fitting == 1, || {
                    format!("fits {fitting} of {}, not one: {tried:?}", shapes.len())
                });
            }
            "required" => {
                for name in said.as_array().into_iter().flatten().filter_map(Value::as_str) {
                    let there = value.as_object().is_none_or(|object| object.contains_key(name));
                    self.expect(there, || format!("{name} is missing"));
                }
            }
            "properties" => {
                for (name, shape) in said.as_object().into_iter().flatten() {
                    if let Some(value) = value.get(name) {
                        self.inside(name, shape, value);
                    }
                }
            }
            "additionalProperties" if *said == false => {
                let known = shape["properties"].as_object();
                for name in value.as_object().into_iter().flatten().map(|(name, _)| name) {
                    let is_known = known.is_some_and(|known| known.contains_key(name));
                    self.expect(is_known, || format!("{name} is not in the document"));
                }
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.inside(&at.to_string(), said, item);
                }
            }
            "maxItems" => {
                self.expect(items.is_none_or(|items| items <= length()), || format!("more than {said} items"))
            }
            "minItems" => self
                .expect(items.is_none_or(|items| items >= length()), || format!("fewer than {said} items")),
            "maxLength" => {
                self.expect(characters.is_none_or(|count| count <= length()), || {
                    format!("longer than {said}")
                });
            }
            "minLength" => {
                self.expect(characters.is_none_or(|count| count >= length()), || {
                    format!("shorter than {said}")
                });
            }
            "maximum" => self.expect(number(value).is_none_or(|it| Some(it) <= number(said)), || {
                format!("{value} is above {said}")
            }),
            "minimum" => self.expect(number(value).is_none_or(|it| Some(it) >= number(said)), || {
                format!("{value} is below {said}")
            }),
            "pattern" => {
                let said = said.as_str().expect("a pattern");
                self.expect(value.as_str().is_none_or(|text| matches(said, text)), || {
                    format!("{value} is not {said}")
                });
            }
            "format" => {
                let fits = has_format(said.as_str().expect("a format"), value);
                self.expect(fits, || format!("{value} is no {said}"));
            }
            _ if WORDS.contains(&keyword) => {}
            _ => panic!("tests/api-document/src/shapes.rs does not know {keyword:?}: {said}. Teach it"),
        }
    }

    fn inside(&mut self, part: &str, shape: &Value, value: &Value) {
        let outer = self.place.len();
        write!(self.place, "/{part}").expect("a text takes everything");
        self.hold(shape, value);
        self.place.truncate(outer);
    }

    fn expect(&mut self, fits: bool, fault: impl FnOnce() -> String) {
        if !fits {
            let place = if self.place.is_empty() { "the body" } else { &self.place };
            self.faults.push(format!("{place}: {}", fault()));
        }
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.as_number().is_some_and(is_whole),
        _ => panic!("no type of JSON Schema: {kind}"),
    }
}

fn is_whole(number: &Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// As far as bounds need it: those of the document are exact in it.
fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

fn matches(pattern: &str, text: &str) -> bool {
    static COMPILED: OnceLock<Mutex<HashMap<String, Regex>>> = OnceLock::new();
    let compiled = COMPILED.get_or_init(Mutex::default);
    let mut compiled = compiled.lock().unwrap_or_else(PoisonError::into_inner);
    let make = || Regex::new(pattern).unwrap_or_else(|fault| panic!("no pattern: {pattern}: {fault}"));
    compiled.entry(pattern.to_owned()).or_insert_with(make).is_match(text)
}

/// Of texts and numbers; other values have no format.
fn has_format(format: &str, value: &Value) -> bool {
    let text = |fits: fn(&str) -> bool| value.as_str().is_none_or(fits);
    match format {
        "int32" => value.as_i64().is_none_or(|number| i32::try_from(number).is_ok()),
        "int64" | "double" => true,
        "uuid" => text(is_uuid),
        "date" => text(|text| text.len() == 10 && text.parse::<Date>().is_ok()),
        "date-time" => {
            text(|text| text.as_bytes().get(10) == Some(&b'T') && text.parse::<Timestamp>().is_ok())
        }
        "uri" => text(|text| text.parse::<http::Uri>().is_ok_and(|uri| uri.scheme().is_some())),
        _ => panic!("tests/api-document/src/shapes.rs does not know the format {format:?}. Teach it"),
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fits(shape: &Value, value: &Value) -> bool {
        let document =
            json!({ "components": { "schemas": { "Day": { "type": "string", "format": "date" } } } });
        faults(&document, shape, value).is_empty()
    }

    /// A shape, what fits it, and what does not.
    fn cases() -> Vec<(Value, Vec<Value>, Vec<Value>)> {
        let object = json!({
            "type": "object",
            "required": ["a"],
            "properties": { "a": { "type": "integer" }, "b": { "$ref": "#/components/schemas/Day" } },
            "additionalProperties": false,
        });
        vec![
            (json!({ "type": ["string", "null"] }), vec![json!("x"), json!(null)], vec![json!(1), json!([])]),
            (
                json!({ "type": "integer" }),
                vec![json!(1), json!(1.0), json!(u64::MAX)],
                vec![json!(1.5), json!("1")],
            ),
            (json!({ "type": "number" }), vec![json!(1.5)], vec![json!(true)]),
            (json!({ "type": "boolean" }), vec![json!(false)], vec![json!(0), json!("false")]),
            (json!({ "enum": ["a", "b"] }), vec![json!("a")], vec![json!("A"), json!(null)]),
            (
                json!({ "oneOf": [{ "type": "string" }, { "enum": ["a", 1] }] }),
                vec![json!("x"), json!(1)],
                vec![json!("a"), json!(2)],
            ),
            (
                object,
                vec![json!({ "a": 1 }), json!({ "a": 1, "b": "2026-02-28" })],
                vec![json!({}), json!({ "a": 1, "c": 1 }), json!({ "a": 1, "b": "2026-02-30" }), json!([1])],
            ),
            (
                json!({ "items": { "maxLength": 1 }, "minItems": 1, "maxItems": 2 }),
                vec![json!(["é"]), json!(["a", "b"])],
                vec![json!([]), json!(["a", "b", "c"]), json!(["ab"])],
            ),
            (json!({ "minLength": 2 }), vec![json!("éé")], vec![json!("é")]),
            (
                json!({ "minimum": 0, "maximum": 4_294_967_295u32 }),
                vec![json!(0)],
                vec![json!(-1), json!(4_294_967_296u64)],
            ),
            (json!({ "pattern": "\\S" }), vec![json!(" a")], vec![json!(" \n")]),
            (
                json!({ "format": "uuid" }),
                vec![json!("0190a0b0-0000-7000-8000-00000000feed"), json!(null)],
                vec![
                    json!("0190a0b0000070008000000000000feed"),
                    json!("{0190a0b0-0000-7000-8000-00000000feed}"),
                ],
            ),
            (
                json!({ "format": "date-time" }),
                vec![json!("2026-07-01T09:00:00Z")],
                vec![json!("2026-07-01 09:00"), json!("2026-07-01")],
            ),
            (
                json!({ "format": "uri" }),
                vec![json!("https://a.example.org/x?y=1")],
                vec![json!("/x"), json!("a b")],
            ),
            (json!({ "format": "int32" }), vec![json!(i32::MAX)], vec![json!(u32::MAX)]),
        ]
    }

    #[test]
    fn what_fits_a_shape_fits_and_nothing_else() {
        for (shape, right, wrong) in cases() {
            for value in right {
                assert!(fits(&shape, &value), "{value} fits {shape}");
            }
            for value in wrong {
                assert!(!fits(&shape, &value), "{value} does not fit {shape}");
            }
        }
    }

    #[test]
    #[should_panic(expected = "does not know \"allOf\"")]
    fn a_keyword_that_is_not_known_is_not_passed_over() {
        fits(&json!({ "allOf": [] }), &json!(1));
    }
}
