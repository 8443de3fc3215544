//! YAML that readers of version 1.1 and of version 1.2 take for the same thing.
//!
//! To a reader of 1.1 a plain `on`, `no` or `y` is true or false, `1:30` is ninety and `012` is ten. So only words that no reader
//! takes for anything else stand plain, as keys and as values; everything else stands in double quotes, as JSON has it, or as
//! a block of lines.

use std::fmt::Write as _;

use serde_norway::Value;

/// What a reader of either version takes for something other than text, in lower case, of all that begins with a letter.
const WORDS: &[&str] = &["y", "yes", "n", "no", "on", "off", "true", "false", "null"];

/// The value, in the order it has.
pub fn yaml(value: &Value) -> String {
    let mut text = String::new();
    for line in lines(value) {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The lines of a value that stands alone or below its key.
fn lines(value: &Value) -> Vec<String> {
    match value {
        Value::Mapping(entries) if !entries.is_empty() => {
            entries.iter().flat_map(|(key, value)| entry(&scalar(key), value)).collect()
        }
        Value::Sequence(items) if !items.is_empty() => items.iter().flat_map(item).collect(),
        other => vec![scalar(other)],
    }
}

fn entry(key: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Mapping(inner) if !inner.is_empty() => {
            let below = lines(value).into_iter().map(|line| format!("  {line}"));
            std::iter::once(format!("{key}:")).chain(below).collect()
        }
        Value::Sequence(inner) if !inner.is_empty() => {
            std::iter::once(format!("{key}:")).chain(lines(value)).collect()
        }
        Value::String(text) if is_block(text) => {
            let below = text.lines().map(|line| format!("  {line}"));
            std::iter::once(format!("{key}: |-")).chain(below).collect()
        }
        other => vec![format!("{key}: {}", scalar(other))],
    }
}

fn item(value: &Value) -> Vec<String> {
    let mut prefix = "- ";
    let line = |line: String| format!("{}{line}", std::mem::replace(&mut prefix, "  "));
    lines(value).into_iter().map(line).collect()
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if is_plain(text) => text.clone(),
        Value::String(text) => quoted(text),
        Value::Sequence(_) => "[]".to_owned(),
        Value::Mapping(_) => "{}".to_owned(),
        Value::Tagged(tagged) => panic!("{}: JSON has no tags", tagged.tag),
    }
}

/// Whether a text can stand without quotes: one line that begins with a letter, a slash or a dollar sign, so that it is no number,
/// date or sign of YAML, and is not one of the words.
fn is_plain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/' || first == '$')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && text.chars().all(is_printable)
}

/// Whether a text of several lines can stand as a block.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && text.starts_with(|first: char| first.is_alphanumeric())
        && text.lines().all(|line| !line.ends_with(' ') && line.chars().all(is_printable))
        && !text.ends_with('\n')
        && !text.contains('\r')
}

/// What both versions print as it is. Line ends are not: 1.1 has more of them than 1.2.
fn is_printable(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}')
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            '\n' => quoted.push_str("\\n"),
            _ if is_printable(character) => quoted.push(character),
            _ => write!(quoted, "\\U{:08x}", u32::from(character)).expect("a text takes everything"),
        }
    }
    quoted.push('"');
    quoted
}

/// What YAML 1.1 reads as something other than text (its types `bool`, `int`, `float`, `null`, `timestamp`, `merge`, `value`), and
/// what would end or begin something.
const TRICKY: &[&str] = &[
    "on",
    "On",
    "ON",
    "off",
    "yes",
    "Yes",
    "no",
    "NO",
    "y",
    "Y",
    "n",
    "N",
    "true",
    "True",
    "false",
    "null",
    "Null",
    "~",
    "",
    "0",
    "012",
    "0o14",
    "0x1F",
    "0b11",
    "1_000",
    "+1",
    "-1",
    "1:30",
    "190:20:30",
    "1e3",
    "1.5",
    ".5",
    "685.230_15e+03",
    ".inf",
    "-.INF",
    ".nan",
    "2026-12-01",
    "2026-12-01T10:00:00Z",
    "2026-12-01 10:00:00",
    "<<",
    "=",
    "- a",
    "-",
    "? a",
    "a: b",
    "a:",
    "a #b",
    "#a",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "'a'",
    "\"a\"",
    "[a]",
    "{a}",
    ", a",
    " a",
    "a ",
    "a\tb",
    "a\u{85}b",
    "a\u{2028}b",
    "\u{feff}a",
    "\u{7}",
    "a\n",
    "a\r\nb",
    " a\nb",
    "a \nb",
    "^[0-9]{1,19}$",
    "\\S",
    "\u{1f600}",
];

#[test]
fn what_either_version_takes_for_something_else_is_quoted() {
    for text in TRICKY {
        assert!(scalar(&(*text).into()).starts_with('"'), "{text:?}");
    }
    for text in [
        "once",
        "only",
        "yes it is",
        "/technical-changes/{id}",
        "$ref",
        "application/json",
        "it’s “on”",
        "e3",
    ] {
        assert_eq!(scalar(&text.into()), text);
    }
}

#[test]
fn what_is_written_is_what_is_read() {
    let texts: Vec<Value> =
        TRICKY.iter().chain(&["plain", "two\nlines", "a\n\n  b\nc"]).map(|text| (*text).into()).collect();
    let mut keys = serde_norway::Mapping::new();
    for text in &texts {
        keys.insert(text.clone(), text.clone());
    }
    let others =
        vec![Value::Null, true.into(), 7.into(), 1.5.into(), Value::Sequence(vec![]), keys.clone().into()];
    let nested = Value::Sequence(vec![texts.into(), Value::Sequence(others), keys.into()]);
    for value in [nested.clone(), Value::Sequence(vec![nested.clone(), nested])] {
        let written = yaml(&value);
        assert_eq!(serde_norway::from_str::<Value>(&written).expect("YAML"), value, "{written}");
    }
}
