//! The dashboard, `infra/dashboard.yaml`, which is made of the other templates: it shows every alarm, runbook, function, queue and
//! metric of our own.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::alarms::name_of;
use crate::repository::{is_fresh, names};
use crate::stacks::Stack;

const PAGE: &str = "infra/dashboard.yaml";

const INTRODUCTION: &str = "\
AWSTemplateFormatVersion: \"2010-09-09\"
Description: >-
  What somebody on call looks at. Generated from the other templates:
  UPDATE_DOCS=1 cargo nextest run -p infra the_dashboard_is_fresh.

";

/// Columns of a dashboard.
const WIDTH: u64 = 24;
/// Rows of a graph.
const HEIGHT: u64 = 6;

/// The functions whose work comes from a stream, which has an age.
const OF_STREAMS: [&str; 2] = ["export", "notify"];

/// What a widget shows.
enum Shown {
    Alarms(Vec<String>),
    Text(String),
    Metrics { statistic: &'static str, metrics: Vec<Value> },
}

struct Widget {
    title: &'static str,
    height: u64,
    shown: Shown,
}

fn graph(title: &'static str, statistic: &'static str, metrics: Vec<Value>) -> Widget {
    Widget { title, height: HEIGHT, shown: Shown::Metrics { statistic, metrics } }
}

/// The queues, as the parameters of the template that have their names.
fn queues() -> Vec<String> {
    let data = Stack::read("infra/data.yaml");
    data.of_kind("AWS::SQS::Queue").map(|queue| format!("{}Name", queue.name)).collect()
}

fn alarms() -> Vec<String> {
    let stack = Stack::read("infra/observability.yaml");
    stack.of_kind("AWS::CloudWatch::Alarm").map(|alarm| name_of(&alarm).to_owned()).collect()
}

/// The metrics that are made of log lines: name, and dimensions.
fn own_metrics() -> Vec<(String, Vec<String>)> {
    let stack = Stack::read("infra/observability.yaml");
    let filters = stack.of_kind("AWS::Logs::MetricFilter").flat_map(|filter| {
        filter.properties()["MetricTransformations"].as_array().cloned().unwrap_or_default()
    });
    let named = filters.map(|metric| {
        let name = metric["MetricName"].as_str().expect("a name").to_owned();
        let dimensions = metric["Dimensions"].as_array().into_iter().flatten();
        (name, dimensions.filter_map(|one| one["Key"].as_str()).map(str::to_owned).collect())
    });
    // Several functions may write the line that one metric counts.
    named.collect::<BTreeSet<(String, Vec<String>)>>().into_iter().collect()
}

/// A metric of each function.
fn of_functions(metric: &str, functions: &[String]) -> Vec<Value> {
    let of = |function| json!(["AWS/Lambda", metric, "FunctionName", format!("${{Prefix}}-{function}")]);
    functions.iter().map(of).collect()
}

fn of_queues(metric: &str) -> Vec<Value> {
    queues().iter().map(|queue| json!(["AWS/SQS", metric, "QueueName", format!("${{{queue}}}")])).collect()
}

/// A metric of the API and of the portal.
fn of_gateways(metric: &str, statistic: Option<&str>) -> Vec<Value> {
    let of = |(id, whose)| {
        let label = statistic.map_or_else(|| metric.to_owned(), |statistic| format!("{metric} {statistic}"));
        let mut options = json!({ "label": format!("{label}, {whose}") });
        if let Some(statistic) = statistic {
            options["stat"] = statistic.into();
        }
        json!(["AWS/ApiGateway", metric, "ApiId", format!("${{{id}}}"), options])
    };
    [("ApiId", "API"), ("PortalApiId", "portal")].map(of).into()
}

/// One metric of our own; one for each value of its dimensions, if it has some.
fn own_metric((name, dimensions): &(String, Vec<String>)) -> Value {
    if dimensions.is_empty() {
        return json!(["${Prefix}", name]);
    }
    let of = dimensions.join(",");
    let search = format!("SEARCH('{{\"${{Prefix}}\",{of}}} MetricName=\"{name}\"', 'Sum', 300)");
    json!([{ "id": name.to_lowercase(), "expression": search }])
}

fn widgets() -> Vec<Widget> {
    let (functions, alarms) = (names("functions"), alarms());
    let links: Vec<_> =
        alarms.iter().map(|alarm| format!("[{alarm}](${{RunbooksUrl}}/{alarm}.md)")).collect();
    let arn = |alarm: &String| {
        let place = "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}";
        format!("{place}:alarm:${{Prefix}}-{alarm}")
    };
    let streams = OF_STREAMS.map(str::to_owned);
    let requests = ["Count", "4xx", "5xx"].iter().flat_map(|metric| of_gateways(metric, None)).collect();
    let times = ["p50", "p99"].iter().flat_map(|part| of_gateways("Latency", Some(part))).collect();
    let (lateness, counts): (Vec<_>, Vec<_>) =
        own_metrics().into_iter().partition(|(name, _)| name.ends_with("Lateness") || name.ends_with("Age"));
    let own = |metrics: &[(String, Vec<String>)]| metrics.iter().map(own_metric).collect();
    vec![
        Widget { title: "Alarms", height: 8, shown: Shown::Alarms(alarms.iter().map(arn).collect()) },
        Widget {
            title: "Runbooks",
            height: 8,
            shown: Shown::Text(format!(
                "## Runbooks\nA page for each alarm, of its name: {}.\n\nSaved queries of Logs Insights are named \
                 `${{Prefix}}/this change` and so on.",
                links.join(", ")
            )),
        },
        graph("Requests and failures", "Sum", requests),
        graph("Time to answer", "p50", times),
        graph("Function errors", "Sum", of_functions("Errors", &functions)),
        graph("Function duration", "p99", of_functions("Duration", &functions)),
        graph("Function throttles", "Sum", of_functions("Throttles", &functions)),
        graph("Age of the oldest event of a stream", "Maximum", of_functions("IteratorAge", &streams)),
        graph(
            "Failed work that waits for a person",
            "Maximum",
            of_queues("ApproximateNumberOfMessagesVisible"),
        ),
        graph("Age of the oldest failed work", "Maximum", of_queues("ApproximateAgeOfOldestMessage")),
        graph("Counts of log lines", "Sum", own(&counts)),
        graph("Lateness", "Maximum", own(&lateness)),
    ]
}

/// A widget, a line for each thing that it shows.
fn written(widget: &Widget, place: (u64, u64)) -> String {
    let Widget { title, height, shown } = widget;
    let (x, y) = place;
    let width = WIDTH / 2;
    let (kind, properties, listed) = match shown {
        Shown::Alarms(arns) => ("alarm", format!("\"title\": {}, \"alarms\"", json!(title)), json!(arns)),
        Shown::Text(text) => ("text", format!("\"markdown\": {}", json!(text)), Value::Null),
        Shown::Metrics { statistic, metrics } => (
            "metric",
            format!(
                "\"title\": {}, \"region\": \"${{AWS::Region}}\", \"stat\": \"{statistic}\", \"period\": 300, \"metrics\"",
                json!(title)
            ),
            json!(metrics),
        ),
    };
    let mut text = format!(
        "            {{\n              \"type\": \"{kind}\", \"x\": {x}, \"y\": {y}, \"width\": {width}, \"height\": {height},\n              \"properties\": {{ {properties}"
    );
    if let Some(listed) = listed.as_array() {
        text.push_str(": [\n");
        let lines: Vec<_> = listed.iter().map(|one| format!("                {one}")).collect();
        text.push_str(&lines.join(",\n"));
        text.push_str("\n              ]");
    }
    text.push_str(" }\n            }");
    text
}

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("Parameters:\n");
    let fixed = ["Prefix", "RunbooksUrl", "ApiId", "PortalApiId"].map(str::to_owned);
    for parameter in fixed.into_iter().chain(queues()) {
        writeln!(page, "  {parameter}:\n    Type: String").expect("a text grows");
    }
    page.push_str(
        "\nResources:\n  Overview:\n    Type: AWS::CloudWatch::Dashboard\n    Properties:\n      \
         DashboardName: !Sub ${Prefix}-overview\n      DashboardBody: !Sub |\n        {\n          \"widgets\": [\n",
    );
    let mut top = 0;
    let rows: Vec<_> = widgets()
        .chunks(2)
        .map(|row| {
            let placed = row.iter().zip([0, WIDTH / 2]).map(|(widget, x)| written(widget, (x, top)));
            let placed = placed.collect::<Vec<_>>().join(",\n");
            top += row.iter().map(|widget| widget.height).max().unwrap_or_default();
            placed
        })
        .collect();
    page.push_str(&rows.join(",\n"));
    page.push_str("\n          ]\n        }\n");
    page
}

/// The widgets, as CloudWatch gets them but for the names.
fn shown() -> Vec<Value> {
    let stack = Stack::read(PAGE);
    let body = &stack.resource("Overview").properties()["DashboardBody"]["Fn::Sub"];
    let dashboard: Value = serde_json::from_str(body.as_str().expect("a body")).expect("JSON");
    dashboard["widgets"].as_array().expect("widgets").clone()
}

#[test]
fn the_dashboard_is_fresh() {
    assert!(is_fresh(PAGE, &page()), "{PAGE} is stale: its first lines say how to make it again");
}

#[test]
fn the_dashboard_has_every_function_and_queue() {
    let all: Vec<Value> = shown()
        .iter()
        .flat_map(|widget| widget["properties"]["metrics"].as_array().cloned().unwrap_or_default())
        .collect();
    let has = |metric: Value| assert!(all.contains(&metric), "{metric}");
    for function in names("functions") {
        for metric in ["Errors", "Duration"] {
            has(json!(["AWS/Lambda", metric, "FunctionName", format!("${{Prefix}}-{function}")]));
        }
    }
    let queues = queues();
    assert!(queues.len() >= 6);
    for queue in queues {
        for metric in ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"] {
            has(json!(["AWS/SQS", metric, "QueueName", format!("${{{queue}}}")]));
        }
    }
    for (name, _) in own_metrics() {
        let is_shown = all.iter().any(|metric| metric.to_string().contains(&name));
        assert!(is_shown, "{name}");
    }
}

#[test]
fn the_dashboard_has_every_alarm_and_runbook() {
    let widgets = shown();
    let alarms_shown = widgets.iter().find(|widget| widget["type"] == "alarm").expect("alarms");
    let alarms_shown = alarms_shown["properties"]["alarms"].as_array().expect("alarms");
    let text = widgets.iter().find(|widget| widget["type"] == "text").expect("a text");
    let text = text["properties"]["markdown"].as_str().expect("a text");
    let alarms = alarms();
    assert_eq!(alarms.len(), alarms_shown.len());
    // CloudWatch takes no more in one widget.
    assert!(alarms.len() <= 100);
    for alarm in alarms {
        let end = format!(":alarm:${{Prefix}}-{alarm}");
        assert!(
            alarms_shown.iter().any(|arn| arn.as_str().is_some_and(|arn| arn.ends_with(&end))),
            "{alarm}"
        );
        assert!(text.contains(&format!("(${{RunbooksUrl}}/{alarm}.md)")), "{alarm}");
    }
}

#[test]
fn the_dashboard_gets_the_name_of_every_queue() {
    let root = Stack::read("template.yaml");
    let given = &root.resource("Dashboard").properties()["Parameters"];
    for queue in queues() {
        let name = format!("Data.Outputs.{queue}");
        assert_eq!(given[&queue], json!({ "Fn::GetAtt": name }), "{queue}");
    }
}
