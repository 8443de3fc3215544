//! The schedules of due work, of the probe and of exports: every minute, whatever happened in the minute before, with the right to ask and
//! no other.

use std::process::Command;

use serde_json::{Value, json};

use crate::repository::path;
use crate::stacks::{attribute, having, root};

/// What is asked for every minute.
struct Scheduled {
    function: &'static str,
    name: &'static str,
    event: &'static str,
    schedule: &'static str,
    role: &'static str,
    failures: &'static str,
    /// How long one may take: as long as those that overlap do each other no harm.
    seconds: u64,
}

const SCHEDULED: [Scheduled; 3] = [
    Scheduled {
        function: "GoLiveFunction",
        name: "go-live",
        event: "DueWork",
        schedule: "due-work",
        role: "DueWorkScheduleRole",
        failures: "Outputs.GoLiveFailuresArn",
        seconds: 120,
    },
    Scheduled {
        function: "OatProbeFunction",
        name: "oat-probe",
        event: "Batch",
        schedule: "probe",
        role: "ProbeScheduleRole",
        failures: "Outputs.OatProbeFailuresArn",
        seconds: 120,
    },
    Scheduled {
        function: "ExportFunction",
        name: "export",
        event: "Due",
        schedule: "due-exports",
        role: "ExportScheduleRole",
        failures: "Outputs.ExportFailuresArn",
        seconds: 900,
    },
];

/// Holds G4, O3.
#[test]
fn what_is_due_is_done_every_minute_and_failures_are_set_aside() {
    let root = root();
    for scheduled in SCHEDULED {
        let function = root.resource(scheduled.function).properties();
        let schedule = &function["Events"][scheduled.event];
        assert_eq!(schedule["Type"], "ScheduleV2");
        let schedule = &schedule["Properties"];
        let name = format!("${{AWS::StackName}}-{}", scheduled.schedule);
        assert_eq!(schedule["Name"], json!({ "Fn::Sub": name }));
        assert_eq!(schedule["ScheduleExpression"], "rate(1 minute)");
        assert_eq!(schedule["FlexibleTimeWindow"], json!({ "Mode": "OFF" }));
        assert!(schedule["State"].is_null(), "it is on");
        assert_eq!(schedule["RoleArn"], attribute(scheduled.role, "Arn"));
        // The next minute does what this one did not: nothing is worth hours of trying again.
        let set_aside = attribute("Data", scheduled.failures);
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
        // They may overlap, so nothing is reserved.
        assert!(function["Timeout"].as_u64().is_some_and(|seconds| seconds <= scheduled.seconds));
        assert!(function["ReservedConcurrentExecutions"].is_null());
    }
}

#[test]
fn nothing_else_is_scheduled() {
    let root = root();
    let events = root
        .of_kind("AWS::Serverless::Function")
        .filter_map(|function| function.properties()["Events"].as_object());
    let schedules = events.flat_map(|events| events.values()).filter(|event| event["Type"] == "ScheduleV2");
    assert_eq!(schedules.count(), SCHEDULED.len());
    assert_eq!(root.of_kind("AWS::Scheduler::Schedule").count(), 0);
}

/// The probe comes first, so that going live follows from the results of tests.
#[test]
fn make_due_calls_everything_that_is_scheduled() {
    let script =
        "import sys; sys.path.insert(0, sys.argv[1]); import process_due; print(*process_due.scheduled())";
    let mut python = Command::new("python3");
    let said = python.args(["-B", "-c", script]).arg(path("infra/local")).output().expect("Python runs");
    let said = String::from_utf8(said.stdout).expect("names");
    let mut called: Vec<_> = said.split_whitespace().collect();
    assert_eq!(called.first(), Some(&"oat-probe"), "{called:?}");
    let mut scheduled = SCHEDULED.map(|scheduled| scheduled.name);
    called.sort_unstable();
    scheduled.sort_unstable();
    assert_eq!(called, scheduled);
}

#[test]
fn a_schedule_may_only_call_its_function_and_set_aside() {
    let root = root();
    for scheduled in SCHEDULED {
        let role = root.resource(scheduled.role).properties();
        assert!(role["ManagedPolicyArns"].is_null());
        let group = "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule-group/default"
            .to_owned();
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
        let function = format!(
            "arn:${{AWS::Partition}}:lambda:${{AWS::Region}}:${{AWS::AccountId}}:function:${{AWS::StackName}}-{}:live",
            scheduled.name
        );
        assert_eq!(
            rights,
            [
                (&json!(["lambda:InvokeFunction"]), &json!({ "Fn::Sub": function })),
                (&json!(["sqs:SendMessage"]), &attribute("Data", scheduled.failures)),
                (&json!(["kms:Decrypt", "kms:GenerateDataKey"]), &attribute("Data", "Outputs.KeyArn")),
            ]
        );
    }
}
