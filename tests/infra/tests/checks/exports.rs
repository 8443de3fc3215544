//! Exports: each is begun alone, one that fails is found in the queue by a schedule, and what is left becomes known (A1, G5).

use domain::evidence::comparison::KEPT_FOR;
use domain::export::{GIVEN_UP_AFTER, LIFETIME, RESTS};
use jiff::SignedDuration;
use runtime::Code;
use serde_json::{Value, json};

use crate::stacks::{Stack, attribute, having, root};

#[test]
fn the_stream_hands_on_new_exports_only_each_alone() {
    let root = root();
    let requests = &root.resource("ExportFunction").whole["Properties"]["Events"]["Requests"];
    assert_eq!(requests["Type"], "DynamoDB");
    let mapping = &requests["Properties"];
    assert_eq!(mapping["Stream"], attribute("Data", "Outputs.TableStreamArn"));
    assert_eq!(mapping["StartingPosition"], "TRIM_HORIZON");
    // A batch is tried again as a whole when the function dies.
    assert_eq!(mapping["BatchSize"], 1);
    assert_eq!(mapping["FunctionResponseTypes"], Value::Null, "what fails is found in the queue");
    assert_eq!(mapping["MaximumRetryAttempts"], 2);
    let filters = mapping["FilterCriteria"]["Filters"].as_array().expect("filters");
    let pattern =
        |filter: &Value| serde_json::from_str(filter["Pattern"].as_str().expect("text")).expect("JSON");
    let patterns: Vec<Value> = filters.iter().map(pattern).collect();
    let new_exports =
        json!({ "eventName": ["INSERT"], "dynamodb": { "NewImage": { "kind": { "S": ["export"] } } } });
    assert_eq!(patterns, [new_exports]);
    let set_aside = json!({ "Type": "SQS", "Destination": attribute("Data", "Outputs.ExportFailuresArn") });
    assert_eq!(mapping["DestinationConfig"]["OnFailure"], set_aside);
}

#[test]
fn an_export_is_tried_until_it_is_shown_as_failed() {
    let root = root();
    let function = root.resource("ExportFunction").properties();
    let runs = SignedDuration::from_secs(function["Timeout"].as_i64().expect("a time"));
    let minute = SignedDuration::from_mins(1);
    let rests = RESTS.iter().fold(SignedDuration::ZERO, |sum, rest| sum + *rest + minute);
    assert!(rests + runs <= GIVEN_UP_AFTER, "the last try is over before people see that it failed");
}

#[test]
fn an_export_is_kept_as_long_as_promised_and_then_forgotten() {
    let data = Stack::read("infra/data.yaml");
    let bucket = data.resource("ExportBucket").properties();
    let rules = having(&bucket["LifecycleConfiguration"], "ExpirationInDays");
    assert_eq!(rules.len(), 1);
    let days = rules[0]["ExpirationInDays"].as_i64().expect("days");
    assert_eq!((SignedDuration::from_hours(days * 24), &rules[0]["Status"]), (LIFETIME, &json!("Enabled")));
    let unfinished = having(&bucket["LifecycleConfiguration"], "DaysAfterInitiation");
    assert_eq!(unfinished[0]["DaysAfterInitiation"], 1);
    assert!(bucket["ObjectLockEnabled"].is_null(), "what is made again need not be kept");
}

/// Holds A2.
#[test]
fn no_file_that_the_rule_removes_counts_as_damaged() {
    let data = Stack::read("infra/data.yaml");
    let bucket = data.resource("EvidenceBucket").properties();
    let rules = having(&bucket["LifecycleConfiguration"], "ExpirationInDays");
    let days = rules[0]["ExpirationInDays"].as_i64().expect("days");
    assert_eq!(SignedDuration::from_hours(days * 24), KEPT_FOR);
}

#[test]
fn only_the_maker_writes_exports_and_it_writes_no_evidence() {
    let root = root();
    for role in root.of_kind("AWS::IAM::Role") {
        for statement in having(&role.properties()["Policies"], "Effect") {
            let text = statement["Action"].to_string();
            let writes = text.contains("s3:PutObject") || text.contains("s3:AbortMultipartUpload");
            let of_exports = statement["Resource"].to_string().contains("ExportBucketArn");
            let is_maker = role.name == "ExportRole";
            assert!(!writes || is_maker == of_exports, "{}: {statement}", role.name);
        }
    }
}

#[test]
fn what_the_log_tells_of_a_failed_export_wakes_somebody() {
    let stack = Stack::read("infra/observability.yaml");
    let watched: Vec<_> = stack
        .of_kind("AWS::CloudWatch::Alarm")
        .filter(|alarm| alarm.properties()["Namespace"] == json!({ "Ref": "Prefix" }))
        .map(|alarm| alarm.properties()["MetricName"].clone())
        .collect();
    for code in [Code::ExportFailed, Code::EvidenceDamaged] {
        let pattern = format!("{{ $.code = \"{}\" }}", code.as_str());
        let filters = stack.of_kind("AWS::Logs::MetricFilter");
        let found =
            filters.map(|filter| filter.properties()).find(|filter| filter["FilterPattern"] == pattern);
        let found = found.unwrap_or_else(|| panic!("{pattern}"));
        assert_eq!(found["LogGroupName"], json!({ "Ref": "ExportLogName" }));
        let metric = &found["MetricTransformations"][0];
        assert_eq!(metric["MetricNamespace"], json!({ "Ref": "Prefix" }));
        assert!(watched.contains(&metric["MetricName"]), "{pattern}");
    }
}
