//! Rights: one role for each function, only named verbs on named resources, in the table on named partitions.
//!
//! Must not: list what a function uses. That is compared with the requests it makes (`tests/rights`); here is what no request
//! may ever lead to.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::stacks::{Stack, attribute, having, list, root, stacks};

/// The roles that are no function's: what the schedules may do (schedule.rs), and deployments (deployment.rs).
const OTHER_ROLES: [&str; 4] =
    ["DeploymentRole", "DueWorkScheduleRole", "ExportScheduleRole", "ProbeScheduleRole"];

/// The functions that send emails; what people ask for over HTTP ends before anything is sent.
const SENDERS: [&str; 2] = ["GoLiveFunction", "NotifyFunction"];

/// The partitions that have a history, of which no item is changed in place.
const WITH_HISTORY: [&str; 5] = ["CHANGE#*", "DOWNLOAD#*", "OAT#*", "ORG#*", "PDP"];

/// Calls that write to the table.
const WRITES: [&str; 3] = ["dynamodb:ConditionCheckItem", "dynamodb:PutItem", "dynamodb:UpdateItem"];

/// The condition that narrows a right on the table to partitions.
const KEYS: &str = "dynamodb:LeadingKeys";

/// The one managed policy: X-Ray's verbs know no resources.
const TRACING: &str = "arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess";

/// GuardDuty makes a rule of this name and adds to it; its documentation asks for exactly this.
const MANAGED_RULE: &str = ":rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*";

/// Every statement of every policy, with where it is.
fn statements(stacks: &[Stack]) -> Vec<(String, &str, &Value)> {
    let mut found = Vec::new();
    for resource in stacks.iter().flat_map(Stack::resources) {
        let place = resource.place();
        let inside = having(resource.whole, "Effect").into_iter();
        found.extend(inside.map(|statement| (place.clone(), resource.kind, statement)));
    }
    found
}

fn allowing(stacks: &[Stack]) -> Vec<(String, &str, &Value)> {
    let mut found = statements(stacks);
    found.retain(|(.., statement)| statement["Effect"] == "Allow");
    assert!(found.len() > 20, "the templates allow something");
    found
}

fn role_of<'s>(stack: &'s Stack, function: &str) -> &'s str {
    let role = &stack.resource(function).whole["Properties"]["Role"];
    let name = role["Fn::GetAtt"].as_str().and_then(|role| role.strip_suffix(".Arn"));
    let name = name.unwrap_or_else(|| panic!("{function}: its role is in this template"));
    stack.resource(name).name
}

fn actions(statement: &Value) -> Vec<&str> {
    list(&statement["Action"]).into_iter().filter_map(Value::as_str).collect()
}

#[test]
fn every_function_has_a_role_of_its_own_that_only_lambda_takes() {
    let root = root();
    let mut roles = BTreeSet::new();
    for function in root.of_kind("AWS::Serverless::Function") {
        let role = role_of(&root, function.name);
        assert!(roles.insert(role), "{}: {role} is another function's", function.name);
        let role = root.resource(role);
        assert_eq!(role.kind, "AWS::IAM::Role");
        for own in ["Policies", "Connectors", "PermissionsBoundary"] {
            assert!(function.properties()[own].is_null(), "{}: rights are in its role", function.name);
        }
        assert_eq!(
            role.properties()["AssumeRolePolicyDocument"]["Statement"],
            json!([{
                "Effect": "Allow",
                "Principal": { "Service": "lambda.amazonaws.com" },
                "Action": "sts:AssumeRole",
            }])
        );
        assert_eq!(role.properties()["ManagedPolicyArns"], json!([{ "Fn::Sub": TRACING }]), "{}", role.name);
    }
    roles.extend(OTHER_ROLES);
    let all: BTreeSet<_> = root.of_kind("AWS::IAM::Role").map(|role| role.name).collect();
    assert_eq!(roles, all);
}

#[test]
fn no_action_has_a_star() {
    for (place, _, statement) in allowing(&stacks()) {
        assert!(statement["NotAction"].is_null(), "{place}");
        let actions = actions(statement);
        assert!(!actions.is_empty(), "{place}");
        assert!(!actions.iter().any(|action| action.contains('*')), "{place}: {actions:?}");
    }
}

/// The resources of a statement, as far as they are written out.
fn resources(statement: &Value) -> Vec<String> {
    let written = |resource: &Value| match resource {
        Value::String(text) => text.clone(),
        Value::Object(_) => {
            let substituted = resource["Fn::Sub"].as_str();
            substituted.map_or_else(|| resource.to_string(), str::to_owned)
        }
        other => panic!("{other}: a resource is text"),
    };
    list(&statement["Resource"]).into_iter().map(written).collect()
}

#[test]
fn no_resource_is_a_star_beyond_the_seven_exceptions() {
    for (place, kind, statement) in allowing(&stacks()) {
        assert!(statement["NotResource"].is_null(), "{place}");
        // A role's trust has no resource: the role is it.
        let trust = actions(statement) == ["sts:AssumeRole"];
        let resources = resources(statement);
        assert!(trust || !resources.is_empty(), "{place}");
        for resource in resources {
            let Some((named, rest)) = resource.split_once('*') else { continue };
            // One: in a key policy the star is the key itself. (Two: statements that deny, which are not looked at.)
            let of_key = kind == "AWS::KMS::Key" && resource == "*";
            // Three: everything on a path below a resource that is named.
            let below = rest.is_empty()
                && (named.ends_with('/') || named.ends_with(":log-stream:"))
                && named.contains("${")
                && named.trim_end_matches(['/', ':']).len()
                    > "arn:${AWS::Partition}:s3:::".len().min(named.len() / 2);
            // Four: the rule that GuardDuty makes for itself.
            let managed = resource.ends_with(MANAGED_RULE);
            // Five: the mail service's suppression list is the account's, and no resource.
            let of_account = actions(statement) == ["ses:DeleteSuppressedDestination"] && resource == "*";
            // Six and seven: deployments move the alias of each function of this stack, and see alarms, which is no right on one.
            let of_stack = resource.ends_with(":function:${AWS::StackName}-*");
            let alarms = actions(statement) == ["cloudwatch:DescribeAlarms"] && resource == "*";
            let of_deployments = place.ends_with(": DeploymentRole") && (of_stack || alarms);
            assert!(of_key || below || managed || of_account || of_deployments, "{place}: {resource}");
        }
    }
}

/// Whether a statement is about the sessions of the portal, which is another table (portal.rs).
fn is_of_sessions(statement: &Value) -> bool {
    resources(statement).iter().all(|resource| resource.ends_with(":table/${AWS::StackName}-sessions"))
}

/// Every statement of a function's role, with the function's name.
fn of_functions(root: &Stack) -> Vec<(&str, &Value)> {
    let functions = root.of_kind("AWS::Serverless::Function");
    functions
        .flat_map(|function| {
            let role = root.resource(role_of(root, function.name)).whole;
            having(&role["Properties"]["Policies"], "Effect").into_iter().map(move |one| (function.name, one))
        })
        .collect()
}

/// The partitions that a statement on the table, an index of it or its stream names; none when it is about something else.
fn partitions(statement: &Value) -> Option<Vec<&str>> {
    let of_the_table = resources(statement).iter().any(|resource| resource.contains("Data.Outputs.TableArn"));
    let keys = list(&statement["Condition"]["ForAllValues:StringLike"][KEYS]);
    of_the_table.then(|| keys.into_iter().filter_map(Value::as_str).collect())
}

#[test]
fn every_right_on_the_table_names_its_partitions() {
    for (function, statement) in of_functions(&root()) {
        let Some(partitions) = partitions(statement) else { continue };
        assert!(!partitions.is_empty(), "{function}: {} on the whole table", statement["Sid"]);
        for partition in partitions {
            let kind = partition.strip_suffix("#*").unwrap_or(partition);
            assert!(!kind.is_empty() && !kind.contains('*'), "{function}: {partition}");
        }
    }
}

#[test]
fn reads_and_writes_are_apart() {
    for (function, statement) in of_functions(&root()) {
        let writes = actions(statement).into_iter().filter(|action| WRITES.contains(action)).count();
        assert!(writes == 0 || writes == actions(statement).len(), "{function}: {}", statement["Sid"]);
    }
}

#[test]
fn only_what_sends_may_send() {
    for (function, statement) in of_functions(&root()) {
        let sends = actions(statement).iter().any(|action| action.starts_with("ses:Send"));
        assert!(!sends || SENDERS.contains(&function), "{function}");
    }
}

/// Holds A1, A2.
#[test]
fn no_function_can_take_back_an_entry_of_the_history() {
    let root = root();
    let table = attribute("Data", "Outputs.TableArn");
    for (function, statement) in of_functions(&root) {
        for action in actions(statement) {
            match action {
                // Whole items, put if absent; nothing is ever deleted.
                "dynamodb:GetItem"
                | "dynamodb:BatchGetItem"
                | "dynamodb:Query"
                | "dynamodb:PutItem"
                | "dynamodb:ConditionCheckItem"
                | "dynamodb:DescribeStream"
                | "dynamodb:GetRecords"
                | "dynamodb:GetShardIterator"
                | "dynamodb:ListStreams" => {}
                "dynamodb:UpdateItem" if is_of_sessions(statement) => {}
                "dynamodb:UpdateItem" => {
                    let partitions = partitions(statement).expect("a right on the table");
                    let wrong = partitions.iter().find(|partition| WITH_HISTORY.contains(partition));
                    assert_eq!(wrong, None, "{function}: changes in place what has a history");
                }
                action if action.starts_with("dynamodb:") => panic!("{function}: {action}"),
                // Nor what was accepted (E4).
                "s3:PutObject"
                | "s3:AbortMultipartUpload"
                | "s3:GetObject"
                | "s3:GetObjectVersion"
                | "s3:ListBucket" => {}
                action if action.starts_with("s3:") => panic!("{function}: {action}"),
                _ => {}
            }
        }
        let writes = actions(statement).contains(&"dynamodb:PutItem");
        assert!(!writes || list(&statement["Resource"]) == [&table], "{function}");
    }
}

#[test]
fn the_key_is_used_through_the_services_that_store_with_it() {
    let root = root();
    for function in root.of_kind("AWS::Serverless::Function") {
        let role = root.resource(role_of(&root, function.name));
        for statement in having(&role.properties()["Policies"], "Effect") {
            if actions(statement).iter().any(|action| action.starts_with("kms:")) {
                assert_eq!(statement["Resource"], attribute("Data", "Outputs.KeyArn"), "{}", function.name);
                assert!(
                    !statement["Condition"]["StringEquals"]["kms:ViaService"].is_null(),
                    "{}",
                    function.name
                );
            }
        }
    }
}

#[test]
fn every_principal_that_may_invoke_a_function_is_named() {
    for stack in &stacks() {
        for permission in stack.of_kind("AWS::Lambda::Permission") {
            let properties = permission.properties();
            assert_eq!(properties["Action"], "lambda:InvokeFunction", "{}", permission.place());
            assert!(!properties["SourceArn"].is_null(), "{}", permission.place());
            assert_ne!(properties["Principal"], "*", "{}", permission.place());
        }
    }
}
