//! The stream of outbox mails: one bad letter neither blocks the others, nor is retried for ever, nor is lost.

use serde_json::{Value, json};

use crate::stacks::{attribute, root, stacks};

#[test]
fn the_stream_hands_on_new_letters_only_in_small_batches_with_bounded_retries() {
    let root = root();
    let outbox = &root.resource("NotifyFunction").whole["Properties"]["Events"]["Outbox"];
    assert_eq!(outbox["Type"], "DynamoDB");
    let mapping = &outbox["Properties"];
    assert_eq!(mapping["Stream"], attribute("Data", "Outputs.TableStreamArn"));
    assert_eq!(mapping["StartingPosition"], "TRIM_HORIZON");
    assert_eq!(mapping["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
    assert_eq!(mapping["BisectBatchOnFunctionError"], true);
    let number = |name: &str| mapping[name].as_i64().unwrap_or(-1);
    assert!((1..=10).contains(&number("BatchSize")));
    assert!((1..=20).contains(&number("MaximumRetryAttempts")), "bounded");
    // The stream forgets after a day; a letter must be set aside before.
    assert!((60..86_400).contains(&number("MaximumRecordAgeInSeconds")), "bounded");
    let set_aside = json!({ "Type": "SQS", "Destination": attribute("Data", "Outputs.MailFailuresArn") });
    assert_eq!(mapping["DestinationConfig"]["OnFailure"], set_aside);
    let filters = mapping["FilterCriteria"]["Filters"].as_array().expect("filters");
    let pattern =
        |filter: &Value| serde_json::from_str(filter["Pattern"].as_str().expect("text")).expect("JSON");
    let patterns: Vec<Value> = filters.iter().map(pattern).collect();
    let new_letters =
        json!({ "eventName": ["INSERT"], "dynamodb": { "NewImage": { "kind": { "S": ["mail"] } } } });
    assert_eq!(patterns, [new_letters]);
}

#[test]
fn no_other_stream_is_read() {
    let events = |stack: &crate::stacks::Stack| {
        let mappings = stack.of_kind("AWS::Lambda::EventSourceMapping").count();
        let inside = stack.of_kind("AWS::Serverless::Function");
        mappings + inside.filter(|function| !function.properties()["Events"].is_null()).count()
    };
    assert_eq!(stacks().iter().map(events).sum::<usize>(), 1);
}

#[test]
fn the_sending_domain_speaks_tls_and_tracks_nobody() {
    let mail = crate::stacks::Stack::read("infra/mail.yaml");
    let set = mail.resource("ConfigurationSet");
    assert_eq!(set.properties()["DeliveryOptions"]["TlsPolicy"], "REQUIRE");
    assert!(set.properties()["TrackingOptions"].is_null());
    let outcomes =
        mail.resource("Outcomes").whole["Properties"]["EventDestination"]["MatchingEventTypes"].clone();
    let outcomes: Vec<_> = outcomes
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|kind| kind.as_str().map(str::to_owned))
        .collect();
    assert!(!outcomes.iter().any(|kind| kind == "OPEN" || kind == "CLICK"), "{outcomes:?}");
}
