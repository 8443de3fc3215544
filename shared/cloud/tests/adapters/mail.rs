//! The status of an email after each possible outcome of sending.

use std::net::TcpListener;
use std::time::Duration;

use app::Fault;
use app::mail::{MailReference, Outcome};
use aws_smithy_types::timeout::TimeoutConfig;
use cloud::{Message, SesSender};
use domain::reference::Reference;

use crate::emulator::{Emulator, sdk_at};
use crate::scripted_server::{Answer, ScriptedServer};

async fn send_with(client: aws_sdk_sesv2::Client) -> Outcome {
    let message = Message {
        subject: "A technical change",
        text: "Plain words",
        html: "<p>Words</p>",
        recipient: "one@example.org",
        mail_id: "0197f9a0-0000-7000-8000-00000000000c".parse().unwrap(),
        reference: Some(MailReference::Change(Reference::from_bits(7))),
    };
    let sender = SesSender::new(client, "service@example.org".to_owned(), "mail".to_owned());
    sender.send(&message).await
}

async fn send_to(url: &str) -> Outcome {
    send_with(sdk_at(url).ses()).await
}

/// The outcome, and the number of requests to the server.
async fn when_answered(answer: Answer) -> (Outcome, usize) {
    let server = ScriptedServer::start(answer);
    let outcome = send_to(&server.url).await;
    (outcome, server.requests().len())
}

fn not_sent(outcome: Outcome) -> Fault {
    match outcome {
        Outcome::NotSent(fault) => fault,
        other => panic!("{other:?}"),
    }
}

fn nobody() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[tokio::test]
async fn an_accepted_email_has_the_id_that_ses_gave_it() {
    let server = ScriptedServer::start(Answer::With(200, "", r#"{"MessageId":"0100"}"#));
    assert!(matches!(send_to(&server.url).await, Outcome::Sent(id) if id == "0100"));
    let request = server.requests().concat();
    let reference = Reference::from_bits(7).to_string();
    for part in [
        r#"{"Name":"mail-id","Value":"0197f9a0-0000-7000-8000-00000000000c"}"#,
        &format!(r#"{{"Name":"reference","Value":"{reference}"}}"#),
        r#""ToAddresses":["one@example.org"]"#,
        r#""FromEmailAddress":"service@example.org""#,
        r#""ConfigurationSetName":"mail""#,
        r#"{"Name":"Auto-Submitted","Value":"auto-generated"}"#,
        r#"{"Name":"X-Auto-Response-Suppress","Value":"OOF, AutoReply"}"#,
        r#"{"Data":"<p>Words</p>","Charset":"UTF-8"}"#,
    ] {
        assert!(request.contains(part), "{part} in {request}");
    }
}

#[tokio::test]
async fn a_refused_connection_means_not_sent() {
    assert!(not_sent(send_to(&format!("http://{}", nobody())).await).retryable);
}

#[tokio::test]
async fn a_failed_tls_handshake_means_not_sent() {
    let server = ScriptedServer::start(Answer::Close);
    let outcome = send_to(&server.url.replace("http://", "https://")).await;
    assert!(not_sent(outcome).retryable);
}

#[tokio::test]
async fn a_rejected_email_was_not_sent_and_no_retry_helps() {
    let (outcome, asked) = when_answered(Answer::With(400, "MessageRejected", r#"{"message":"no"}"#)).await;
    assert!(!not_sent(outcome).retryable);
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_throttled_email_was_not_sent_and_may_go_later() {
    let (outcome, asked) = when_answered(Answer::With(429, "TooManyRequestsException", "{}")).await;
    assert!(not_sent(outcome).retryable);
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn after_a_server_error_nobody_knows() {
    for status in [500, 502, 503, 504] {
        let (outcome, asked) = when_answered(Answer::With(status, "InternalFailure", "{}")).await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{status}: {outcome:?}");
        assert_eq!(asked, 1, "{status}");
    }
}

#[tokio::test]
async fn after_an_answer_that_cannot_be_read_nobody_knows() {
    for body in ["<html>", "", "{}", r#"{"MessageId":""}"#] {
        let (outcome, asked) = when_answered(Answer::With(200, "", body)).await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{body}: {outcome:?}");
        assert_eq!(asked, 1, "{body}");
    }
}

#[tokio::test]
async fn after_a_connection_that_ends_without_an_answer_nobody_knows() {
    let (outcome, asked) = when_answered(Answer::Close).await;
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn after_a_timeout_nobody_knows() {
    let server = ScriptedServer::start(Answer::Nothing);
    let soon = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_millis(300)).build();
    let config = sdk_at(&server.url).ses().config().to_builder().timeout_config(soon).build();
    let outcome = send_with(aws_sdk_sesv2::Client::from_conf(config)).await;
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_emulator_takes_an_email_of_a_verified_sender() {
    let emulator = Emulator::start();
    let client = emulator.sdk().ses();
    client.create_email_identity().email_identity("example.org").send().await.ok();
    assert!(matches!(send_with(client).await, Outcome::Sent(id) if !id.is_empty()));
}
