//! Every alarm of the template is evaluated on what a fault leads to: it rings in time, and without the fault it does not.
//!
//! Of alarms on our own metrics the fault is provoked in the functions; their log lines go through the metric filters of the template.
//! Of alarms on AWS's metrics the values are written here, one a minute, because only AWS can measure them.

mod evaluation;
pub mod lines;
mod pattern;
mod provoked;

use std::future::Future;
use std::pin::Pin;

use fakes::FakeClock;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use self::evaluation::{Metric, Point, Watch, written};
use self::lines::Line;
pub use self::provoked::Maker;
use self::provoked::Provoked;
use crate::scenarios::{DRAFTED, FETCH, FETCHED, OFFICE, SUBMITTED};
use crate::support::{By, Call, Given};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// How long log lines and values are on their way to an alarm.
const ON_THE_WAY: SignedDuration = SignedDuration::from_mins(1);

type Provoking = Pin<Box<dyn Future<Output = Provoked>>>;

/// What an alarm hears.
enum Heard {
    /// What functions log with the fault, and without.
    Lines(fn(bool) -> Provoking),
    /// A value of AWS each minute: with the fault, and without; none when there is nothing to measure.
    Measured(&'static str, &'static str, &'static [(&'static str, &'static str)], Option<f64>, Option<f64>),
}

/// An alarm, and within how many minutes of the fault it rings.
struct Tried {
    alarm: &'static str,
    minutes: i64,
    heard: Heard,
}

const fn logged(alarm: &'static str, minutes: i64, provoke: fn(bool) -> Provoking) -> Tried {
    Tried { alarm, minutes, heard: Heard::Lines(provoke) }
}

/// One of Lambda's own metrics.
const fn of_function(
    alarm: &'static str,
    minutes: i64,
    metric: &'static str,
    function: &'static [(&'static str, &'static str)],
    [bad, good]: [Option<f64>; 2],
) -> Tried {
    Tried { alarm, minutes, heard: Heard::Measured("AWS/Lambda", metric, function, bad, good) }
}

const fn measured(
    alarm: &'static str,
    minutes: i64,
    namespace: &'static str,
    metric: &'static str,
    of: &'static [(&'static str, &'static str)],
    bad: f64,
) -> Tried {
    Tried { alarm, minutes, heard: Heard::Measured(namespace, metric, of, Some(bad), Some(0.0)) }
}

/// What a function says of itself every minute; the fault: it is not called.
const fn silent(alarm: &'static str, minutes: i64, metric: &'static str, good: f64) -> Tried {
    Tried { alarm, minutes, heard: Heard::Measured("${Prefix}", metric, &[], None, Some(good)) }
}

/// Messages that wait for a person.
const fn queue(alarm: &'static str, queue: &'static [(&'static str, &'static str)]) -> Tried {
    measured(alarm, 2, "AWS/SQS", "ApproximateNumberOfMessagesVisible", queue, 1.0)
}

/// Refused reads or writes of a table or an index.
const fn throttles(
    alarm: &'static str,
    metric: &'static str,
    of: &'static [(&'static str, &'static str)],
) -> Tried {
    measured(alarm, 7, "AWS/DynamoDB", metric, of, 3.0)
}

const BAD: [Option<f64>; 2] = [Some(1.0), Some(0.0)];
const TABLE: (&str, &str) = ("TableName", "${TableName}");
const BY_ORGANISATION: &[(&str, &str)] = &[TABLE, ("GlobalSecondaryIndexName", "by-organisation")];
const BY_QUEUE: &[(&str, &str)] = &[TABLE, ("GlobalSecondaryIndexName", "by-queue")];
const SESSIONS: &[(&str, &str)] = &[("TableName", "${SessionTableName}")];
const API: &[(&str, &str)] = &[("ApiId", "${ApiId}")];
const PORTAL_API: &[(&str, &str)] = &[("ApiId", "${PortalApiId}")];
const STAFF: By = By::REVIEWER;

/// Every alarm. A new one is added here.
const TRIED: &[Tried] = &[
    logged("submissions-errors", 3, |fault| {
        Box::pin(request("submissions", DRAFTED, Call::get(By::BUSINESS, "/me"), fault))
    }),
    logged("evidence-errors", 3, |fault| {
        let call = Call::get(STAFF, "/technical-changes/{id}/evidence");
        Box::pin(request("evidence", SUBMITTED, call, fault))
    }),
    logged("reviews-and-steps-errors", 3, |fault| {
        Box::pin(request("reviews-and-steps", SUBMITTED, Call::get(STAFF, "/review-queue"), fault))
    }),
    logged("oat-errors", 3, |fault| {
        Box::pin(request("oat", DRAFTED, Call::get(By::BUSINESS, "/oat-requests"), fault))
    }),
    logged("administration-errors", 3, |fault| {
        Box::pin(request("administration", OFFICE, Call::get(STAFF, "/organisations/{id}"), fault))
    }),
    logged("cryptographic-material-errors", 3, |fault| {
        Box::pin(request("cryptographic-material", FETCHED, FETCH, fault))
    }),
    logged("portal-errors", 3, |fault| Box::pin(provoked::page(fault))),
    of_function("sign-in-errors", 2, "Errors", &[("FunctionName", "${Prefix}-token-claims")], BAD),
    of_function("inspection-errors", 4, "Errors", &[("FunctionName", "${Prefix}-inspect-evidence")], BAD),
    of_function(
        "inspection-late",
        2,
        "AsyncEventAge",
        &[("FunctionName", "${Prefix}-inspect-evidence")],
        [Some(900_001.0), Some(90_000.0)],
    ),
    // A file may be checked for half an hour.
    logged("inspection-stuck", 33, |fault| Box::pin(provoked::lost_verdict(fault))),
    queue("inspection-failures", &[("QueueName", "${InspectionFailuresName}")]),
    logged("export-errors", 4, |fault| Box::pin(provoked::failing_export(fault))),
    queue("export-failures", &[("QueueName", "${ExportFailuresName}")]),
    silent("export-late", 11, "ExportLateness", 0.0),
    logged("export-given-up", 240, |fault| Box::pin(provoked::failing_export(fault))),
    logged("evidence-damaged", 3, |fault| Box::pin(provoked::damaged_file(fault))),
    // Two days, and an hour.
    logged("evidence-not-compared", 2_950, |fault| Box::pin(provoked::comparison(fault))),
    logged("mail-errors", 17, |fault| Box::pin(provoked::letters_without_store(fault))),
    queue("mail-failures", &[("QueueName", "${MailFailuresName}")]),
    // The first sign of refused mail.
    logged("mail-refused", 5, |fault| Box::pin(provoked::refused_letters(20, fault))),
    logged("mail-delay", 12, |fault| Box::pin(provoked::refused_letters(20, fault))),
    logged("mail-stuck", 90, |fault| Box::pin(provoked::refused_letters(100, fault))),
    of_function("mail-feedback-errors", 4, "Errors", &[("FunctionName", "${Prefix}-mail-feedback")], BAD),
    queue("mail-feedback-failures", &[("QueueName", "${MailFeedbackFailuresName}")]),
    logged("outcome-bounced", 3, |fault| Box::pin(provoked::bounce(fault))),
    measured("mail-bounces", 60, "AWS/SES", "Reputation.BounceRate", &[], 0.06),
    measured("mail-complaints", 60, "AWS/SES", "Reputation.ComplaintRate", &[], 0.002),
    of_function("go-live-errors", 4, "Errors", &[("FunctionName", "${Prefix}-go-live")], BAD),
    of_function(
        "go-live-late",
        11,
        "Invocations",
        &[("FunctionName", "${Prefix}-go-live")],
        [None, Some(1.0)],
    ),
    logged("going-live-overdue", 13, |fault| Box::pin(provoked::going_live(fault))),
    queue("go-live-failures", &[("QueueName", "${GoLiveFailuresName}")]),
    of_function("oat-probe-errors", 4, "Errors", &[("FunctionName", "${Prefix}-oat-probe")], BAD),
    of_function(
        "oat-probe-late",
        11,
        "Invocations",
        &[("FunctionName", "${Prefix}-oat-probe")],
        [None, Some(1.0)],
    ),
    queue("oat-probe-failures", &[("QueueName", "${OatProbeFailuresName}")]),
    logged("oat-run-late", 13, |fault| Box::pin(provoked::run(fault))),
    logged("oat-probe-faults", 4, |fault| Box::pin(provoked::keys(fault))),
    logged("probe-certificate-ending", 3, |fault| Box::pin(provoked::certificate(fault))),
    logged("unreadable-items", 3, |fault| Box::pin(provoked::unreadable_row(fault))),
    of_function("function-throttles", 7, "Throttles", &[], BAD),
    measured("api-failures", 2, "AWS/ApiGateway", "5xx", API, 1.0),
    measured("api-latency", 12, "AWS/ApiGateway", "Latency", API, 3_001.0),
    measured("portal-failures", 2, "AWS/ApiGateway", "5xx", PORTAL_API, 1.0),
    measured("portal-latency", 12, "AWS/ApiGateway", "Latency", PORTAL_API, 5_001.0),
    throttles("session-read-throttles", "ReadThrottleEvents", SESSIONS),
    throttles("session-write-throttles", "WriteThrottleEvents", SESSIONS),
    throttles("table-read-throttles", "ReadThrottleEvents", &[TABLE]),
    throttles("table-write-throttles", "WriteThrottleEvents", &[TABLE]),
    throttles("by-organisation-read-throttles", "ReadThrottleEvents", BY_ORGANISATION),
    throttles("by-organisation-write-throttles", "WriteThrottleEvents", BY_ORGANISATION),
    throttles("by-queue-read-throttles", "ReadThrottleEvents", BY_QUEUE),
    throttles("by-queue-write-throttles", "WriteThrottleEvents", BY_QUEUE),
];

async fn request(function: &'static str, given: &'static [Given], call: Call, fault: bool) -> Provoked {
    let of = crate::support::functions()
        .into_iter()
        .find(|(_, routes)| routes.iter().any(|route| (route.method, route.path) == call.route()));
    assert_eq!(of.map(|(name, _)| name), Some(function), "whose route it is");
    provoked::request(function, given, call, fault).await
}

fn now() -> Timestamp {
    app::Clock::now(&FakeClock::default())
}

#[test]
fn every_alarm_of_the_template_is_tried() {
    let mut tried: Vec<_> = TRIED.iter().map(|tried| tried.alarm.to_owned()).collect();
    tried.sort();
    assert_eq!(Watch::read().names(), tried);
}

#[tokio::test]
async fn alarms_ring_in_time_on_what_functions_log() {
    let watch = Watch::read();
    for Tried { alarm, minutes, heard } in TRIED {
        let Heard::Lines(provoke) = heard else { continue };
        let Provoked { from, until, lines } = provoke(true).await;
        let rung = watch.rings(alarm, &watch.points(&lines), from, until + ON_THE_WAY);
        let rung = rung.unwrap_or_else(|| panic!("{alarm} does not ring: {lines:#?}"));
        let after = (rung + ON_THE_WAY).duration_since(from);
        assert!(after <= MINUTE * i32::try_from(*minutes).unwrap(), "{alarm} rings after {after:#}");
        let Provoked { from, until, lines } = provoke(false).await;
        assert!(!lines.is_empty() || *alarm == "portal-errors", "{alarm}: the same is done");
        let rung = watch.rings(alarm, &watch.points(&lines), from, until + MINUTE * 10);
        assert_eq!(rung, None, "{alarm} rings without the fault");
    }
}

#[tokio::test]
async fn alarms_ring_in_time_on_what_aws_measures() {
    let (watch, from) = (Watch::read(), now());
    for Tried { alarm, minutes, heard } in TRIED {
        let Heard::Measured(namespace, name, of, bad, good) = heard else { continue };
        let dimensions = of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let metric = Metric {
            namespace: (*namespace).to_owned(),
            name: (*name).to_owned(),
            dimensions: dimensions.collect(),
        };
        // Three hours without the fault, then two with it.
        let point = |minute: i32| {
            let value = if minute < 0 { good } else { bad };
            value.map(|value| Point { metric: metric.clone(), at: from + MINUTE * minute, value })
        };
        let points: Vec<_> = (-180..120).filter_map(point).collect();
        let before = watch.rings(alarm, &points, from - MINUTE * 60, from - MINUTE);
        assert_eq!(before, None, "{alarm} rings without the fault");
        let rung = watch.rings(alarm, &points, from - MINUTE, from + MINUTE * 120);
        let rung = rung.unwrap_or_else(|| panic!("{alarm} does not ring"));
        let after = (rung + ON_THE_WAY).duration_since(from);
        assert!(after <= MINUTE * i32::try_from(*minutes).unwrap(), "{alarm} rings after {after:#}");
    }
}

/// The page of the drills promises no more than is held here.
#[test]
fn the_drills_name_alarms_with_their_minutes() {
    let page = include_str!("../../../../../docs/drills.md");
    let mut named = 0;
    for Tried { alarm, minutes, .. } in TRIED {
        for (place, name) in page.match_indices(&format!("`{alarm}`, ")) {
            let said = &page[place + name.len()..];
            assert!(said.starts_with(&format!("{minutes} minutes")), "{alarm}: {}", &said[..20]);
            named += 1;
        }
    }
    assert!(named >= 13, "{named}");
}

#[tokio::test]
async fn one_refusal_that_is_made_good_wakes_nobody() {
    let watch = Watch::read();
    let Provoked { from, until, lines } = provoked::letter_refused_once().await;
    let points = watch.points(&lines);
    assert_eq!(points.iter().filter(|point| point.metric.name == "MailRefused").count(), 1);
    for alarm in ["mail-refused", "mail-delay", "mail-stuck", "mail-errors"] {
        assert_eq!(watch.rings(alarm, &points, from, until), None, "{alarm}");
    }
}

/// As Lambda writes them beside our own.
#[test]
fn an_invocation_that_dies_rings_as_a_fault_that_is_met() {
    let (watch, from) = (Watch::read(), now());
    let rings = |alarm, content: Value, function| {
        let lines: Vec<_> = (0..20)
            .map(|minute| Line { function, at: from + MINUTE * minute, content: content.clone() })
            .collect();
        watch.rings(alarm, &watch.points(&lines), from, from + MINUTE * 20).is_some()
    };
    let report = |status: &str| json!({ "type": "platform.report", "record": { "requestId": "6d68ca91", "status": status } });
    for (alarm, function) in [
        ("submissions-errors", "submissions"),
        ("evidence-errors", "evidence"),
        ("reviews-and-steps-errors", "reviews-and-steps"),
        ("oat-errors", "oat"),
        ("administration-errors", "administration"),
        ("cryptographic-material-errors", "cryptographic-material"),
        ("portal-errors", "portal"),
    ] {
        for status in ["error", "timeout", "failure"] {
            assert!(rings(alarm, report(status), function), "{alarm}: {status}");
        }
        assert!(rings(alarm, json!({ "code": "CONFIGURATION_BAD" }), function), "{alarm}");
        assert!(!rings(alarm, report("success"), function), "{alarm}");
        assert!(!rings(alarm, report("error"), "go-live"), "{alarm}: of another function");
    }
}

/// Whether an event of EventBridge fits a pattern: every name of the pattern is there, with one of its values.
fn fits(pattern: &Value, event: &Value) -> bool {
    match (pattern, event) {
        (_, Value::Array(events)) => events.iter().any(|event| fits(pattern, event)),
        (Value::Object(names), _) => names.iter().all(|(name, pattern)| fits(pattern, &event[name])),
        (Value::Array(values), _) => {
            values.iter().any(|value| written(value) == event.as_str().unwrap_or(""))
        }
        _ => panic!("no pattern: {pattern}"),
    }
}

/// Whether the rule of this name tells the alarms of the event.
fn tells(watch: &Watch, rule: &str, event: &Value) -> bool {
    let of = watch.0.resource(rule).properties();
    assert_eq!(of["Targets"][0]["Arn"], json!({ "Ref": "Alarms" }));
    let policy = &watch.0.resource("AlarmsPolicy").properties()["PolicyDocument"]["Statement"];
    let arn = json!({ "Fn::GetAtt": format!("{rule}.Arn") });
    let may = policy.as_array().expect("statements").iter().any(|statement| {
        let rules = statement["Condition"]["ArnEquals"]["aws:SourceArn"].as_array();
        statement["Action"] == "sns:Publish" && rules.is_some_and(|rules| rules.contains(&arn))
    });
    assert!(may, "{rule} may write to the topic");
    fits(&of["EventPattern"], event)
}

#[test]
fn a_disabled_key_and_one_to_be_deleted_are_told() {
    let watch = Watch::read();
    let event = |name: &str, key: &str| {
        json!({
            "source": "aws.kms",
            "detail-type": "AWS API Call via CloudTrail",
            "detail": {
                "eventSource": "kms.amazonaws.com",
                "eventName": name,
                "resources": [{ "type": "AWS::KMS::Key", "ARN": key }],
            },
        })
    };
    for (name, key, is_told) in [
        ("DisableKey", "${KeyArn}", true),
        ("ScheduleKeyDeletion", "${KeyArn}", true),
        ("EnableKey", "${KeyArn}", false),
        ("DisableKey", "another", false),
    ] {
        assert_eq!(tells(&watch, "KeyDisabled", &event(name, key)), is_told, "{name} {key}");
    }
    // Otherwise nobody would be told of anything from then on.
    assert!(watch.0.resource("Alarms").properties()["KmsMasterKeyId"].is_null());
}

#[test]
fn a_copy_that_was_not_made_is_told() {
    let watch = Watch::read();
    for (kind, state, of, is_told) in [
        ("Backup Job State Change", "FAILED", "${TableArn}", true),
        ("Backup Job State Change", "EXPIRED", "${EvidenceBucketArn}", true),
        ("Copy Job State Change", "FAILED", "${MaterialBucketArn}", true),
        ("Copy Job State Change", "COMPLETED", "${TableArn}", false),
        ("Restore Job State Change", "FAILED", "${TableArn}", false),
        ("Copy Job State Change", "FAILED", "another", false),
    ] {
        let detail = json!({ "resourceArn": of, "state": state });
        let event = json!({ "source": "aws.backup", "detail-type": kind, "detail": detail });
        assert_eq!(tells(&watch, "CopyFailed", &event), is_told, "{kind} {state} {of}");
    }
}

#[test]
fn a_scan_that_stopped_is_told() {
    let watch = Watch::read();
    for (status, bucket, is_told) in [
        ("Error", "${Prefix}-quarantine-${AWS::AccountId}", true),
        ("Warning", "${Prefix}-quarantine-${AWS::AccountId}", true),
        ("Active", "${Prefix}-quarantine-${AWS::AccountId}", false),
        ("Error", "another", false),
    ] {
        let event = json!({
            "source": "aws.guardduty",
            "detail-type": format!("GuardDuty Malware Protection Resource Status {status}"),
            "detail": { "s3BucketDetails": { "bucketName": bucket }, "resourceStatus": status },
        });
        assert_eq!(tells(&watch, "ScanStopped", &event), is_told, "{status} {bucket}");
    }
}
