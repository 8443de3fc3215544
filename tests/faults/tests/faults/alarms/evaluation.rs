//! The metric filters and alarms of the template, evaluated as CloudWatch evaluates them: lines become data points, and an alarm looks
//! every minute at its last periods.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rights::template::{Resource, Stack};
use serde_json::Value;

use super::lines::Line;
use super::pattern::{Pattern, selected};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// A metric; names of the template are written `${Name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    pub namespace: String,
    pub name: String,
    pub dimensions: BTreeMap<String, String>,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub metric: Metric,
    pub at: Timestamp,
    pub value: f64,
}

/// The template of everything that is watched.
pub struct Watch(pub Stack);

impl Watch {
    pub fn read() -> Self {
        Self(Stack::read("infra/observability.yaml"))
    }

    /// The names of all alarms, without that of the stack.
    pub fn names(&self) -> Vec<String> {
        let alarms = self.0.of_kind("AWS::CloudWatch::Alarm");
        let mut names: Vec<_> = alarms.map(|alarm| name_of(&alarm)).collect();
        names.sort();
        names
    }

    /// What the metric filters make of these lines.
    pub fn points(&self, lines: &[Line]) -> Vec<Point> {
        self.0.of_kind("AWS::Logs::MetricFilter").flat_map(|filter| points_of(&filter, lines)).collect()
    }

    /// When the alarm first rings, looked at every minute between these instants.
    pub fn rings(
        &self,
        name: &str,
        points: &[Point],
        from: Timestamp,
        until: Timestamp,
    ) -> Option<Timestamp> {
        let mut alarms = self.0.of_kind("AWS::CloudWatch::Alarm");
        let alarm = alarms.find(|alarm| name_of(alarm) == name);
        let alarm = Alarm::of(&alarm.unwrap_or_else(|| panic!("no alarm {name}")));
        let mut now = minute_of(from);
        while now <= until {
            now += MINUTE;
            if alarm.is_on(points, now) {
                return Some(now);
            }
        }
        None
    }
}

fn name_of(alarm: &Resource<'_>) -> String {
    let name = written(&alarm.properties()["AlarmName"]);
    name.strip_prefix("${Prefix}-").unwrap_or_else(|| panic!("{name}")).to_owned()
}

fn points_of(filter: &Resource<'_>, lines: &[Line]) -> Vec<Point> {
    let properties = filter.properties();
    let log = written(&properties["LogGroupName"]);
    let pattern = Pattern::read(properties["FilterPattern"].as_str().expect("a pattern"));
    let [to] = &properties["MetricTransformations"].as_array().expect("metrics")[..] else {
        panic!("{}: one metric", filter.name)
    };
    let value = to["MetricValue"].as_str().expect("a value");
    let matched = lines.iter().filter(|line| line.log() == log && pattern.matches(&line.content));
    let point = |line: &Line| {
        let value = match value.starts_with('$') {
            true => selected(&line.content, value)?.as_f64()?,
            false => value.parse().expect("a number"),
        };
        let dimensions = to["Dimensions"].as_array().into_iter().flatten();
        let dimension = |dimension: &Value| {
            let there = selected(&line.content, dimension["Value"].as_str().expect("a selector"))?;
            Some((written(&dimension["Key"]), there.as_str()?.to_owned()))
        };
        let metric = Metric {
            namespace: written(&to["MetricNamespace"]),
            name: written(&to["MetricName"]),
            dimensions: dimensions.filter_map(dimension).collect(),
        };
        Some(Point { metric, at: line.at, value })
    };
    matched.filter_map(point).collect()
}

/// What is evaluated of an alarm.
struct Alarm {
    metric: Metric,
    statistic: String,
    period: SignedDuration,
    periods: u32,
    to_alarm: u32,
    threshold: f64,
    comparison: String,
    missing_breaches: bool,
}

impl Alarm {
    fn of(alarm: &Resource<'_>) -> Self {
        let of = alarm.properties();
        let number = |name: &str| of[name].as_f64().unwrap_or_else(|| panic!("{}: {name}", alarm.name));
        let count = |name: &str| of[name].as_u64().and_then(|count| u32::try_from(count).ok());
        let count = |name: &str| count(name).unwrap_or_else(|| panic!("{}: {name}", alarm.name));
        let dimension = |dimension: &Value| (written(&dimension["Name"]), written(&dimension["Value"]));
        let statistic = ["Statistic", "ExtendedStatistic"].iter().find_map(|name| of[*name].as_str());
        Self {
            metric: Metric {
                namespace: written(&of["Namespace"]),
                name: written(&of["MetricName"]),
                dimensions: of["Dimensions"].as_array().into_iter().flatten().map(dimension).collect(),
            },
            statistic: statistic.expect("a statistic").to_owned(),
            period: SignedDuration::from_secs(i64::from(count("Period"))),
            periods: count("EvaluationPeriods"),
            to_alarm: count("DatapointsToAlarm"),
            threshold: number("Threshold"),
            comparison: written(&of["ComparisonOperator"]),
            missing_breaches: match of["TreatMissingData"].as_str() {
                Some("breaching") => true,
                Some("notBreaching") => false,
                other => panic!("{}: {other:?} is not known here", alarm.name),
            },
        }
    }

    /// Whether enough of the periods that end at `now` breach.
    fn is_on(&self, points: &[Point], now: Timestamp) -> bool {
        let breaching = (0..self.periods).filter(|back| {
            let end = now - self.period * i32::try_from(*back).expect("few periods");
            self.breaches(points, end - self.period, end)
        });
        u32::try_from(breaching.count()).expect("few periods") >= self.to_alarm
    }

    fn breaches(&self, points: &[Point], from: Timestamp, until: Timestamp) -> bool {
        let inside = |point: &&Point| point.metric == self.metric && from <= point.at && point.at < until;
        let values: Vec<_> = points.iter().filter(inside).map(|point| point.value).collect();
        if values.is_empty() {
            return self.missing_breaches;
        }
        let sum: f64 = values.iter().sum();
        let value = match self.statistic.as_str() {
            "Sum" => sum,
            "Average" => sum / f64::from(u32::try_from(values.len()).expect("few values")),
            "Minimum" => values.iter().copied().fold(f64::INFINITY, f64::min),
            // The highest of a hundred values and fewer.
            "Maximum" | "p99" => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            other => panic!("{other} is not known here"),
        };
        match self.comparison.as_str() {
            "GreaterThanThreshold" => value > self.threshold,
            "LessThanThreshold" => value < self.threshold,
            other => panic!("{other} is not known here"),
        }
    }
}

/// A text of the template, with what is put in when it is deployed as `${Name}`.
pub fn written(value: &Value) -> String {
    match (value, &value["Ref"], &value["Fn::Sub"]) {
        (Value::String(text), ..) | (_, _, Value::String(text)) => text.clone(),
        (_, Value::String(name), _) => format!("${{{name}}}"),
        _ => panic!("no text: {value}"),
    }
}

fn minute_of(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(60) * 60).expect("an instant")
}
