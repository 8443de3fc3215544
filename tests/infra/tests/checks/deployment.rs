//! Deployments: everything calls an alias, which moves in steps and back when an alarm rings; what may not be deployed; the release
//! that is kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::repository::{names, path, read};
use crate::stacks::{Resource, Stack, having, root};

/// The alias that is called.
const ALIAS: &str = "live";

fn functions(root: &Stack) -> Vec<Resource<'_>> {
    root.of_kind("AWS::Serverless::Function").collect()
}

/// `submissions` of `SubmissionsFunction`.
fn name_of(function: &Resource<'_>) -> String {
    let code = function.properties()["CodeUri"].as_str().unwrap_or_default();
    code.strip_prefix("build/lambda/").expect("a package").to_owned()
}

/// Every text inside a value.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn each_deployment_publishes_a_version_of_every_function() {
    let root = root();
    let globals = &root.template["Globals"]["Function"];
    assert_eq!(globals["AutoPublishAlias"], ALIAS);
    // Lambda publishes no version of what is as it was, so each deployment makes a difference.
    assert_eq!(globals["Environment"]["Variables"]["RELEASE"], json!({ "Ref": "Release" }));
    for function in functions(&root) {
        let properties = function.properties();
        assert!(properties["AutoPublishAlias"].is_null(), "{}: the alias of all", function.name);
        assert_eq!(properties["AutoPublishCodeSha256"], json!({ "Ref": "Release" }), "{}", function.name);
    }
    assert!(root.template["Parameters"]["Release"]["Default"].is_null(), "no two deployments have one name");
}

#[test]
fn nothing_calls_a_function_but_by_its_alias() {
    let root = root();
    let mut called = 0;
    for function in functions(&root) {
        let alias = format!("{}.Alias", function.name);
        for text in texts(&root.template) {
            // An attribute or a name of the function itself, in a reference or inside a text.
            let direct = text.split([' ', '{', '}', ',']).any(|word| {
                word.split_once('.').map_or(word, |(resource, _)| resource) == function.name && word != alias
            });
            assert!(!direct, "{text}: calls what was deployed last, and not the alias");
            called += usize::from(text == alias);
        }
        // By name, as the schedules' rights do. A role of logs names no function.
        let named = format!(":function:${{AWS::StackName}}-{}", name_of(&function));
        for text in texts(&root.template) {
            assert!(!text.ends_with(&named), "{text}: without the alias");
        }
    }
    // The six of the API, the portal, the inspector, the listener of the mail service, the trigger of sign-ins.
    assert_eq!(called, 10);
}

#[test]
fn nested_stacks_call_only_what_they_are_given() {
    let root = root();
    let kinds = [
        ("AWS::ApiGatewayV2::Integration", "IntegrationUri"),
        ("AWS::Lambda::Permission", "FunctionName"),
        ("AWS::SNS::Subscription", "Endpoint"),
    ];
    let mut found = 0;
    for stack in root.of_kind("AWS::CloudFormation::Stack") {
        let file = stack.properties()["TemplateURL"].as_str().expect("a file");
        let nested = Stack::read(file);
        for (kind, property) in kinds {
            for resource in nested.of_kind(kind) {
                let called = &resource.properties()[property];
                let parameter = called["Ref"].as_str().unwrap_or_default();
                if parameter == "AlarmEmail" {
                    continue;
                }
                let given = &stack.properties()["Parameters"][parameter]["Ref"];
                let alias = given.as_str().is_some_and(|given| given.ends_with("Function.Alias"));
                assert!(alias, "{}: {called}", resource.place());
                found += 1;
            }
        }
    }
    assert!(found >= 18, "{found}");
}

/// The alarm of this name, when there is one.
fn alarm<'s>(alarms: &'s Stack, name: &str) -> Option<Resource<'s>> {
    let written = json!({ "Fn::Sub": format!("${{Prefix}}-{name}") });
    alarms.of_kind("AWS::CloudWatch::Alarm").find(|alarm| alarm.properties()["AlarmName"] == written)
}

/// Whether an alarm watches a function: the errors that Lambda counts of it, or lines of its log.
fn watches(alarms: &Stack, alarm: &Resource<'_>, function: &str) -> bool {
    let properties = alarm.properties();
    let counted = properties["Namespace"] == "AWS/Lambda"
        && properties["MetricName"] == "Errors"
        && properties["Dimensions"][0]["Value"] == json!({ "Fn::Sub": format!("${{Prefix}}-{function}") });
    let words: String = function.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    let log = json!({ "Ref": format!("{words}LogName") });
    let logged = alarms.of_kind("AWS::Logs::MetricFilter").any(|filter| {
        let metric = &filter.properties()["MetricTransformations"][0]["MetricName"];
        filter.properties()["LogGroupName"] == log && *metric == properties["MetricName"]
    });
    counted || logged
}

#[test]
fn a_deployment_goes_back_when_an_alarm_of_its_function_rings() {
    let (root, alarms) = (root(), Stack::read("infra/observability.yaml"));
    let preference = &root.template["Globals"]["Function"]["DeploymentPreference"];
    assert_eq!(preference["Enabled"], json!({ "Ref": "GradualDeployment" }));
    assert_eq!(preference["Role"], json!({ "Fn::GetAtt": "DeploymentRole.Arn" }));
    for function in functions(&root) {
        let name = name_of(&function);
        let own = function.properties()["DeploymentPreference"]["Alarms"].as_array().expect("alarms");
        assert!((1..=10).contains(&own.len()), "{name}: CodeDeploy takes ten");
        let own: Vec<_> = own
            .iter()
            .map(|alarm| alarm["Fn::Sub"].as_str().and_then(|alarm| alarm.strip_prefix("${AWS::StackName}-")))
            .map(|alarm| alarm.unwrap_or_else(|| panic!("{name}: the name of an alarm of this stack")))
            .collect();
        let found: Vec<_> = own
            .iter()
            .map(|own| alarm(&alarms, own).unwrap_or_else(|| panic!("{name}: there is no alarm {own}")))
            .collect();
        assert!(found.iter().any(|alarm| watches(&alarms, alarm, &name)), "{name}: nothing watches it");
        // A function behind a gateway answers 500 and has not failed, as Lambda counts.
        let behind = [("portal", "portal-failures"), ("", "api-failures")];
        let gateway = behind
            .into_iter()
            .find(|(of, _)| *of == name || (of.is_empty() && is_of_the_api(&root, &function)));
        assert!(gateway.is_none_or(|(_, failures)| own.contains(&failures)), "{name}: {own:?}");
    }
}

fn is_of_the_api(root: &Stack, function: &Resource<'_>) -> bool {
    let given = &root.resource("Api").properties()["Parameters"];
    texts(given).contains(&format!("{}.Alias", function.name).as_str())
}

/// In steps, so that few calls meet a bad version, and so that the schedules' ten calls in ten minutes meet it at all.
#[test]
fn only_the_portal_moves_at_once() {
    let root = root();
    let globals = &root.template["Globals"]["Function"]["DeploymentPreference"];
    assert_eq!(globals["Type"], "Linear10PercentEvery1Minute");
    for function in functions(&root) {
        let own = &function.properties()["DeploymentPreference"]["Type"];
        let expected = if function.name == "PortalFunction" { json!("AllAtOnce") } else { Value::Null };
        assert_eq!(own, &expected, "{}", function.name);
    }
}

#[test]
fn deployments_are_gradual_but_on_the_emulator() {
    let parameter = &root().template["Parameters"]["GradualDeployment"];
    assert_eq!(parameter["Default"], "true");
    let written = read("samconfig.toml");
    let sections: Vec<_> = written.split("\n[").collect();
    for section in sections {
        let at_once = section.contains("GradualDeployment=false");
        assert_eq!(at_once, section.starts_with("local."), "{section}");
    }
}

#[test]
fn codedeploy_moves_aliases_of_this_stack_and_sees_alarms() {
    let root = root();
    let role = root.resource("DeploymentRole").properties();
    assert!(role["ManagedPolicyArns"].is_null());
    let trust = &role["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(trust["Principal"], json!({ "Service": "codedeploy.amazonaws.com" }));
    assert_eq!(trust["Condition"]["StringEquals"]["aws:SourceAccount"], json!({ "Ref": "AWS::AccountId" }));
    let actions: Vec<_> =
        having(&role["Policies"], "Effect").into_iter().map(|statement| &statement["Action"]).collect();
    assert_eq!(
        actions,
        [
            &json!(["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"]),
            &json!(["cloudwatch:DescribeAlarms"]),
        ]
    );
}

#[test]
fn somebody_gets_the_alarms_of_every_environment() {
    let root = root();
    let parameter = &root.template["Parameters"]["AlarmEmail"];
    assert!(parameter["Default"].is_null(), "without an address there is no deployment");
    // One character at least on each side.
    assert_eq!(parameter["AllowedPattern"], "[^@ ]+@[^@ ]+");
    let given = &root.resource("Observability").properties()["Parameters"]["AlarmEmail"];
    assert_eq!(given, &json!({ "Ref": "AlarmEmail" }));
    let alarms = Stack::read("infra/observability.yaml");
    let subscription = alarms.resource("AlarmSubscription");
    assert!(subscription.whole["Condition"].is_null(), "always");
    assert_eq!(subscription.properties()["Endpoint"], json!({ "Ref": "AlarmEmail" }));
    assert_eq!(subscription.properties()["TopicArn"], json!({ "Ref": "Alarms" }));
}

/// A folder of packages, one for each function: `program` gives the content of each.
fn packages(name: &str, program: impl Fn(&str) -> PathBuf) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("technical-change-{}-{name}", std::process::id()));
    for function in names("functions") {
        let package = folder.join(&function);
        fs::create_dir_all(&package).expect("a folder");
        fs::copy(program(&function), package.join("bootstrap")).expect("a program");
    }
    folder
}

/// A function as the tests have built it: a debug build.
fn debug_build(function: &str) -> PathBuf {
    let test = std::env::current_exe().expect("this test");
    let built = test.parent().and_then(Path::parent).expect("the folder of programs");
    built.join(function)
}

fn release(arguments: &[&str]) -> Output {
    let mut python = Command::new("python3");
    let python = python.arg("-B").arg(path("infra/release.py")).args(arguments);
    python.output().expect("Python runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_debug_build_cannot_be_deployed() {
    // One debug build among released ones, as a `make up` after `make package` leaves it.
    let anything = path("Makefile");
    let mixed =
        packages(
            "mixed",
            |function| {
                if function == "notify" { debug_build(function) } else { anything.clone() }
            },
        );
    let folder = mixed.to_str().expect("UTF-8");
    for arguments in [&["check", folder][..], &["deploy", "staging", "--packages", folder]] {
        let output = release(arguments);
        assert!(!output.status.success(), "{arguments:?}");
        let said = said(&output);
        assert!(said.contains("Not deployed: notify in"), "{said}");
        assert!(said.contains("make package"), "{said}");
    }
    fs::remove_dir_all(mixed).expect("removed");
}

#[test]
fn every_function_is_packaged_or_nothing_is_deployed() {
    let anything = path("Makefile");
    let whole = packages("whole", |_| anything.clone());
    let folder = whole.to_str().expect("UTF-8");
    let output = release(&["check", folder]);
    assert!(output.status.success(), "{}", said(&output));
    fs::remove_file(whole.join("portal/bootstrap")).expect("removed");
    let output = release(&["check", folder]);
    assert!(!output.status.success());
    assert!(said(&output).contains("no program for portal"), "{}", said(&output));
    fs::remove_dir_all(whole).expect("removed");
}

#[test]
fn an_account_is_deployed_to_only_what_was_checked() {
    assert!(said(&release(&["deploy", "local"])).contains("make up"));
    let makefile = read("Makefile");
    assert!(makefile.contains("\ndeploy: package "), "it builds for release first");
    let written = read("samconfig.toml");
    for section in written.split("\n[").filter(|section| section.contains(".deploy.parameters]")) {
        let local = section.starts_with("local.");
        // `sam deploy` by hand takes the template that `make deploy` wrote, whose packages are in the bucket.
        assert_eq!(section.contains("template_file = \"build/release/template.yaml\""), !local, "{section}");
        assert_eq!(section.contains("resolve_s3"), local, "{section}");
    }
}
