//! Statements of a role, and whether they allow what a request needs, as IAM decides it.
//!
//! It knows only the parts of our policies: statements that allow, named actions, resources with stars, the operators
//! below. A policy with anything else ends the run, because an unknown part must not pass.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// One right that a request needs: an action on a resource, with the condition keys that the service fills in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Need {
    /// For example `dynamodb:PutItem`.
    pub action: String,
    /// The ARN.
    pub resource: String,
    /// Condition keys and their values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub context: BTreeMap<String, Vec<String>>,
}

/// One statement of a policy, its references resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub sid: String,
    /// The actions it allows.
    pub actions: Vec<String>,
    /// The resources; a star matches anything.
    pub resources: Vec<String>,
    /// When; all of them must hold.
    pub conditions: Vec<Condition>,
}

/// One condition of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// How values are compared.
    pub operator: Operator,
    pub key: String,
    /// The allowed values of the key.
    pub values: Vec<String>,
}

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// The key is there, and its one value is one of these.
    Equals,
    /// The same, or the key is not there.
    EqualsIfExists,
    /// Each value of the key is like one of these; an absent key has no values, so it passes.
    EachLike,
}

/// A part of a statement that could be taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Action(String),
    Resource(String),
    /// A value that a condition allows for a key.
    Value(String, String),
}

impl Need {
    /// A right to `action` on `resource`, without condition keys.
    pub fn to(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self { action: action.into(), resource: resource.into(), context: BTreeMap::new() }
    }

    /// The same with the values of a condition key.
    #[must_use]
    pub fn with<V: Into<String>>(mut self, key: &str, values: impl IntoIterator<Item = V>) -> Self {
        self.context.insert(key.to_owned(), values.into_iter().map(Into::into).collect());
        self
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.action, self.resource)?;
        for (key, values) in &self.context {
            write!(f, ", {key} {}", values.join(" "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Action(action) => f.write_str(action),
            Self::Resource(resource) => write!(f, "the resource {resource}"),
            Self::Value(key, value) => write!(f, "{key} {value}"),
        }
    }
}

impl Statement {
    /// Whether it allows this.
    pub fn allows(&self, need: &Need) -> bool {
        self.is_about(need) && self.conditions.iter().all(|condition| condition.holds(need))
    }

    /// Whether it would allow this without its conditions.
    pub fn is_about(&self, need: &Need) -> bool {
        self.actions.iter().any(|action| action.eq_ignore_ascii_case(&need.action))
            && self.resources.iter().any(|resource| is_like(&need.resource, resource))
    }

    /// Everything that could be taken away from it.
    pub fn parts(&self) -> Vec<Part> {
        let actions = self.actions.iter().cloned().map(Part::Action);
        let resources = self.resources.iter().cloned().map(Part::Resource);
        let values = self.conditions.iter().flat_map(|condition| {
            condition.values.iter().map(|value| Part::Value(condition.key.clone(), value.clone()))
        });
        actions.chain(resources).chain(values).collect()
    }

    /// The same without this part.
    #[must_use]
    pub fn without(&self, part: &Part) -> Self {
        let mut less = self.clone();
        match part {
            Part::Action(gone) => less.actions.retain(|action| action != gone),
            Part::Resource(gone) => less.resources.retain(|resource| resource != gone),
            Part::Value(key, gone) => {
                for condition in less.conditions.iter_mut().filter(|condition| condition.key == *key) {
                    condition.values.retain(|value| value != gone);
                }
            }
        }
        less
    }
}

impl Condition {
    fn holds(&self, need: &Need) -> bool {
        let found = need.context.get(&self.key).map(Vec::as_slice);
        let equals = |found: &[String]| matches!(found, [one] if self.values.contains(one));
        match self.operator {
            Operator::Equals => found.is_some_and(equals),
            Operator::EqualsIfExists => found.is_none_or(equals),
            Operator::EachLike => found
                .unwrap_or_default()
                .iter()
                .all(|value| self.values.iter().any(|pattern| is_like(value, pattern))),
        }
    }
}

impl Operator {
    /// By its name in a policy.
    ///
    /// # Panics
    /// When nobody taught this one.
    pub fn named(name: &str) -> Self {
        match name {
            "StringEquals" => Self::Equals,
            "StringEqualsIfExists" => Self::EqualsIfExists,
            "ForAllValues:StringLike" => Self::EachLike,
            other => panic!("{other}: an operator that tests/rights cannot judge yet"),
        }
    }
}

/// Whether `text` matches `pattern`, in which a star stands for any run of characters.
pub(crate) fn is_like(text: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return text == pattern };
    let Some(left) = text.strip_prefix(start) else { return false };
    (0..=left.len()).filter(|at| left.is_char_boundary(*at)).any(|at| is_like(&left[at..], rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "arn:aws:dynamodb:eu-west-2:000000000000:table/t";
    const KEYS: &str = "dynamodb:LeadingKeys";

    fn statement(operator: Operator, key: &str, values: &[&str]) -> Statement {
        Statement {
            sid: "Sid".to_owned(),
            actions: vec!["dynamodb:PutItem".to_owned()],
            resources: vec![TABLE.to_owned()],
            conditions: vec![Condition {
                operator,
                key: key.to_owned(),
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            }],
        }
    }

    #[test]
    fn only_a_star_stands_for_any_run_of_characters() {
        assert!(is_like("CHANGE#1", "CHANGE#*") && is_like("CHANGE#", "CHANGE#*") && is_like("a-b-c", "a*c"));
        assert!(!is_like("CHANGES#1", "CHANGE#*") && !is_like("PDP2", "PDP") && !is_like("a", "a*b"));
        assert!(is_like("é", "*") && !is_like("xy", "?y"));
    }

    #[test]
    fn every_value_of_a_key_must_be_like_one_of_the_patterns() {
        let changes = statement(Operator::EachLike, KEYS, &["CHANGE#*", "PDP"]);
        let put = Need::to("dynamodb:PutItem", TABLE);
        assert!(changes.allows(&put.clone().with(KEYS, ["CHANGE#1", "PDP"])));
        assert!(!changes.allows(&put.clone().with(KEYS, ["CHANGE#1", "ORG#1"])));
        assert!(changes.allows(&put), "no value is not like a pattern");
        let other = Need { resource: format!("{TABLE}/index/by-queue"), ..put };
        assert!(!changes.allows(&other));
    }

    #[test]
    fn an_equality_needs_its_key_unless_the_operator_waives_it() {
        let via = |operator| statement(operator, "kms:ViaService", &["s3", "sqs"]);
        let put = Need::to("dynamodb:PutItem", TABLE);
        for operator in [Operator::Equals, Operator::EqualsIfExists] {
            assert!(via(operator).allows(&put.clone().with("kms:ViaService", ["sqs"])));
            assert!(!via(operator).allows(&put.clone().with("kms:ViaService", ["dynamodb"])));
        }
        assert!(!via(Operator::Equals).allows(&put) && via(Operator::EqualsIfExists).allows(&put));
    }

    #[test]
    fn what_is_taken_away_is_not_allowed_any_more() {
        let changes = statement(Operator::EachLike, KEYS, &["CHANGE#*", "PDP"]);
        let put = Need::to("dynamodb:PutItem", TABLE).with(KEYS, ["CHANGE#1"]);
        let parts = changes.parts();
        assert_eq!(parts.len(), 4);
        for part in parts {
            let allowed = changes.without(&part).allows(&put);
            assert_eq!(allowed, part == Part::Value(KEYS.to_owned(), "PDP".to_owned()), "{part}");
        }
    }
}
