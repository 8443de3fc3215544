//! Rights: one role for each function, only named verbs on named resources.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::stacks::{Stack, attribute, having, list, root, stacks};

/// The services that each function may call, and no other: what it is for.
const SERVICES: [(&str, &[&str]); 12] = [
    ("AdministrationFunction", &["cognito-idp", "dynamodb", "kms", "logs"]),
    ("CryptographicMaterialFunction", &["dynamodb", "kms", "logs", "s3"]),
    ("EvidenceFunction", &["dynamodb", "kms", "logs", "s3"]),
    ("ExportFunction", &["dynamodb", "kms", "logs", "s3", "sqs"]),
    ("GoLiveFunction", &["dynamodb", "kms", "logs", "ses", "sqs"]),
    ("InspectEvidenceFunction", &["dynamodb", "kms", "logs", "s3", "sqs"]),
    ("MailFeedbackFunction", &["dynamodb", "kms", "logs", "sqs"]),
    ("NotifyFunction", &["dynamodb", "kms", "logs", "ses", "sqs"]),
    ("OatProbeFunction", &["dynamodb", "kms", "logs", "secretsmanager", "sqs"]),
    ("SubmissionsFunction", &["dynamodb", "kms", "logs"]),
    ("TokenClaimsFunction", &["dynamodb", "kms", "logs"]),
    ("WorkflowFunction", &["dynamodb", "kms", "logs"]),
];

/// The roles that are no function's: what the schedules may do (schedule.rs).
const SCHEDULE_ROLES: [&str; 2] = ["ProbeScheduleRole", "SweepScheduleRole"];

/// The partitions in which a function may change an item in place; all others put whole items only.
const CHANGED_IN_PLACE: [(&str, &[&str]); 6] = [
    ("ExportFunction", &["EXPORT#*"]),
    ("GoLiveFunction", &["MAIL#*"]),
    ("MailFeedbackFunction", &["MAIL#*", "FEEDBACK#*"]),
    ("NotifyFunction", &["MAIL#*"]),
    ("OatProbeFunction", &["PREFLIGHT#*"]),
    ("WorkflowFunction", &["PREFLIGHTS#*"]),
];

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
    roles.extend(SCHEDULE_ROLES);
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
fn no_resource_is_a_star_beyond_the_four_exceptions() {
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
            assert!(of_key || below || managed, "{place}: {resource}");
        }
    }
}

#[test]
fn a_function_may_call_only_the_services_it_is_for() {
    let root = root();
    let functions: Vec<_> = root.of_kind("AWS::Serverless::Function").map(|function| function.name).collect();
    assert_eq!(BTreeSet::from_iter(functions), BTreeMap::from(SERVICES).into_keys().collect());
    for (function, services) in SERVICES {
        let role = root.resource(role_of(&root, function));
        let found: BTreeSet<_> = having(&role.properties()["Policies"], "Effect")
            .into_iter()
            .flat_map(actions)
            .map(|action| action.split(':').next().unwrap_or_default())
            .collect();
        assert_eq!(found, BTreeSet::from_iter(services.iter().copied()), "{function}");
    }
}

#[test]
fn no_function_can_take_back_an_entry_of_the_history() {
    let root = root();
    let table = attribute("Data", "Outputs.TableArn");
    for function in root.of_kind("AWS::Serverless::Function") {
        let role = root.resource(role_of(&root, function.name));
        for statement in having(&role.properties()["Policies"], "Effect") {
            let keys = &statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"];
            for action in actions(statement) {
                match action {
                    // Letters, what is known of their delivery, exports, pre-flights and their count change in place; nothing is ever deleted.
                    "dynamodb:UpdateItem" => {
                        let mine = CHANGED_IN_PLACE.iter().find(|(name, _)| *name == function.name);
                        let mine = mine.unwrap_or_else(|| panic!("{}: {action}", function.name));
                        assert_eq!(keys, &json!(mine.1), "{}", function.name);
                    }
                    "dynamodb:GetItem"
                    | "dynamodb:BatchGetItem"
                    | "dynamodb:Query"
                    | "dynamodb:PutItem"
                    | "dynamodb:ConditionCheckItem"
                    | "dynamodb:DescribeStream"
                    | "dynamodb:GetRecords"
                    | "dynamodb:GetShardIterator"
                    | "dynamodb:ListStreams" => {}
                    action if action.starts_with("dynamodb:") => panic!("{}: {action}", function.name),
                    // Nor what was accepted (E4).
                    "s3:PutObject"
                    | "s3:AbortMultipartUpload"
                    | "s3:GetObject"
                    | "s3:GetObjectVersion"
                    | "s3:ListBucket" => {}
                    action if action.starts_with("s3:") => panic!("{}: {action}", function.name),
                    _ => {}
                }
            }
            let writes = actions(statement).contains(&"dynamodb:PutItem");
            assert!(!writes || list(&statement["Resource"]) == [&table], "{}", function.name);
        }
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
fn whoever_may_invoke_a_function_is_named() {
    for stack in &stacks() {
        for permission in stack.of_kind("AWS::Lambda::Permission") {
            let properties = permission.properties();
            assert_eq!(properties["Action"], "lambda:InvokeFunction", "{}", permission.place());
            assert!(!properties["SourceArn"].is_null(), "{}", permission.place());
            assert_ne!(properties["Principal"], "*", "{}", permission.place());
        }
    }
}
