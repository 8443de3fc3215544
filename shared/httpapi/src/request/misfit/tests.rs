//! Shapes that do not fit, described in words.

use api::written;
use rstest::rstest;
use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Colour {
    Red,
    Blue,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
#[expect(dead_code, reason = "a shape alone")]
struct Inner {
    url: String,
    #[serde(default)]
    count: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
#[expect(dead_code, reason = "a shape alone")]
struct Outer {
    colour: Colour,
    day: Day,
    ready: bool,
    inner: Vec<Inner>,
    #[serde(default)]
    one: Option<Inner>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct Nothing {}

#[derive(Debug)]
struct Day;

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        written(deserializer, "a day like 2026-12-01", |text| (text.len() == 10).then_some(Self))
    }
}

fn refused<T: DeserializeOwned + fmt::Debug>(body: &str) -> (String, String, String) {
    let tree = || Tree::read(body.as_bytes()).unwrap();
    let problem = read::<T>(tree(), || Some(tree())).unwrap_err();
    (problem.field, problem.code, problem.message)
}

const WHOLE: &str = r#"{"colour":"red","day":"2026-12-01","ready":true,"inner":[{"url":"x"}],"one":null}"#;

#[test]
fn what_fits_is_read() {
    assert!(read::<Outer>(Tree::read(WHOLE.as_bytes()).unwrap(), || None).is_ok());
}

#[rstest]
#[case(r#""red""#, r#"["red"]"#, "colour", "unknown_value", "This must be one of: red, blue")]
#[case(r#""red""#, r#"{"red":null}"#, "colour", "unknown_value", "This must be one of: red, blue")]
#[case(r#""red""#, r#""Red""#, "colour", "unknown_value", "This must be one of: red, blue")]
#[case(r#""red""#, "null", "colour", "unknown_value", "This must be one of: red, blue")]
#[case("true", "1", "ready", "wrong_type", "This must be true or false")]
#[case(r#""2026-12-01""#, r#""soon""#, "day", "wrong_type", "This must be a day like 2026-12-01")]
#[case(r#""2026-12-01""#, "20261201", "day", "wrong_type", "This must be a day like 2026-12-01")]
#[case(r#"[{"url":"x"}]"#, "{}", "inner", "wrong_type", "This must be a list")]
#[case(r#"{"url":"x"}"#, r#"["x", 1]"#, "inner[0]", "wrong_type", "This must be an object")]
#[case("null", r#"["x", 1]"#, "one", "wrong_type", "This must be an object")]
#[case(r#""x""#, "[]", "inner[0].url", "wrong_type", "This must be text")]
#[case(r#""x""#, "true", "inner[0].url", "wrong_type", "This must be text")]
#[case(
    r#""x""#,
    r#""x","count":-1"#,
    "inner[0].count",
    "wrong_type",
    "This must be a whole number from 0 to 4,294,967,295"
)]
#[case(
    r#""x""#,
    r#""x","count":4294967296"#,
    "inner[0].count",
    "wrong_type",
    "This must be a whole number from 0 to 4,294,967,295"
)]
#[case(
    r#""x""#,
    r#""x","count":1.5"#,
    "inner[0].count",
    "wrong_type",
    "This must be a whole number from 0 to 4,294,967,295"
)]
#[case(
    r#""x""#,
    r#""x","port":1"#,
    "inner[0].port",
    "unknown_field",
    "This name is not known here. Remove it, or use one of: url, count"
)]
#[case(r#""x""#, r#""x","url":"y""#, "inner[0].url", "duplicate_field", "Send this only once")]
#[case(r#""url":"x""#, "", "inner[0].url", "missing", "Add this field. It must be text")]
#[case(r#""colour":"red","#, "", "colour", "missing", "Add this field. It must be one of: red, blue")]
#[case(r#""day":"2026-12-01","#, "", "day", "missing", "Add this field. It must be a day like 2026-12-01")]
#[case(r#""ready":true,"#, "", "ready", "missing", "Add this field. It must be true or false")]
#[case(r#""inner":[{"url":"x"}],"#, "", "inner", "missing", "Add this field. It must be a list")]
fn what_does_not_fit_is_named_with_what_it_may_hold(
    #[case] right: &str,
    #[case] instead: &str,
    #[case] field: &str,
    #[case] code: &str,
    #[case] message: &str,
) {
    let body = WHOLE.replacen(right, instead, 1);
    assert_eq!(refused::<Outer>(&body), (field.to_owned(), code.to_owned(), message.to_owned()), "{body}");
}

#[rstest]
#[case("[]")]
#[case("null")]
#[case("7")]
#[case("\"red\"")]
fn a_body_that_is_no_object_is_named_as_the_body(#[case] body: &str) {
    let expected = ("body".to_owned(), "wrong_type".to_owned(), "This must be an object".to_owned());
    assert_eq!(refused::<Outer>(body), expected);
}

#[test]
fn where_nothing_is_sent_something_is_to_be_removed() {
    let (field, code, message) = refused::<Nothing>(r#"{"reason":"x"}"#);
    assert_eq!((field.as_str(), code.as_str()), ("reason", "unknown_field"));
    assert_eq!(message, "Remove this: nothing is sent here");
}
