//! Reads an event: new exports from the table's stream, or the minute of the schedule.

use aws_lambda_events::event::dynamodb::EventRecord;
use domain::ids::ExportId;
use serde::Deserialize;
use serde_dynamo::AttributeValue;

/// An event of the stream or of the schedule. Only the stream's has records.
#[derive(Debug, Default, Deserialize)]
pub struct Incoming {
    #[serde(rename = "Records", default)]
    records: Option<Vec<EventRecord>>,
}

impl Incoming {
    /// The exports that the stream names, without other items; none when it is time to look at what is due.
    pub(crate) fn exports(self) -> Option<Vec<ExportId>> {
        let id = |record: EventRecord| match record.change.keys.into_inner().remove("pk") {
            Some(AttributeValue::S(key)) => store::export_of_key(&key),
            _ => None,
        };
        self.records.map(|records| records.into_iter().filter_map(id).collect())
    }
}
