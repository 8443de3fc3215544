//! Time is moved on the local stack and nowhere else: what the template refuses. What the functions refuse, and how the
//! clock is read, is tested in `runtime`.

use serde_json::{Value, json};

use crate::repository::{files, read};
use crate::stacks::{Stack, root};

/// Whether the rule of the template lets a deployment with these parameters pass: the few functions that it uses.
fn holds(rule: &Value, parameters: &Value) -> bool {
    match rule.as_object().and_then(|rule| rule.iter().next()) {
        Some((name, parts)) if name == "Fn::Not" => !holds(&parts[0], parameters),
        Some((name, parts)) if name == "Fn::Equals" => {
            let value = |part: &Value| match part["Ref"].as_str() {
                Some(parameter) => parameters[parameter].clone(),
                None => part.clone(),
            };
            value(&parts[0]) == value(&parts[1])
        }
        _ => panic!("{rule}: another function"),
    }
}

#[test]
fn a_moved_clock_is_deployed_to_the_local_stack_only() {
    let root = root();
    assert_eq!(root.template["Parameters"]["LocalClockFile"]["Default"], "");
    let environments =
        root.template["Parameters"]["Environment"]["AllowedValues"].as_array().expect("a list");
    assert!(environments.contains(&json!("production")));
    let rule = &root.template["Rules"]["OnlyTheLocalStackMovesTime"];
    let assertions = rule["Assertions"].as_array().expect("assertions");
    for environment in environments {
        for file in ["", "/tmp/clock"] {
            let parameters = json!({ "Environment": environment, "LocalClockFile": file });
            let passes = !holds(&rule["RuleCondition"], &parameters)
                || assertions.iter().all(|assertion| holds(&assertion["Assert"], &parameters));
            assert_eq!(passes, file.is_empty() || environment == "local", "{parameters}");
        }
    }
}

#[test]
fn no_environment_but_the_local_one_is_given_a_clock() {
    assert!(!read("samconfig.toml").contains("LocalClockFile"), "the local stack's own script gives it");
    let nested = files("infra", ".yaml").into_iter().filter(|file| !file.ends_with("openapi.yaml"));
    for file in nested {
        let stack = Stack::read(&file);
        assert!(!stack.template.to_string().contains("LocalClockFile"), "{file}");
    }
    // Named where it is declared, where it is refused, and where it becomes a variable.
    assert_eq!(read("template.yaml").matches("LocalClockFile").count(), 4);
}
