//! The notes of the local stack's emulator (`infra/local/recorder.py`) give the rights that were needed.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use rights::{Deployment, read_log};

const NOTED: &str = r##"{"body": {"TransactItems": [{"Put": {"Item": {"pk": {"S": "CHANGE#"}}}}, {"Update": {"Key": {"pk": {"S": "PDP"}}}}]}, "by": "technical-change-local-OatProbeRole-x", "headers": {"x-amz-target": "DynamoDB_20120810.TransactWriteItems"}, "method": "POST", "path": "/", "status": 200}
{"body": {"ExpressionAttributeValues": {":queue": {"S": "review"}}, "IndexName": "by-queue", "KeyConditionExpression": "#queue = :queue"}, "by": "technical-change-local-OatProbeRole-x", "headers": {"x-amz-target": "DynamoDB_20120810.Query"}, "method": "POST", "path": "/", "status": 200}
{"body": {}, "by": "technical-change-local-OatProbeRole-x", "headers": {"x-amz-copy-source": "b-quarantine/uploads/x?versionId=", "x-amz-tagging-directive": "REPLACE"}, "method": "PUT", "path": "/b-evidence/evidence/id?x-id=", "status": 200}
{"body": {"key": "uploads/1/2"}, "by": "technical-change-local-OatProbeRole-x", "headers": {}, "method": "POST", "path": "/b-quarantine", "status": 201}
{"body": {}, "by": "technical-change-local-DueWorkScheduleRole-x", "headers": {}, "method": "GET", "path": "/b-evidence/evidence/1", "status": 200}
"##;

#[test]
fn the_log_notes_what_functions_needed_and_nothing_else() {
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join("noted.jsonl");
    fs::write(&log, NOTED).expect("a file for this test");
    let function = |by: &str| by.contains("OatProbeRole").then(|| "oat-probe".to_owned());
    let kept = read_log(&log, &Deployment::read().places(), function);
    let found: Vec<_> = kept
        .iter()
        .filter(|kept| !kept.need.action.starts_with("kms:"))
        .map(|kept| {
            let keys = kept.need.context.get("dynamodb:LeadingKeys").map(|keys| keys.join(" "));
            format!("{} {} {}", kept.function, kept.need.action, keys.unwrap_or_default())
        })
        .collect();
    let expected = [
        "oat-probe dynamodb:PutItem CHANGE#…",
        "oat-probe dynamodb:Query review",
        "oat-probe dynamodb:UpdateItem PDP",
        "oat-probe s3:GetObjectVersion ",
        "oat-probe s3:PutObject ",
        "oat-probe s3:PutObject ",
    ];
    assert_eq!(found, expected);
}

#[test]
fn without_a_log_nothing_was_needed() {
    let nowhere = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nothing-was-noted.jsonl");
    assert!(read_log(&nowhere, &Deployment::read().places(), |_| None).is_empty());
}
