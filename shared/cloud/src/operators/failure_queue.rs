//! A failure queue, at SQS.

use app::{FailedEvent, FailureQueue, Fault};
use aws_sdk_sqs::Client;

use super::failed;
use crate::fault::fault;

/// As many messages come at once at most.
const TOGETHER: i32 = 10;
/// So long, in seconds, nobody else gets a message that is in hand: longer than the longest function runs.
const IN_HAND: i32 = 3600;
/// So long, in seconds, a call waits for messages, so that every server of the queue is asked.
const WAIT: i32 = 2;

/// The queue at an address.
#[derive(Debug, Clone)]
pub struct SqsFailureQueue {
    client: Client,
    url: String,
}

impl SqsFailureQueue {
    /// The queue at this address.
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }
}

impl FailureQueue for SqsFailureQueue {
    async fn take(&self) -> Result<Vec<FailedEvent>, Fault> {
        let call = self.client.receive_message().queue_url(&self.url).max_number_of_messages(TOGETHER);
        let answer = call.visibility_timeout(IN_HAND).wait_time_seconds(WAIT).send().await;
        let messages = answer.map_err(|error| fault("read a failure queue", error))?.messages;
        let read = |message: aws_sdk_sqs::types::Message| {
            let body = message.body.unwrap_or_default();
            Some(failed::read(message.message_id.unwrap_or_default(), message.receipt_handle?, &body))
        };
        Ok(messages.unwrap_or_default().into_iter().filter_map(read).collect())
    }

    async fn remove(&self, event: &FailedEvent) -> Result<(), Fault> {
        let call = self.client.delete_message().queue_url(&self.url).receipt_handle(&event.receipt);
        call.send().await.map(drop).map_err(|error| fault("take a message out of a failure queue", error))
    }

    async fn put_back(&self, event: &FailedEvent) -> Result<(), Fault> {
        let call = self.client.change_message_visibility().queue_url(&self.url).visibility_timeout(0);
        let answer = call.receipt_handle(&event.receipt).send().await;
        answer.map(drop).map_err(|error| fault("put a message back into a failure queue", error))
    }
}
