//! The schedule of the sweep: every minute, whatever became of the minute before, with the right to ask and no other.

use serde_json::{Value, json};

use crate::stacks::{attribute, having, root};

#[test]
fn what_is_due_is_swept_every_minute_and_failures_are_set_aside() {
    let root = root();
    let function = root.resource("GoLiveFunction").properties();
    let schedule = &function["Events"]["Sweep"];
    assert_eq!(schedule["Type"], "ScheduleV2");
    let schedule = &schedule["Properties"];
    assert_eq!(schedule["Name"], json!({ "Fn::Sub": "${AWS::StackName}-sweep" }));
    assert_eq!(schedule["ScheduleExpression"], "rate(1 minute)");
    assert_eq!(schedule["FlexibleTimeWindow"], json!({ "Mode": "OFF" }));
    assert!(schedule["State"].is_null(), "it is on");
    assert_eq!(schedule["RoleArn"], attribute("SweepScheduleRole", "Arn"));
    // The next minute does what this one did not: nothing is worth hours of trying again.
    let set_aside = attribute("Data", "Outputs.GoLiveFailuresArn");
    assert_eq!(schedule["RetryPolicy"]["MaximumRetryAttempts"], 2);
    assert_eq!(schedule["RetryPolicy"]["MaximumEventAgeInSeconds"], 300);
    assert_eq!(schedule["DeadLetterConfig"], json!({ "Arn": set_aside }));
    let invocation = &function["EventInvokeConfig"];
    assert_eq!(invocation["MaximumRetryAttempts"], 1);
    assert_eq!(invocation["MaximumEventAgeInSeconds"], 300);
    assert_eq!(
        invocation["DestinationConfig"]["OnFailure"],
        json!({ "Type": "SQS", "Destination": set_aside })
    );
    // A sweep ends before the next but one begins; they may overlap, so nothing is reserved.
    assert!(function["Timeout"].as_u64().is_some_and(|seconds| seconds <= 60));
    assert!(function["ReservedConcurrentExecutions"].is_null());
}

#[test]
fn the_schedule_may_ask_for_a_sweep_and_set_aside_and_nothing_else() {
    let root = root();
    let role = root.resource("SweepScheduleRole").properties();
    assert!(role["ManagedPolicyArns"].is_null());
    let group =
        "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule-group/default".to_owned();
    assert_eq!(
        role["AssumeRolePolicyDocument"]["Statement"],
        json!([{
            "Effect": "Allow",
            "Principal": { "Service": "scheduler.amazonaws.com" },
            "Action": "sts:AssumeRole",
            "Condition": { "StringEquals": {
                "aws:SourceAccount": { "Ref": "AWS::AccountId" },
                "aws:SourceArn": { "Fn::Sub": group },
            } },
        }])
    );
    let rights: Vec<(&Value, &Value)> = having(&role["Policies"], "Effect")
        .into_iter()
        .map(|statement| (&statement["Action"], &statement["Resource"]))
        .collect();
    let function =
        "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-go-live";
    assert_eq!(
        rights,
        [
            (&json!(["lambda:InvokeFunction"]), &json!({ "Fn::Sub": function })),
            (&json!(["sqs:SendMessage"]), &attribute("Data", "Outputs.GoLiveFailuresArn")),
            (&json!(["kms:Decrypt", "kms:GenerateDataKey"]), &attribute("Data", "Outputs.KeyArn")),
        ]
    );
}
