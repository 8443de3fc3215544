//! How a run ended, and whether that is how it should have.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::scenarios::Scenario;
use crate::support::{Answer, Known, Snapshot, is_refused_command, same_text, state_of};

/// The answer that stood, and what the table held then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub status: u16,
    pub body: String,
    state: Vec<String>,
    /// Everyone in the user pool: whether they can sign in, and how far they are.
    people: Vec<String>,
}

impl Outcome {
    /// Of a run with AWS at `endpoint`. Fails at once when the history and the state of anything do not belong together.
    pub fn of(answer: &Answer, endpoint: &str, items: &Snapshot, known: &Known) -> Self {
        check_versions(items);
        let body = without_signatures(answer.body.clone()).to_string().replace(endpoint, "<aws>");
        let body = same_text(&body, known);
        Self { status: answer.status, body, state: state_of(items, known), people: Vec::new() }
    }

    /// With these people in the user pool.
    pub fn with_people(self, people: Vec<String>) -> Self {
        Self { people, ..self }
    }

    /// Fails unless it is one of these: a request that hands out a link may have done so each time that it was made.
    pub fn assert_is_one_of(&self, expected: &[Self], scenario: &Scenario, when: &str) {
        let as_large = expected.iter().find(|expected| expected.state.len() == self.state.len());
        self.assert_is(as_large.unwrap_or(&expected[0]), scenario, when);
    }

    /// Fails unless it is `expected`, or what the scenario says of a repetition.
    pub fn assert_is(&self, expected: &Self, scenario: &Scenario, when: &str) {
        let as_expected = self.status == expected.status;
        if as_expected {
            assert_eq!(self.body, expected.body, "{}, {when}", scenario.name);
        } else {
            assert_eq!(self.status, scenario.repeated, "{}, {when}: {}", scenario.name, self.body);
        }
        assert_eq!(self.people, expected.people, "{}, {when}: people who can sign in", scenario.name);
        // A repetition that is refused is one more refused command, and counted as one more (Q7).
        let is_refused = !as_expected || expected.status >= 400;
        let is_compared = |item: &&String| !(is_refused && is_count_of_commands(item));
        let counts = |item: &&String| is_compared(item) && (as_expected || !is_refused_command(item));
        let state: Vec<_> = self.state.iter().filter(counts).collect();
        let wanted: Vec<_> = expected.state.iter().filter(is_compared).collect();
        for (here, there) in state.iter().zip(&wanted) {
            assert_eq!(here, there, "{}, {when}", scenario.name);
        }
        assert_eq!(state.len(), wanted.len(), "{}, {when}: {state:#?}", scenario.name);
    }
}

/// Whether it says how many commands somebody sent.
fn is_count_of_commands(item: &str) -> bool {
    item.contains(r#""pk":"QUOTA#"#) && item.contains(r#""sk":"commands#"#)
}

/// Whether the answer asks its caller to repeat the request as it is: our fault, or a lost race.
pub fn is_to_be_repeated(answer: &Answer) -> bool {
    let code = (answer.status, answer.text("/code"));
    answer.status >= 500 || code == (409, "conflict") || code == (429, "too_many_at_once")
}

/// An answer on a fault says what to do, and nothing of what is inside.
pub fn check_problem(answer: &Answer, inside: &[&str]) {
    let shown = answer.body.to_string();
    assert!([500, 503, 409, 429].contains(&answer.status), "{} {shown}", answer.status);
    assert_eq!(answer.header("content-type"), "application/problem+json", "{shown}");
    let way_out = match answer.status {
        409 => "try again",
        429 => "send it again",
        _ => "Repeat the same request",
    };
    assert!(answer.text("/detail").contains(way_out), "{shown}");
    if [503, 429].contains(&answer.status) {
        assert!(!answer.header("retry-after").is_empty(), "{shown}");
    }
    if answer.status != 409 {
        let names: Vec<_> = answer.body.as_object().into_iter().flatten().map(|(name, _)| name).collect();
        assert_eq!(names, ["code", "detail", "status", "title", "type"], "{shown}");
    }
    let internal = ["dynamo", "aws", "exception", "injected", "secret-table", "127.0.0.1", "panicked", "#0"];
    for word in internal.iter().chain(inside) {
        assert!(!shown.to_lowercase().contains(word), "{word} in {shown}");
    }
}

/// The history of everything has each version once, up to that of its state.
fn check_versions(items: &Snapshot) {
    let text = |item: &std::collections::HashMap<_, _>, name: &str| {
        let value: Option<&aws_sdk_dynamodb::types::AttributeValue> = item.get(name);
        value.and_then(|value| value.as_s().ok().cloned()).unwrap_or_default()
    };
    let mut histories: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut states = BTreeMap::new();
    for item in items {
        let (pk, sk) = (text(item, "pk"), text(item, "sk"));
        // What happened has a version and nothing else in its key; attempts and downloads have an id too.
        if let Some(Ok(version)) = sk.strip_prefix("HISTORY#").map(str::parse) {
            histories.entry(pk).or_default().push(version);
        } else if sk == "STATE"
            && let Some(version) = item.get("version").and_then(|version| version.as_n().ok())
        {
            states.insert(pk, version.parse::<u64>().expect("a version"));
        }
    }
    for (pk, mut versions) in histories {
        versions.sort_unstable();
        let state = states.get(&pk).copied().unwrap_or_default();
        let first = versions.first().copied().unwrap_or_default();
        // What the OAT of an initial connection means for its organisation is in the history of the OAT.
        let has_oat = |id| states.contains_key(&format!("OAT#{id}"));
        let expected: Vec<_> = match pk.strip_prefix("ORG#").is_some_and(has_oat) {
            true => (first..=state).filter(|version| versions.contains(version)).collect(),
            false => (first..=state).collect(),
        };
        assert_eq!(versions, expected, "{pk}: its history and its version");
        assert!(!pk.starts_with("CHANGE#") || first == 1, "{pk}: its history has a beginning");
    }
}

/// Without what a signature makes different each time.
fn without_signatures(mut body: Value) -> Value {
    if let Some(fields) = body.pointer_mut("/form/fields").and_then(Value::as_array_mut) {
        for field in fields {
            field["value"] = Value::Null;
        }
    }
    if let Some(url) = body.get_mut("url") {
        let address = url.as_str().and_then(|url| url.split('?').next()).unwrap_or_default().to_owned();
        *url = Value::from(address);
    }
    body
}
