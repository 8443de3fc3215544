//! The roles of the functions: their holders, their statements, and the template's reasons for rights that no test
//! uses.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::policy::{Condition, Need, Operator, Statement};
use crate::resolve::Deployment;
use crate::template::{Resource, list};

/// The role of one function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub name: String,
    /// The function that has it: the folder of its crate.
    pub function: String,
    /// All of its policies together.
    pub statements: Vec<Statement>,
    /// The reasons for statements that no test uses, by their names (`Metadata`, `Unused`).
    pub unused: BTreeMap<String, String>,
}

impl Role {
    /// Whether one of its statements allows this.
    pub fn allows(&self, need: &Need) -> bool {
        self.statements.iter().any(|statement| statement.allows(need))
    }

    /// The right it lacks for this, in words that say where to add it.
    pub fn lacks(&self, need: &Need) -> String {
        let near = self.statements.iter().filter(|statement| statement.is_about(need));
        let near: Vec<_> = near
            .flat_map(|statement| {
                statement.conditions.iter().map(move |condition| {
                    format!(
                        "{} allows it for {} {}",
                        statement.sid,
                        condition.key,
                        condition.values.join(" ")
                    )
                })
            })
            .collect();
        let near = if near.is_empty() {
            "no statement allows that action there".to_owned()
        } else {
            near.join("; ")
        };
        format!("{} asked for {need}, which {} does not allow: {near}", self.function, self.name)
    }
}

/// The role of every function of the root template.
///
/// # Panics
/// When a function has none there, or a policy has something that cannot be judged.
pub fn roles(deployment: &Deployment) -> Vec<Role> {
    let functions = deployment.root().of_kind("AWS::Serverless::Function");
    functions.map(|function| role_of(deployment, &function)).collect()
}

fn role_of(deployment: &Deployment, function: &Resource<'_>) -> Role {
    let name =
        function.properties()["Role"]["Fn::GetAtt"].as_str().and_then(|role| role.strip_suffix(".Arn"));
    let name = name.unwrap_or_else(|| panic!("{}: its role is in this template", function.name));
    let role = deployment.root().resource(name);
    let policies = role.properties()["Policies"].as_array().into_iter().flatten();
    let statements = policies.flat_map(|policy| list(&policy["PolicyDocument"]["Statement"]));
    Role {
        name: name.to_owned(),
        function: function_name(function),
        statements: statements.map(|one| statement(deployment, name, one)).collect(),
        unused: unused(&role),
    }
}

/// The folder of its crate.
pub(crate) fn function_name(function: &Resource<'_>) -> String {
    let code = function.properties()["CodeUri"].as_str().unwrap_or_default();
    let name = code.strip_prefix("build/lambda/");
    name.unwrap_or_else(|| panic!("{}: where its code is", function.name)).to_owned()
}

fn unused(role: &Resource<'_>) -> BTreeMap<String, String> {
    let reasons = role.whole["Metadata"]["Unused"].as_object().into_iter().flatten();
    let reason = |(sid, why): (&String, &Value)| (sid.clone(), why.as_str().unwrap_or_default().to_owned());
    reasons.map(reason).collect()
}

fn statement(deployment: &Deployment, role: &str, one: &Value) -> Statement {
    const KNOWN: [&str; 5] = ["Sid", "Effect", "Action", "Resource", "Condition"];
    let members = one.as_object().unwrap_or_else(|| panic!("{role}: a statement"));
    let other: Vec<_> = members.keys().filter(|key| !KNOWN.contains(&key.as_str())).collect();
    assert!(other.is_empty() && one["Effect"] == "Allow", "{role}: {one} cannot be judged");
    let texts = |value: &Value| list(value).into_iter().map(|one| deployment.text(one)).collect::<Vec<_>>();
    let sid = one["Sid"].as_str().unwrap_or_else(|| panic!("{role}: a statement without a name: {one}"));
    let conditions = one["Condition"].as_object().into_iter().flatten();
    let conditions = conditions.flat_map(|(operator, keys)| {
        let keys = keys.as_object().into_iter().flatten();
        keys.map(|(key, values)| Condition {
            operator: Operator::named(operator),
            key: key.clone(),
            values: texts(values),
        })
    });
    Statement {
        sid: sid.to_owned(),
        actions: texts(&one["Action"]),
        resources: texts(&one["Resource"]),
        conditions: conditions.collect(),
    }
}
