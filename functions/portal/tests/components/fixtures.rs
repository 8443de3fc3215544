//! The fixtures of govuk-frontend: options and the markup that its own macros make of them.

use std::fs;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::dom;

#[derive(Deserialize)]
struct File {
    fixtures: Vec<Fixture>,
}

#[derive(Deserialize)]
struct Fixture {
    name: String,
    options: Value,
    html: String,
}

/// Compares what `render` makes of the options with each fixture of a component. Options that `O` does not have are none of ours, and
/// `render` leaves out those that it cannot have either. The number of fixtures compared has to be this one.
#[track_caller]
pub fn compare<O: DeserializeOwned>(component: &str, count: usize, render: impl Fn(O) -> Option<String>) {
    let folder =
        concat!(env!("CARGO_MANIFEST_DIR"), "/assets/node_modules/govuk-frontend/dist/govuk/components");
    let path = format!("{folder}/{component}/fixtures.json");
    let text = fs::read_to_string(&path);
    let text = text.unwrap_or_else(|fault| panic!("{path}: {fault}. `make build/portal/.made` fetches it"));
    let file: File = serde_json::from_str(&text).expect("fixtures");
    let mut compared = Vec::new();
    for fixture in file.fixtures {
        let Ok(options) = serde_json::from_value::<O>(fixture.options) else { continue };
        let Some(ours) = render(options) else { continue };
        let (ours, theirs) = (dom::of(&ours), dom::of(&fixture.html));
        assert_eq!(ours, theirs, "{component}: {}\nours:\n{ours}\ntheirs:\n{theirs}", fixture.name);
        compared.push(fixture.name);
    }
    assert_eq!(compared.len(), count, "{component}: {compared:#?}");
}

/// A text of an option: numbers are written as texts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Value")]
pub struct Words(pub String);

impl From<Value> for Words {
    fn from(value: Value) -> Self {
        Self(match value {
            Value::String(text) => text,
            other => other.to_string(),
        })
    }
}

/// An option that has a text alone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub text: String,
}
