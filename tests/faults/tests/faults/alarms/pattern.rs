//! The filter patterns of metric filters, read as CloudWatch Logs reads them: as much of its grammar as the templates use. A pattern
//! with anything else fails its test.
//!
//! A selector goes into objects of the line. So a field whose own name has a dot, as most have, cannot be reached by one.

use serde_json::Value;

/// A pattern for JSON lines.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    Any(Vec<Pattern>),
    All(Vec<Pattern>),
    Compared { path: Vec<String>, how: How, with: Literal },
}

/// An operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Equal,
    NotEqual,
    AtLeast,
    AtMost,
    More,
    Less,
}

/// The other side of an operator.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Text(String),
    Number(f64),
    /// Whatever is there.
    Anything,
}

const OPERATORS: [(&str, How); 6] = [
    ("!=", How::NotEqual),
    (">=", How::AtLeast),
    ("<=", How::AtMost),
    ("=", How::Equal),
    (">", How::More),
    ("<", How::Less),
];

impl Pattern {
    /// The pattern that is written like this.
    pub fn read(text: &str) -> Self {
        let inner = text.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let mut rest = inner.unwrap_or_else(|| panic!("no pattern for JSON: {text}"));
        let pattern = any(&mut rest);
        assert!(rest.trim().is_empty(), "{text}: {rest:?} is not known here");
        pattern
    }

    /// Whether it is about this line.
    pub fn matches(&self, line: &Value) -> bool {
        match self {
            Self::Any(patterns) => patterns.iter().any(|pattern| pattern.matches(line)),
            Self::All(patterns) => patterns.iter().all(|pattern| pattern.matches(line)),
            Self::Compared { path, how, with } => {
                at(line, path).is_some_and(|there| is_so(there, *how, with))
            }
        }
    }
}

/// What a selector, for example `$.record.status`, finds in the line.
pub fn selected<'l>(line: &'l Value, selector: &str) -> Option<&'l Value> {
    let mut rest = selector;
    let path = path(&mut rest);
    assert!(rest.is_empty(), "no selector: {selector}");
    at(line, &path)
}

fn at<'l>(line: &'l Value, path: &[String]) -> Option<&'l Value> {
    path.iter().try_fold(line, |inside, name| inside.get(name)).filter(|there| !there.is_null())
}

fn is_so(there: &Value, how: How, with: &Literal) -> bool {
    match (with, how) {
        (Literal::Anything, How::Equal) => true,
        (Literal::Text(text), How::Equal) => there.as_str() == Some(text),
        (Literal::Text(text), How::NotEqual) => there.as_str() != Some(text),
        (Literal::Number(number), How::AtLeast) => there.as_f64().is_some_and(|there| there >= *number),
        (Literal::Number(number), How::AtMost) => there.as_f64().is_some_and(|there| there <= *number),
        (Literal::Number(number), How::More) => there.as_f64().is_some_and(|there| there > *number),
        (Literal::Number(number), How::Less) => there.as_f64().is_some_and(|there| there < *number),
        _ => panic!("{how:?} {with:?} is not known here"),
    }
}

fn any(rest: &mut &str) -> Pattern {
    joined(rest, "||", all, Pattern::Any)
}

fn all(rest: &mut &str) -> Pattern {
    joined(rest, "&&", term, Pattern::All)
}

/// One or more, with this between them.
fn joined(
    rest: &mut &str,
    between: &str,
    one: fn(&mut &str) -> Pattern,
    join: fn(Vec<Pattern>) -> Pattern,
) -> Pattern {
    let mut patterns = vec![one(rest)];
    while takes(rest, between) {
        patterns.push(one(rest));
    }
    if patterns.len() > 1 { join(patterns) } else { patterns.remove(0) }
}

fn term(rest: &mut &str) -> Pattern {
    if takes(rest, "(") {
        let inside = any(rest);
        assert!(takes(rest, ")"), "a parenthesis does not end: {rest:?}");
        return inside;
    }
    *rest = rest.trim_start();
    let path = path(rest);
    let how = OPERATORS.iter().find(|(sign, _)| takes(rest, sign));
    let (_, how) = how.unwrap_or_else(|| panic!("no operator: {rest:?}"));
    Pattern::Compared { path, how: *how, with: literal(rest) }
}

/// Takes the sign from the beginning, if it is there.
fn takes(rest: &mut &str, sign: &str) -> bool {
    let Some(after) = rest.trim_start().strip_prefix(sign) else { return false };
    *rest = after;
    true
}

fn path(rest: &mut &str) -> Vec<String> {
    assert!(takes(rest, "$."), "no selector: {rest:?}");
    let is_of_selector = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let end = rest.find(|letter| !is_of_selector(letter)).unwrap_or(rest.len());
    let (selector, after) = rest.split_at(end);
    *rest = after;
    let path: Vec<_> = selector.split('.').map(str::to_owned).collect();
    assert!(path.iter().all(|name| !name.is_empty()), "no selector: {selector}");
    path
}

fn literal(rest: &mut &str) -> Literal {
    if takes(rest, "*") {
        return Literal::Anything;
    }
    if takes(rest, "\"") {
        let (text, after) = rest.split_once('"').expect("a text ends");
        assert!(!text.contains(['*', '\\']), "{text}: wildcards and escapes are not known here");
        *rest = after;
        return Literal::Text(text.to_owned());
    }
    *rest = rest.trim_start();
    let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
    let (number, after) = rest.split_at(end);
    *rest = after;
    Literal::Number(number.parse().unwrap_or_else(|_| panic!("no number: {number:?}{after:?}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn patterns_are_read_as_cloudwatch_reads_them() {
        let line = json!({
            "code": "MAIL_STUCK", "late_seconds": 60, "days": -1, "mail.why": "not_sent",
            "record": { "status": "timeout" }, "nothing": null,
        });
        for (pattern, matches) in [
            (r#"{ $.code = "MAIL_STUCK" }"#, true),
            (r#"{ $.code = "MAIL" }"#, false),
            (r#"{ $.code != "MAIL" }"#, true),
            (r#"{ $.other != "MAIL" }"#, false),
            ("{ $.late_seconds >= 60 }", true),
            ("{ $.late_seconds > 60 }", false),
            ("{ $.days >= 0 }", false),
            ("{ $.days = * }", true),
            ("{ $.nothing = * }", false),
            (r#"{ $.mail.why = "not_sent" }"#, false),
            (r#"{ $.record.status != "success" }"#, true),
            (r#"{ ($.code = "A") || (($.days = *) && ($.record.status = "timeout")) }"#, true),
            (r#"{ $.code = "A" || $.days = * && $.code = "B" }"#, false),
        ] {
            assert_eq!(Pattern::read(pattern).matches(&line), matches, "{pattern}");
        }
    }
}
