//! What the templates deploy, as far as it has a price: read, so that the page says what is deployed.

use std::collections::BTreeMap;

use rights::template::Stack;
use serde_json::Value;

use crate::units::Index;

/// The templates in which something has a price by the month.
const STACKS: [&str; 11] = [
    "template.yaml",
    "infra/api.yaml",
    "infra/dashboard.yaml",
    "infra/data.yaml",
    "infra/identity.yaml",
    "infra/logs.yaml",
    "infra/mail.yaml",
    "infra/observability.yaml",
    "infra/portal.yaml",
    "infra/uploads.yaml",
    "infra/backup.yaml",
];

/// See the module.
#[derive(Debug)]
pub struct Deployed {
    stacks: Vec<Stack>,
}

impl Deployed {
    /// The templates of this repository.
    pub fn read() -> Self {
        Self { stacks: STACKS.iter().map(|path| Stack::read(path)).collect() }
    }

    /// How many resources of this kind there are.
    pub fn count(&self, kind: &str) -> u64 {
        self.of_kind(kind).len() as u64
    }

    fn of_kind(&self, kind: &str) -> Vec<&Value> {
        let all = self.stacks.iter().flat_map(Stack::resources);
        all.filter(|resource| resource.kind == kind).map(|resource| &resource.whole["Properties"]).collect()
    }

    /// The megabytes of memory of each function, by the folder that it is built in.
    pub fn memory(&self) -> BTreeMap<String, u64> {
        let functions = self.of_kind("AWS::Serverless::Function").into_iter();
        let memory = |function: &Value| {
            let folder = function["CodeUri"].as_str()?.rsplit('/').next()?.to_owned();
            Some((folder, function["MemorySize"].as_u64()?))
        };
        functions.map(|function| memory(function).expect("a folder and its memory")).collect()
    }

    /// The schedules that run each minute: how many there are.
    pub fn each_minute(&self) -> u64 {
        let functions = self.of_kind("AWS::Serverless::Function").into_iter();
        let events = functions.flat_map(|function| function["Events"].as_object().into_iter().flatten());
        let rates = events.filter(|(_, event)| event["Type"] == "ScheduleV2");
        let each = rates.map(|(name, event)| {
            let rate = &event["Properties"]["ScheduleExpression"];
            assert_eq!(rate, "rate(1 minute)", "{name}: what runs less often is counted otherwise");
        });
        each.count() as u64
    }

    /// What alarms look at: one that compares several metrics counts for each.
    pub fn alarms(&self) -> u64 {
        let looked_at = |alarm: &Value| alarm["Metrics"].as_array().map_or(1, Vec::len) as u64;
        self.of_kind("AWS::CloudWatch::Alarm").into_iter().map(looked_at).sum()
    }

    /// The metrics that log lines are counted as.
    pub fn metrics(&self) -> u64 {
        let filters = self.of_kind("AWS::Logs::MetricFilter").into_iter();
        let names =
            filters.flat_map(|filter| filter["MetricTransformations"].as_array().into_iter().flatten());
        let names = names.map(|one| (one["MetricNamespace"].to_string(), one["MetricName"].to_string()));
        names.collect::<std::collections::BTreeSet<_>>().len() as u64
    }

    /// The kinds of news that SES counts for CloudWatch.
    pub fn email_metrics(&self) -> u64 {
        let places = self.of_kind("AWS::SES::ConfigurationSetEventDestination").into_iter();
        let events = places.map(|place| &place["EventDestination"]);
        let counted = events.filter(|event| !event["CloudWatchDestination"].is_null());
        counted.map(|event| event["MatchingEventTypes"].as_array().map_or(0, Vec::len) as u64).sum()
    }

    /// Whether a gateway counts for each of its routes, which CloudWatch charges for by route and measure.
    pub fn counts_by_route(&self) -> bool {
        let stages = self.of_kind("AWS::ApiGatewayV2::Stage").into_iter();
        stages.map(|stage| &stage["DefaultRouteSettings"]).any(|one| one["DetailedMetricsEnabled"] == true)
    }

    /// The indexes of the table.
    pub fn indexes(&self) -> Vec<Index> {
        let tables = self.of_kind("AWS::DynamoDB::Table").into_iter();
        let indexes =
            tables.flat_map(|table| table["GlobalSecondaryIndexes"].as_array().into_iter().flatten());
        indexes.map(index).collect()
    }
}

fn index(of: &Value) -> Index {
    let key = |kind: &str| {
        let keys = of["KeySchema"].as_array().into_iter().flatten();
        let key = keys.clone().find(|key| key["KeyType"] == kind).expect("a key");
        key["AttributeName"].as_str().expect("its name").to_owned()
    };
    let projection = &of["Projection"];
    assert_eq!(projection["ProjectionType"], "INCLUDE", "an index with other content is sized otherwise");
    let carried = projection["NonKeyAttributes"].as_array().into_iter().flatten();
    let carried = carried.map(|name| name.as_str().expect("a name").to_owned()).collect();
    Index { hash: key("HASH"), range: key("RANGE"), carried }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_say_what_there_is() {
        let deployed = Deployed::read();
        let indexes = deployed.indexes();
        let keys: Vec<_> = indexes.iter().map(|index| (index.hash.as_str(), index.range.as_str())).collect();
        assert_eq!(keys, [("org_key", "org_sort"), ("queue", "due")]);
        assert!(indexes.iter().all(|index| index.carried == ["summary", "format"]));
        assert_eq!(deployed.memory().len(), deployed.of_kind("AWS::Serverless::Function").len());
        assert!(deployed.each_minute() > 0 && deployed.metrics() > 0 && deployed.email_metrics() > 0);
        assert!(deployed.alarms() >= deployed.count("AWS::CloudWatch::Alarm"));
    }

    /// Each route would be six metrics, and each metric has a price by the month.
    #[test]
    fn no_gateway_counts_for_each_route() {
        assert!(!Deployed::read().counts_by_route());
    }
}
