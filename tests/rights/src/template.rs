//! The templates, read as CloudFormation reads them: short tags become the functions they stand for.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};
use serde_norway::Value as Yaml;

use crate::ROOT;

/// One template.
#[derive(Debug)]
pub struct Stack {
    /// Its path in the repository.
    pub path: String,
    pub template: Value,
}

/// One resource of a template.
#[derive(Debug)]
pub struct Resource<'s> {
    /// The template it is in.
    pub stack: &'s Stack,
    pub name: &'s str,
    /// For example `AWS::IAM::Role`.
    pub kind: &'s str,
    pub whole: &'s Value,
}

impl Stack {
    /// The template at this path of the repository.
    ///
    /// # Panics
    /// When there is none, or it is no YAML.
    pub fn read(path: &str) -> Self {
        let text = fs::read_to_string(Path::new(ROOT).join(path));
        Self::parse(path, &text.unwrap_or_else(|fault| panic!("failed to read {path}: {fault}")))
    }

    /// A template by its text.
    ///
    /// # Panics
    /// When it is no YAML.
    pub fn parse(path: &str, text: &str) -> Self {
        let yaml: Yaml = serde_norway::from_str(text).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        Self { path: path.to_owned(), template: plain(yaml) }
    }

    /// Every resource.
    pub fn resources(&self) -> impl Iterator<Item = Resource<'_>> {
        let all = self.template["Resources"].as_object().into_iter().flatten();
        all.map(|(name, whole)| Resource {
            stack: self,
            name,
            kind: whole["Type"].as_str().unwrap_or_default(),
            whole,
        })
    }

    /// The resources of a kind.
    pub fn of_kind<'s>(&'s self, kind: &str) -> impl Iterator<Item = Resource<'s>> {
        self.resources().filter(move |resource| resource.kind == kind)
    }

    /// The resource of this name.
    ///
    /// # Panics
    /// When there is none.
    pub fn resource(&self, name: &str) -> Resource<'_> {
        self.resources()
            .find(|resource| resource.name == name)
            .unwrap_or_else(|| panic!("{}: no {name}", self.path))
    }
}

impl<'s> Resource<'s> {
    /// Its properties.
    pub fn properties(&self) -> &'s Value {
        &self.whole["Properties"]
    }

    /// Where it is, for a message.
    pub fn place(&self) -> String {
        format!("{}: {}", self.stack.path, self.name)
    }
}

/// The root template and the stacks it includes.
///
/// # Panics
/// When they cannot be read.
pub fn stacks() -> Vec<Stack> {
    let folder = fs::read_dir(Path::new(ROOT).join("infra")).expect("the folder of templates");
    let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("a name in UTF-8");
    let mut nested: Vec<_> = folder.map(|entry| name(entry.expect("an entry"))).collect();
    nested.retain(|name| name.ends_with(".yaml") && name != "openapi.yaml");
    nested.sort();
    let nested = nested.into_iter().map(|name| Stack::read(&format!("infra/{name}")));
    std::iter::once(root()).chain(nested).collect()
}

/// The root template.
pub fn root() -> Stack {
    Stack::read("template.yaml")
}

/// Every object inside `value`, itself included, that has this key.
pub fn having<'v>(value: &'v Value, key: &str) -> Vec<&'v Value> {
    let mut found = Vec::new();
    match value {
        Value::Object(members) => {
            if members.contains_key(key) {
                found.push(value);
            }
            found.extend(members.values().flat_map(|member| having(member, key)));
        }
        Value::Array(items) => found.extend(items.iter().flat_map(|item| having(item, key))),
        _ => {}
    }
    found
}

/// One or many.
pub fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// The form of a reference to `attribute` of `resource`.
pub fn attribute(resource: &str, attribute: &str) -> Value {
    json!({ "Fn::GetAtt": format!("{resource}.{attribute}") })
}

fn plain(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = match tag.trim_start_matches('!') {
                "Ref" => "Ref".to_owned(),
                "Condition" => "Condition".to_owned(),
                function => format!("Fn::{function}"),
            };
            json!({ name: plain(tagged.value) })
        }
        Yaml::Mapping(members) => {
            let member = |(key, value)| (text(&key), plain(value));
            Value::Object(members.into_iter().map(member).collect::<Map<_, _>>())
        }
        Yaml::Sequence(items) => items.into_iter().map(plain).collect(),
        Yaml::Bool(value) => value.into(),
        Yaml::String(value) => value.into(),
        Yaml::Number(value) => value.as_i64().map_or_else(|| json!(value.as_f64()), Value::from),
        Yaml::Null => Value::Null,
    }
}

fn text(key: &Yaml) -> String {
    key.as_str().expect("keys are text").to_owned()
}
