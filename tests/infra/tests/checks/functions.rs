//! The functions of the template: code, limits, logs, what becomes of failures, settings.

use std::collections::BTreeSet;

use serde_json::json;

use crate::repository::{names, path, read};
use crate::stacks::{Resource, Stack, attribute, root};

/// `submissions` of `SubmissionsFunction`.
fn name_of<'s>(function: &Resource<'s>) -> &'s str {
    let code = function.properties()["CodeUri"].as_str().unwrap_or_default();
    code.strip_prefix("build/lambda/").unwrap_or_else(|| panic!("{}: {code}", function.name))
}

fn each(check: impl Fn(&Resource<'_>, &str)) {
    let root = root();
    let functions: Vec<_> = root.of_kind("AWS::Serverless::Function").collect();
    assert_eq!(functions.len(), names("functions").len());
    for function in &functions {
        check(function, name_of(function));
    }
}

#[test]
fn every_function_of_the_workspace_is_in_the_template() {
    let found = root();
    let found: BTreeSet<_> =
        found.of_kind("AWS::Serverless::Function").map(|function| name_of(&function).to_owned()).collect();
    assert_eq!(found, names("functions").into_iter().collect());
}

#[test]
fn every_function_is_named_after_its_crate_and_traced() {
    let root = root();
    let globals = &root.template["Globals"]["Function"];
    assert_eq!(globals["Tracing"], "Active");
    assert_eq!(globals["Runtime"], "provided.al2023");
    assert_eq!(globals["Architectures"], json!([{ "Ref": "Architecture" }]));
    assert_eq!(globals["LoggingConfig"]["LogFormat"], "JSON");
    each(|function, name| {
        let expected = format!("${{AWS::StackName}}-{name}");
        assert_eq!(function.properties()["FunctionName"], json!({ "Fn::Sub": expected }));
        assert!(!function.properties()["Description"].as_str().unwrap_or_default().is_empty(), "{name}");
    });
}

#[test]
fn every_function_has_its_memory_and_its_time() {
    each(|function, name| {
        let number =
            |key: &str| function.properties()[key].as_u64().unwrap_or_else(|| panic!("{name}: no {key}"));
        assert!((128..=1024).contains(&number("MemorySize")), "{name}");
        let seconds = match name {
            // The API gives up after 30 seconds, Cognito after 5.
            "submissions"
            | "evidence"
            | "reviews-and-steps"
            | "oat"
            | "administration"
            | "cryptographic-material"
            | "portal" => 1..=29,
            "token-claims" => 1..=5,
            // A bundle of 2.6 GB.
            "export" => 1..=900,
            // A find request takes its ten seconds, and hundreds are sent in one pass.
            "oat-probe" => 1..=120,
            // It waits for midnight for a minute, and then has one to work.
            "go-live" => 120..=120,
            _ => 1..=60,
        };
        assert!(seconds.contains(&number("Timeout")), "{name}");
    });
}

#[test]
fn every_function_has_an_encrypted_log_with_a_retention() {
    let logs = Stack::read("infra/logs.yaml");
    each(|function, name| {
        let group = &function.properties()["LoggingConfig"]["LogGroup"];
        let output = group["Fn::GetAtt"].as_str().and_then(|group| group.strip_prefix("Logs.Outputs."));
        let output = output.unwrap_or_else(|| panic!("{name}: its log is in infra/logs.yaml"));
        let resource = logs.template["Outputs"][output]["Value"]["Ref"].as_str().unwrap_or_default();
        let log = logs.resource(resource);
        assert_eq!(log.kind, "AWS::Logs::LogGroup");
        assert_eq!(
            log.properties(),
            &json!({
                "LogGroupName": { "Fn::Sub": format!("/aws/lambda/${{Prefix}}-{name}") },
                "RetentionInDays": { "Ref": "LogRetentionDays" },
                "KmsKeyId": { "Ref": "KeyArn" },
            })
        );
    });
    assert_eq!(logs.of_kind("AWS::Logs::LogGroup").count(), names("functions").len());
}

#[test]
fn what_nobody_waits_for_is_tried_again_and_then_set_aside() {
    let root = root();
    let inspector = root.resource("InspectEvidenceFunction");
    let invocation = &inspector.properties()["EventInvokeConfig"];
    assert_eq!(invocation["MaximumRetryAttempts"], 2);
    assert_eq!(invocation["MaximumEventAgeInSeconds"], 3600);
    let set_aside =
        json!({ "Type": "SQS", "Destination": attribute("Data", "Outputs.InspectionFailuresArn") });
    assert_eq!(invocation["DestinationConfig"]["OnFailure"], set_aside);
    // A verdict that cannot be delivered is set aside too.
    let uploads = Stack::read("infra/uploads.yaml");
    let targets = &uploads.resource("VerdictRule").whole["Properties"]["Targets"];
    assert_eq!(targets[0]["DeadLetterConfig"]["Arn"], json!({ "Ref": "InspectionFailuresArn" }));
    assert!(
        targets[0]["RetryPolicy"]["MaximumRetryAttempts"].as_u64().is_some_and(|attempts| attempts <= 185)
    );
}

/// The source of the settings that a function has besides those of all; empty when it has none.
fn own_settings(name: &str) -> String {
    let file = format!("functions/{name}/src/settings.rs");
    if path(&file).is_file() { read(&file) } else { String::new() }
}

/// The variables that settings read: quoted, in capitals.
fn read_by(settings: &str) -> BTreeSet<String> {
    let quoted = settings.split('"').skip(1).step_by(2);
    let variable = |text: &&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    quoted.filter(variable).map(str::to_owned).collect()
}

#[test]
fn every_function_refuses_a_moved_clock_where_it_must_not_be() {
    // What starting refuses is tested in `startup` and `runtime`; here, that every function starts so.
    each(|_, name| {
        let main = read(&format!("functions/{name}/src/main.rs"));
        let starts = ["startup::start().await?", "startup::start_with(", "startup::start_without_table("];
        assert!(starts.iter().any(|start| main.contains(start)), "{name}");
    });
}

#[test]
fn every_function_is_given_the_variables_it_reads_and_no_other() {
    let root = root();
    let shared = root.template["Globals"]["Function"]["Environment"]["Variables"].as_object();
    let shared = shared.expect("variables of all");
    each(|function, name| {
        let mut given = shared.clone();
        given.extend(
            function.properties()["Environment"]["Variables"].as_object().cloned().unwrap_or_default(),
        );
        given.retain(|_, value| *value != json!({ "Ref": "AWS::NoValue" }));
        let given: BTreeSet<_> = given.into_iter().map(|(name, _)| name).collect();
        let mut wanted = read_by(&own_settings(name));
        // Read by `startup` for all, and for all that know the table.
        wanted.extend(["LOG_LEVEL", "LOCAL_CLOCK_FILE", "RELEASE"].map(str::to_owned));
        if !read(&format!("functions/{name}/src/main.rs")).contains("start_without_table(") {
            wanted.extend(["TABLE_NAME", "LOCAL_QUOTA_FACTOR"].map(str::to_owned));
        }
        assert_eq!(given, wanted, "{name}");
    });
}

#[test]
fn every_function_is_measured_in_an_environment_it_starts_in() {
    let bench = read("tests/bench/src/process.rs");
    for name in names("functions") {
        assert!(bench.contains(&format!("\"{name}\"")), "`make bench` does not measure {name}");
        let settings = own_settings(&name);
        let own = settings.split("required(\"").skip(1).filter_map(|rest| rest.split('"').next());
        for variable in own.chain(["TABLE_NAME"]) {
            assert!(
                bench.contains(&format!("(\"{variable}\", ")),
                "{name} does not start without {variable}"
            );
        }
    }
}

/// `sam local invoke` cannot know what a nested stack gives: `make events` has to.
#[test]
fn the_events_are_given_every_value_that_a_nested_stack_gives() {
    let given = read("infra/local/events.py");
    each(|function, name| {
        let variables = &function.properties()["Environment"]["Variables"];
        for (variable, value) in variables.as_object().into_iter().flatten() {
            let known = value["Fn::GetAtt"].is_null() || given.contains(&format!("\"{variable}\": "));
            assert!(known, "infra/local/events.py does not give {variable} to {name}");
        }
    });
}
