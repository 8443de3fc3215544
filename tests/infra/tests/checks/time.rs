//! What only the local stack may be given: a moved clock, ways to this machine for the probe and for browsers, higher quotas. What the
//! template refuses.
//! What the functions refuse is tested in `runtime` and in `oat-probe`.

use serde_json::{Value, json};

use crate::repository::{files, read};
use crate::stacks::{Stack, root};

/// Each parameter, its rule, and how often the template names it: where it is declared, twice where it is refused, and where it
/// becomes a variable (the port: where it says that there is one, and three addresses). What everybody has, and what only the local
/// stack may have.
const LOCAL_ONLY: [(&str, &str, usize, [&str; 2]); 4] = [
    ("LocalClockFile", "OnlyTheLocalStackMovesTime", 4, ["", "/tmp/file"]),
    ("LocalProbeFile", "OnlyTheLocalStackProbesThisMachine", 4, ["", "/tmp/file"]),
    ("LocalPort", "OnlyTheLocalStackServesPlainHttp", 8, ["", "4610"]),
    ("LocalQuotaFactor", "OnlyTheLocalStackRaisesQuotas", 4, ["1", "100"]),
];

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
fn only_the_local_stack_gets_time_ways_and_quotas_of_its_own() {
    let root = root();
    let environments =
        root.template["Parameters"]["Environment"]["AllowedValues"].as_array().expect("a list");
    assert!(environments.contains(&json!("production")));
    for (parameter, rule, _, [usual, local]) in LOCAL_ONLY {
        let default = &root.template["Parameters"][parameter]["Default"];
        assert_eq!(default.as_str().map_or_else(|| default.to_string(), str::to_owned), usual);
        let rule = &root.template["Rules"][rule];
        let assertions = rule["Assertions"].as_array().expect("assertions");
        for environment in environments {
            for given in [usual, local] {
                let parameters = json!({ "Environment": environment, parameter: given });
                let passes = !holds(&rule["RuleCondition"], &parameters)
                    || assertions.iter().all(|assertion| holds(&assertion["Assert"], &parameters));
                assert_eq!(passes, given == usual || environment == "local", "{parameters}");
            }
        }
    }
}

/// Whether the template lets a deployment to this account pass.
fn deploys_to(account: &str, environment: &Value) -> bool {
    let rule = &root().template["Rules"]["OnlyTheEmulatorIsLocal"];
    let given = json!({ "Environment": environment, "AWS::AccountId": account });
    let assertions = rule["Assertions"].as_array().expect("assertions");
    !holds(&rule["RuleCondition"], &given) || assertions.iter().all(|one| holds(&one["Assert"], &given))
}

#[test]
fn no_account_but_the_emulators_is_deployed_to_as_local() {
    let root = root();
    let environments = &root.template["Parameters"]["Environment"]["AllowedValues"];
    for environment in environments.as_array().expect("a list") {
        assert!(deploys_to("000000000000", environment), "{environment}");
        assert_eq!(deploys_to("123456789012", environment), environment != "local");
    }
}

#[test]
fn no_other_environment_is_given_a_clock_or_local_ways() {
    let template = read("template.yaml");
    for (parameter, _, named, _) in LOCAL_ONLY {
        assert!(!read("samconfig.toml").contains(parameter), "the local stack's own script gives it");
        let nested = files("infra", ".yaml").into_iter().filter(|file| !file.ends_with("openapi.yaml"));
        for file in nested {
            let stack = Stack::read(&file);
            assert!(!stack.template.to_string().contains(parameter), "{file}");
        }
        assert_eq!(template.matches(parameter).count(), named, "{parameter}");
    }
}
