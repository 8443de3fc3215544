//! The probe: the one function that reaches the Internet, so it reaches as little as can be here; its keys; and what is measured
//! of it (O5, O7, O9).

use std::collections::BTreeSet;

use runtime::Code;
use serde_json::{Value, json};

use crate::repository::read;
use crate::stacks::{Stack, attribute, having, list, root, stacks};

const FUNCTION: &str = "OatProbeFunction";
const ROLE: &str = "OatProbeRole";

fn actions(statement: &Value) -> BTreeSet<&str> {
    list(&statement["Action"]).into_iter().filter_map(Value::as_str).collect()
}

fn statements(role: &Value) -> Vec<&Value> {
    having(&role["Policies"], "Effect")
}

#[test]
fn the_probe_reaches_no_person_no_receipt_and_no_upload() {
    let root = root();
    let rights = root.resource(ROLE).properties()["Policies"].to_string();
    for word in ["PERSON#", "REQUEST#", "\"PDP\"", "s3:", "ses:", "cognito-idp:"] {
        assert!(!rights.contains(word), "{word}");
    }
}

#[test]
fn the_probes_keys_are_in_no_template_and_outlive_the_stack() {
    let data = Stack::read("infra/data.yaml");
    let secret = data.resource("ProbeKeyBundle");
    assert_eq!(secret.whole["DeletionPolicy"], "RetainExceptOnCreate");
    assert_eq!(secret.properties()["KmsKeyId"], json!({ "Fn::GetAtt": "Key.Arn" }));
    // Whatever is written here would replace what a person put there.
    for value in ["SecretString", "GenerateSecretString"] {
        assert!(secret.properties()[value].is_null(), "{value}");
    }
    let others: usize =
        stacks().iter().map(|stack| stack.of_kind("AWS::SecretsManager::Secret").count()).sum();
    assert_eq!(others, 1);
}

/// Holds O5.
#[test]
fn only_the_probe_reads_its_keys_and_it_can_only_read_them() {
    let root = root();
    let key_bundle = attribute("Data", "Outputs.ProbeKeyBundleArn");
    for role in root.of_kind("AWS::IAM::Role") {
        for statement in statements(role.properties()) {
            let of_secrets = actions(statement).iter().any(|action| action.starts_with("secretsmanager:"));
            if !of_secrets {
                continue;
            }
            assert_eq!(role.name, ROLE);
            assert_eq!(statement["Action"], json!(["secretsmanager:GetSecretValue"]));
            assert_eq!(statement["Resource"], key_bundle);
        }
    }
    for function in root.of_kind("AWS::Serverless::Function").filter(|function| function.name != FUNCTION) {
        assert!(!function.whole.to_string().contains("ProbeKeyBundle"), "{}", function.name);
    }
    let decrypts: Vec<_> = statements(root.resource(ROLE).properties())
        .into_iter()
        .filter(|statement| statement["Condition"].to_string().contains("secretsmanager."))
        .collect();
    let [decrypts] = decrypts[..] else { panic!("one statement") };
    assert_eq!(decrypts["Action"], json!(["kms:Decrypt"]));
    assert_eq!(decrypts["Condition"]["StringEquals"]["kms:EncryptionContext:SecretARN"], key_bundle);
}

/// The metric filter that makes this metric, and the alarm on it.
fn metric<'s>(stack: &'s Stack, name: &str) -> (&'s Value, Option<&'s Value>) {
    let filters = stack.of_kind("AWS::Logs::MetricFilter").map(|filter| filter.properties());
    let mut filters = filters.filter(|filter| filter["MetricTransformations"][0]["MetricName"] == name);
    let filter = filters.next().unwrap_or_else(|| panic!("no metric {name}"));
    let mut alarms = stack.of_kind("AWS::CloudWatch::Alarm").map(|alarm| alarm.properties());
    (filter, alarms.find(|alarm| alarm["MetricName"] == name))
}

/// Holds O7.
#[test]
fn two_own_faults_in_a_row_and_a_late_run_wake_somebody() {
    let stack = Stack::read("infra/observability.yaml");
    let (filter, alarm) = metric(&stack, "ProbeFaults");
    assert_eq!(
        filter["FilterPattern"],
        format!("{{ $.code = \"{}\" }}", Code::ProbeFaulty.as_str()),
        "it is logged from the second on"
    );
    let alarm = alarm.expect("an alarm");
    assert_eq!((&alarm["Threshold"], &alarm["Statistic"]), (&json!(0), &json!("Sum")));
    // As far apart as repetitions are at most, and more.
    assert!(alarm["Period"].as_u64().is_some_and(|seconds| seconds > 3600));
    let (filter, alarm) = metric(&stack, "OatRunLateness");
    assert_eq!(filter["MetricTransformations"][0]["MetricValue"], "$.late_seconds");
    let alarm = alarm.expect("an alarm");
    assert_eq!((&alarm["Threshold"], &alarm["Statistic"]), (&json!(600), &json!("Maximum")));
    for alarm in ["ProbeFaults", "OatRunLateness"].map(|name| metric(&stack, name).0) {
        assert_eq!(alarm["LogGroupName"], json!({ "Ref": "OatProbeLogName" }));
        assert_eq!(alarm["MetricTransformations"][0]["MetricNamespace"], json!({ "Ref": "Prefix" }));
    }
}

#[test]
fn every_find_request_is_counted_by_its_cause() {
    let stack = Stack::read("infra/observability.yaml");
    let (filter, _) = metric(&stack, "FindRequests");
    assert_eq!(filter["FilterPattern"], format!("{{ $.code = \"{}\" }}", Code::FindRequestSent.as_str()));
    let transformation = &filter["MetricTransformations"][0];
    assert_eq!(transformation["Dimensions"], json!([{ "Key": "Cause", "Value": "$.cause" }]));
    // The service takes no default together with dimensions.
    assert!(transformation["DefaultValue"].is_null());
}

#[test]
fn what_metrics_are_made_of_is_logged_under_these_names() {
    let report = read("functions/oat-probe/src/report.rs");
    for field in ["late_seconds", "cause = "] {
        assert!(report.contains(field), "{field}");
    }
}

#[test]
fn every_metric_of_the_logs_is_made_of_lines_that_are_written() {
    let stack = Stack::read("infra/observability.yaml");
    let known: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let mut codes = 0;
    for filter in stack.of_kind("AWS::Logs::MetricFilter") {
        let pattern = filter.properties()["FilterPattern"].as_str().unwrap_or_default();
        if let Some(code) = pattern.split("$.code = \"").nth(1).and_then(|rest| rest.split('"').next()) {
            assert!(known.contains(code), "{}: {code}", filter.name);
            codes += 1;
        }
    }
    assert!(codes >= 6);
}
