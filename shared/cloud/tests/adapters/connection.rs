//! The connection that is opened during init.

use std::net::TcpListener;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::emulator::sdk_at;
use crate::scripted_server::{Answer, ScriptedServer};

#[tokio::test]
async fn the_first_call_uses_the_connection_opened_during_init() {
    let server = ScriptedServer::start(Answer::With(200, "", "{}"));
    let sdk = sdk_at(&server.url);
    let client = sdk.dynamodb();
    sdk.open_connection().await.unwrap();
    let key = AttributeValue::S("any".to_owned());
    client.get_item().table_name("table").key("pk", key).send().await.unwrap();
    let connections = server.connections.lock().unwrap();
    assert_eq!(connections.len(), 1);
    assert_eq!(connections[0].len(), 2);
}

/// A connection that was kept may have died while the process was frozen. What the SDK repeats can meet one; what it sends once
/// must not.
#[tokio::test]
async fn what_is_sent_once_never_meets_a_connection_that_was_kept() {
    let server = ScriptedServer::start(Answer::With(200, "", r#"{"MessageId":"0100"}"#));
    let sdk = sdk_at(&server.url);
    let (ses, dynamodb, s3) = (sdk.ses(), sdk.dynamodb(), sdk.s3());
    let (cognito, secrets) = (sdk.cognito(), sdk.secrets());
    let attempts = [
        ("ses", ses.config().retry_config()),
        ("dynamodb", dynamodb.config().retry_config()),
        ("s3", s3.config().retry_config()),
        ("cognito", cognito.config().retry_config()),
        ("secrets", secrets.config().retry_config()),
    ];
    let once = attempts.map(|(name, retries)| (name, retries.unwrap().max_attempts() == 1));
    let once: Vec<_> = once.into_iter().filter(|(_, once)| *once).map(|(name, _)| name).collect();
    assert_eq!(once, ["ses"], "hold each client here that sends once");

    for _ in 0..3 {
        ses.get_account().send().await.unwrap();
    }
    assert_eq!(server.connections.lock().unwrap().len(), 3, "one for each request");
    sdk.open_connection().await.unwrap();
    for _ in 0..3 {
        let key = AttributeValue::S("any".to_owned());
        dynamodb.get_item().table_name("table").key("pk", key).send().await.unwrap();
    }
    assert_eq!(server.connections.lock().unwrap().len(), 4, "the others keep theirs");
}

#[tokio::test]
async fn opening_the_connection_sends_no_credentials() {
    let server = ScriptedServer::start(Answer::With(403, "", "{}"));
    sdk_at(&server.url).open_connection().await.unwrap();
    let requests = server.requests();
    assert!(requests[0].starts_with("GET / "), "{requests:?}");
    assert!(!requests[0].to_lowercase().contains("authorization"), "{requests:?}");
}

#[tokio::test]
async fn an_endpoint_that_cannot_be_reached_is_a_fault_that_may_pass() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let fault = sdk_at(&format!("http://{nobody}")).open_connection().await.unwrap_err();
    assert!(fault.retryable);
}
