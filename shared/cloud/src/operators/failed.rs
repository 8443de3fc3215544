//! Reads a message of a failure queue. There are four kinds: what Lambda says of an event on which a function failed, with the event;
//! what it says of a part of a stream, with the place of it alone; and events and messages that never reached the function, as EventBridge
//! and SNS leave them.

use app::FailedEvent;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::keys::parse_upload_key;

/// The message with this body.
pub(super) fn read(id: String, receipt: String, body: &str) -> FailedEvent {
    let said: Value = serde_json::from_str(body).unwrap_or_default();
    let payload = payload(&said);
    let file = payload.as_ref().and_then(key_of).and_then(|key| parse_upload_key(&key));
    let why = said["responsePayload"]["errorMessage"]
        .as_str()
        .or_else(|| said["requestContext"]["condition"].as_str());
    FailedEvent {
        receipt,
        id,
        payload: payload.map(|payload| payload.to_string()),
        why: why.map(str::to_owned),
        file,
    }
}

/// The event for the function.
fn payload(said: &Value) -> Option<Value> {
    if let Some(payload) = said.get("requestPayload") {
        return Some(payload.clone());
    }
    if said["Type"] == "Notification" {
        return Some(
            json!({ "Records": [{ "EventSource": "aws:sns", "EventVersion": "1.0", "Sns": said }] }),
        );
    }
    // An event of EventBridge stands as it is.
    said.get("detail-type").map(|_| said.clone())
}

/// The object that an event is about.
fn key_of(payload: &Value) -> Option<String> {
    let of_arrival = payload["Records"][0]["s3"]["object"]["key"].as_str();
    let of_scan = payload["detail"]["s3ObjectDetails"]["objectKey"].as_str();
    // Keys of arrivals are encoded; ours have nothing to encode.
    of_arrival.or(of_scan).map(|key| percent_decode_str(key).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &Value) -> FailedEvent {
        super::read("m".to_owned(), "r".to_owned(), &body.to_string())
    }

    const KEY: &str = "uploads/0197f9a0-0000-7000-8000-00000000000a/0197f9a0-0000-7000-8000-00000000000b";

    #[test]
    fn an_event_that_failed_is_there_with_its_reason() {
        let event = json!({ "Records": [{ "s3": { "object": { "key": KEY } } }] });
        let body = json!({
            "requestContext": { "condition": "RetriesExhausted" },
            "requestPayload": event,
            "responsePayload": { "errorMessage": "failed to read a file" },
        });
        let found = read(&body);
        assert_eq!(found.payload, Some(event.to_string()));
        assert_eq!(found.why.as_deref(), Some("failed to read a file"));
        assert!(found.file.is_some());
    }

    #[test]
    fn a_verdict_and_a_report_that_never_arrived_are_events() {
        let verdict = json!({
            "detail-type": "GuardDuty Malware Protection Object Scan Result",
            "detail": { "s3ObjectDetails": { "objectKey": KEY } },
        });
        let found = read(&verdict);
        assert_eq!((found.payload, found.file.is_some()), (Some(verdict.to_string()), true));
        let report = json!({ "Type": "Notification", "MessageId": "1", "Message": "{}" });
        let payload: Value = serde_json::from_str(&read(&report).payload.unwrap()).unwrap();
        assert_eq!(payload["Records"][0]["Sns"], report);
    }

    #[test]
    fn a_place_in_a_stream_is_no_event() {
        let body = json!({ "requestContext": {}, "DDBStreamBatchInfo": { "shardId": "s", "batchSize": 1 } });
        assert_eq!(read(&body).payload, None);
        assert_eq!(super::read("m".to_owned(), "r".to_owned(), "no JSON").payload, None);
    }
}
