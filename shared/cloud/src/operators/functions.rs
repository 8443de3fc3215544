//! Functions, called by their alias and waited for.

use app::{Fault, Functions, Payload};
use aws_sdk_lambda::Client;
use aws_smithy_types::Blob;
use serde_json::{Value, json};

use crate::fault::fault;

const ACTION: &str = "call a function";
/// The alias by which everything calls functions.
const ALIAS: &str = "live";

/// A function ended with an error.
#[derive(Debug, thiserror::Error)]
#[error("the function failed: {0}")]
struct FunctionFailed(String);

/// The functions of an account.
#[derive(Debug, Clone)]
pub struct LambdaFunctions(Client);

impl LambdaFunctions {
    /// The functions of the account that this client is of.
    pub const fn new(client: Client) -> Self {
        Self(client)
    }
}

impl Functions for LambdaFunctions {
    async fn call(&self, function: &str, with: &Payload) -> Result<(), Fault> {
        let payload = match with {
            Payload::Event(event) => event.clone(),
            Payload::Item { pk, sk } => new_item(pk, sk).to_string(),
        };
        let call = self.0.invoke().function_name(function).qualifier(ALIAS).payload(Blob::new(payload));
        let answer = call.send().await.map_err(|error| fault(ACTION, error))?;
        let said = answer.payload.map(Blob::into_inner).unwrap_or_default();
        match answer.function_error {
            Some(_) => {
                let said = String::from_utf8_lossy(&said).into_owned();
                Err(Fault::lasting(ACTION, FunctionFailed(said)))
            }
            None if has_failures(&said) => {
                Err(Fault::retryable(ACTION, FunctionFailed("it could not do all of its work".to_owned())))
            }
            None => Ok(()),
        }
    }
}

/// Whether a function that a stream calls says that something is to be tried again.
fn has_failures(said: &[u8]) -> bool {
    let said: Value = serde_json::from_slice(said).unwrap_or_default();
    said["batchItemFailures"].as_array().is_some_and(|failures| !failures.is_empty())
}

/// As the table's stream tells of a new item. What it holds is left out: functions read that themselves.
fn new_item(pk: &str, sk: &str) -> Value {
    let keys = json!({ "pk": { "S": pk }, "sk": { "S": sk } });
    json!({ "Records": [{
        "eventID": pk,
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "",
        "dynamodb": {
            "ApproximateCreationDateTime": 0,
            "Keys": keys,
            "NewImage": keys,
            "SequenceNumber": "1",
            "SizeBytes": 1,
            "StreamViewType": "NEW_IMAGE",
        },
    }] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_that_is_not_made_is_a_failure() {
        assert!(has_failures(br#"{"batchItemFailures":[{"itemIdentifier":"1"}]}"#));
        assert!(!has_failures(br#"{"batchItemFailures":[]}"#));
        assert!(!has_failures(b"null"));
    }
}
