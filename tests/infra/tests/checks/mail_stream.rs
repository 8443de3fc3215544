//! The stream of outbox mails, and the news of their delivery: one bad notification neither blocks the others, nor is
//! retried for ever, nor is lost; nor is what the mail service says of it.

use serde_json::{Value, json};

use crate::stacks::{Stack, attribute, having, list, root, stacks};

#[test]
fn the_stream_hands_on_only_new_emails_with_bounded_retries() {
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
    // The stream forgets after a day; a notification must be set aside before.
    assert!((60..86_400).contains(&number("MaximumRecordAgeInSeconds")), "bounded");
    let set_aside = json!({ "Type": "SQS", "Destination": attribute("Data", "Outputs.MailFailuresArn") });
    assert_eq!(mapping["DestinationConfig"]["OnFailure"], set_aside);
    let filters = mapping["FilterCriteria"]["Filters"].as_array().expect("filters");
    let pattern =
        |filter: &Value| serde_json::from_str(filter["Pattern"].as_str().expect("text")).expect("JSON");
    let patterns: Vec<Value> = filters.iter().map(pattern).collect();
    let new_notifications =
        json!({ "eventName": ["INSERT"], "dynamodb": { "NewImage": { "kind": { "S": ["mail"] } } } });
    assert_eq!(patterns, [new_notifications]);
}

#[test]
fn nothing_else_is_read_off_a_stream_but_exports() {
    let events = |stack: &Stack| {
        let mappings = stack.of_kind("AWS::Lambda::EventSourceMapping").count();
        let inside = stack.of_kind("AWS::Serverless::Function");
        let inside = inside.filter_map(|function| function.properties()["Events"].as_object());
        mappings
            + inside.flat_map(|events| events.values()).filter(|event| event["Type"] != "ScheduleV2").count()
    };
    // Notifications and exports; a stream of the table takes no third reader.
    assert_eq!(stacks().iter().map(events).sum::<usize>(), 2);
}

#[test]
fn one_function_hears_the_fate_of_every_email_and_loses_none() {
    let mail = Stack::read("infra/mail.yaml");
    let news = mail.resource("News");
    assert_eq!(news.whole["DependsOn"], "FeedbackPolicy", "the mail service tries the topic");
    let destination = &news.properties()["EventDestination"];
    let kinds = ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE"];
    assert_eq!(destination["MatchingEventTypes"], json!(kinds));
    assert_eq!(destination["SnsDestination"]["TopicARN"], json!({ "Ref": "Feedback" }));
    assert_eq!(mail.resource("Feedback").properties()["KmsMasterKeyId"], json!({ "Ref": "KeyArn" }));
    let listeners: Vec<_> = mail.of_kind("AWS::SNS::Subscription").collect();
    let [listener] = &listeners[..] else { panic!("one listener") };
    assert_eq!(listener.properties()["Protocol"], "lambda");
    assert_eq!(listener.properties()["Endpoint"], json!({ "Ref": "FeedbackArn" }));
    assert!(listener.properties()["FilterPolicy"].is_null(), "everything is heard");
    let set_aside = &listener.properties()["RedrivePolicy"]["deadLetterTargetArn"];
    assert_eq!(set_aside, &json!({ "Ref": "FeedbackFailuresArn" }));
    let root = root();
    let parameters = root.resource("Mail").properties()["Parameters"].clone();
    assert_eq!(parameters["FeedbackArn"], json!({ "Ref": "MailFeedbackFunction.Alias" }));
    let failures = attribute("Data", "Outputs.MailFeedbackFailuresArn");
    assert_eq!(parameters["FeedbackFailuresArn"], failures);
    let invocation = &root.resource("MailFeedbackFunction").properties()["EventInvokeConfig"];
    assert_eq!(invocation["MaximumRetryAttempts"], 2);
    assert_eq!(
        invocation["DestinationConfig"]["OnFailure"],
        json!({ "Type": "SQS", "Destination": failures })
    );
}

#[test]
fn only_the_mail_service_and_only_for_our_mail_may_bring_news() {
    let mail = Stack::read("infra/mail.yaml");
    let statements = having(mail.resource("FeedbackPolicy").properties(), "Effect");
    let [statement] = statements[..] else { panic!("one statement") };
    assert_eq!(statement["Principal"], json!({ "Service": "ses.amazonaws.com" }));
    assert_eq!(statement["Action"], "sns:Publish");
    let conditions = &statement["Condition"]["StringEquals"];
    assert_eq!(conditions["aws:SourceAccount"], json!({ "Ref": "AWS::AccountId" }));
    let ours = conditions["aws:SourceArn"]["Fn::Sub"].as_str().unwrap_or_default();
    assert!(ours.ends_with(":configuration-set/${Prefix}-mail"), "{ours}");
    assert_eq!(
        mail.resource("ConfigurationSet").properties()["Name"],
        json!({ "Fn::Sub": "${Prefix}-mail" })
    );
}

#[test]
fn the_sending_domain_speaks_tls_and_tracks_nobody() {
    let mail = Stack::read("infra/mail.yaml");
    let set = mail.resource("ConfigurationSet");
    assert_eq!(set.properties()["DeliveryOptions"]["TlsPolicy"], "REQUIRE");
    assert!(set.properties()["TrackingOptions"].is_null());
    for destination in mail.of_kind("AWS::SES::ConfigurationSetEventDestination") {
        let kinds = &destination.properties()["EventDestination"]["MatchingEventTypes"];
        let kinds: Vec<_> = list(kinds).into_iter().filter_map(Value::as_str).collect();
        assert!(!kinds.is_empty(), "{}", destination.place());
        assert!(!kinds.iter().any(|kind| ["OPEN", "CLICK"].contains(kind)), "{}", destination.place());
    }
}
