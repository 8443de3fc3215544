//! Every alarm has a runbook, every runbook an alarm, and everything that can fail an alarm.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::repository::{names, read};
use crate::stacks::{Resource, Stack};

fn stack() -> Stack {
    Stack::read("infra/observability.yaml")
}

/// `mail-delay` of `${Prefix}-mail-delay`.
pub fn name_of<'s>(alarm: &Resource<'s>) -> &'s str {
    let name = alarm.properties()["AlarmName"]["Fn::Sub"].as_str().unwrap_or_default();
    name.strip_prefix("${Prefix}-").unwrap_or_else(|| panic!("{}: {name}", alarm.name))
}

/// The runbooks of alarms. A page to which a person decides to go says so in its first sentence.
fn runbooks() -> BTreeSet<String> {
    let pages = names("docs/runbooks").into_iter().filter(|page| page != "README.md");
    let of_alarms =
        pages.filter(|page| !read(&format!("docs/runbooks/{page}")).contains("\nNo alarm leads here"));
    of_alarms.map(|page| page.strip_suffix(".md").expect("a page").to_owned()).collect()
}

#[test]
fn every_alarm_has_a_runbook_and_every_runbook_an_alarm() {
    let stack = stack();
    let alarms = stack.of_kind("AWS::CloudWatch::Alarm").map(|alarm| name_of(&alarm).to_owned());
    // A rule tells of what no metric measures.
    let rules = stack.of_kind("AWS::Events::Rule").map(|rule| {
        let name = rule.properties()["Name"]["Fn::Sub"].as_str().unwrap_or_default();
        let name = name.strip_prefix("${Prefix}-").expect("a name").to_owned();
        let says = rule.properties()["Targets"][0]["InputTransformer"]["InputTemplate"].as_str();
        let page = format!(" See docs/runbooks/{name}.md.\"");
        assert!(says.is_some_and(|says| says.ends_with(&page)), "{name}: {says:?}");
        name
    });
    let alarms: BTreeSet<_> = alarms.chain(rules).collect();
    assert_eq!(alarms, runbooks());
}

/// Somebody who is woken has to know whether to act at once.
#[test]
fn the_page_for_people_on_call_says_how_urgent_each_alarm_is() {
    let page = read("docs/on-call.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    let mut said = BTreeSet::new();
    for row in rows {
        let (name, rest) = row.split_once("` | ").expect("a name, a severity, an example");
        let (severity, example) = rest.split_once(" | ").expect("a severity and an example");
        assert!(["1", "2", "3"].contains(&severity), "{row}");
        assert!(!example.is_empty(), "{row}");
        assert!(said.insert(name.to_owned()), "{name} is there twice");
    }
    assert_eq!(said, runbooks());
}

#[test]
fn an_alarm_names_its_runbook_and_reports_its_start_and_end() {
    let stack = stack();
    for alarm in stack.of_kind("AWS::CloudWatch::Alarm") {
        let (name, properties) = (name_of(&alarm), alarm.properties());
        let says = properties["AlarmDescription"].as_str().unwrap_or_default();
        assert!(says.ends_with(&format!(" See docs/runbooks/{name}.md.")), "{name}: {says}");
        for actions in ["AlarmActions", "OKActions"] {
            assert_eq!(properties[actions], json!([{ "Ref": "Alarms" }]), "{name}");
        }
        // These sound when there is no data, because then nothing was processed, probed or made.
        let silent = ["export-late", "go-live-late", "oat-probe-late"].contains(&name);
        let missing = if silent { "breaching" } else { "notBreaching" };
        assert_eq!(properties["TreatMissingData"], missing, "{name}");
    }
}

#[test]
fn a_runbook_says_its_alarm_meaning_where_to_look_what_to_do() {
    for page in runbooks() {
        let text = read(&format!("docs/runbooks/{page}.md"));
        let name = &page;
        assert!(text.contains(&format!("`$STACK-{name}`")), "{page}");
        for heading in ["# ", "## What it means", "## Look", "## Do"] {
            assert!(text.lines().any(|line| line.starts_with(heading)), "{page}: {heading}");
        }
    }
}

#[test]
fn a_runbook_names_only_runbooks_that_are_there() {
    let pages = names("docs/runbooks");
    for page in &pages {
        let text = read(&format!("docs/runbooks/{page}"));
        let quoted = text
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|quoted| quoted.ends_with(".md") && !quoted.contains('/'));
        for other in quoted {
            assert!(pages.iter().any(|page| page == other), "{page}: {other}");
        }
    }
}

#[test]
fn failures_of_every_function_and_queue_wake_somebody() {
    let stack = stack();
    let watched = |metric: &str, dimension: &str| -> Vec<Value> {
        let alarms = stack.of_kind("AWS::CloudWatch::Alarm");
        let alarms = alarms.filter(|alarm| alarm.properties()["MetricName"] == metric);
        let dimensions =
            alarms.flat_map(|alarm| alarm.properties()["Dimensions"].as_array().cloned().unwrap_or_default());
        dimensions.filter(|found| found["Name"] == dimension).map(|found| found["Value"].clone()).collect()
    };
    let functions = watched("Errors", "FunctionName");
    for function in names("functions") {
        // Those that answer their faults themselves are watched by their log.
        let by_errors = functions.contains(&json!({ "Fn::Sub": format!("${{Prefix}}-{function}") }));
        let by_log = faults_are_counted(&stack, &function);
        assert!(by_errors != by_log, "{function}");
        let answers = read(&format!("functions/{function}/Cargo.toml")).contains("\nlambda_http");
        assert!(
            by_log || !answers,
            "{function} answers HTTP, and Lambda counts no error when it answers 500"
        );
    }
    let root = Stack::read("template.yaml");
    let logs = &root.template["Globals"]["Function"]["LoggingConfig"];
    // So Lambda writes its report of every invocation, as JSON.
    assert_eq!((&logs["LogFormat"], &logs["SystemLogLevel"]), (&json!("JSON"), &json!("INFO")));
    let queues = watched("ApproximateNumberOfMessagesVisible", "QueueName");
    let data = Stack::read("infra/data.yaml");
    for queue in data.of_kind("AWS::SQS::Queue") {
        assert!(queues.contains(&json!({ "Ref": format!("{}Name", queue.name) })), "{}", queue.name);
    }
}

/// Whether an alarm counts the faults in the log of this function, and its invocations that died.
fn faults_are_counted(stack: &Stack, function: &str) -> bool {
    let log = json!({ "Ref": log_of(function) });
    let is_it = |filter: &Resource<'_>| {
        let of = filter.properties();
        let pattern = of["FilterPattern"].as_str().unwrap_or_default();
        let dies = "($.type = \"platform.report\") && ($.record.status != \"success\")";
        of["LogGroupName"] == log && pattern.contains("$.code = \"FAULT_MET\"") && pattern.contains(dies)
    };
    let Some(filter) = stack.of_kind("AWS::Logs::MetricFilter").find(is_it) else { return false };
    let metric = &filter.properties()["MetricTransformations"][0]["MetricName"];
    stack.of_kind("AWS::CloudWatch::Alarm").any(|alarm| alarm.properties()["MetricName"] == *metric)
}

/// `GoLiveLogName` of `go-live`.
fn log_of(function: &str) -> String {
    let words: String = function.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    format!("{words}LogName")
}

#[test]
fn an_unreadable_item_wakes_somebody_in_every_function() {
    let stack = stack();
    let pattern = "{ $.code = \"ITEM_UNREADABLE\" }";
    let watched: BTreeSet<_> = stack
        .of_kind("AWS::Logs::MetricFilter")
        .filter(|filter| filter.properties()["FilterPattern"] == pattern)
        .map(|filter| filter.properties()["LogGroupName"]["Ref"].as_str().unwrap_or_default().to_owned())
        .collect();
    // The portal has no right to the table.
    let readers = names("functions").into_iter().filter(|name| name != "portal");
    assert_eq!(watched, readers.map(|name| log_of(&name)).collect());
}

#[test]
fn every_index_of_the_table_is_watched_for_throttles() {
    let (stack, data) = (stack(), Stack::read("infra/data.yaml"));
    let indexes = &data.resource("Table").properties()["GlobalSecondaryIndexes"];
    let mut found = 0;
    for index in indexes.as_array().expect("indexes") {
        for metric in ["ReadThrottleEvents", "WriteThrottleEvents"] {
            let dimensions = json!([
                { "Name": "TableName", "Value": { "Ref": "TableName" } },
                { "Name": "GlobalSecondaryIndexName", "Value": index["IndexName"] },
            ]);
            let is_it = |alarm: &Resource<'_>| {
                alarm.properties()["MetricName"] == metric && alarm.properties()["Dimensions"] == dimensions
            };
            assert!(stack.of_kind("AWS::CloudWatch::Alarm").any(|alarm| is_it(&alarm)), "{index}: {metric}");
            found += 1;
        }
    }
    assert_eq!(found, 4);
}

#[test]
fn refused_and_failing_notifications_wake_somebody() {
    let stack = stack();
    for (code, alarm) in [("MAIL_STUCK", "MailStuck"), ("MAIL_REFUSED", "MailRefused")] {
        let filters: Vec<_> = stack
            .of_kind("AWS::Logs::MetricFilter")
            .filter(|filter| filter.properties()["FilterPattern"] == format!("{{ $.code = \"{code}\" }}"))
            .collect();
        let watched: BTreeSet<_> = filters
            .iter()
            .map(|filter| filter.properties()["LogGroupName"]["Ref"].as_str().unwrap_or_default().to_owned())
            .collect();
        // The functions that send are those with the mailer of SES.
        let senders = names("functions").into_iter().filter(|name| {
            read(&format!("functions/{name}/Cargo.toml")).lines().any(|line| line.starts_with("ses-mailer"))
        });
        assert_eq!(watched, senders.map(|name| log_of(&name)).collect());
        assert!(watched.len() >= 2);
        let alarm = stack.resource(alarm).properties();
        for filter in filters {
            let metric = &filter.properties()["MetricTransformations"][0];
            assert_eq!(metric["MetricName"], alarm["MetricName"]);
            assert_eq!(metric["MetricNamespace"], alarm["Namespace"]);
        }
    }
}
