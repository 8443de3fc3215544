//! The faults: which calls each fits, and what it does to one.

use serde_json::{Value, json};

use super::target::{Service, Target};
use super::wire::Message;

/// Something that goes wrong between a function and AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Refused in the service's way of saying “slower”; nothing happens.
    Throttled,
    /// The service fails inside, before anything happens.
    ServerError,
    /// Something in front of the service has nobody to give the request to.
    Unavailable,
    /// The connection is reset before the request gets anywhere.
    ResetBefore,
    /// It happens, and the connection is reset before the answer.
    ResetAfter,
    /// It happens, and no answer ever comes.
    Unanswered,
    /// It happens, and the answer does not end in time.
    Slow,
    /// It happens, and half of the answer arrives.
    Truncated,
    /// Nothing happens in time: the request takes effect after the function has stopped waiting, before anyone repeats it.
    Late,
    /// As [`Fault::Late`], after the repetition has been answered.
    VeryLate,
    /// A batch is answered with nothing of what it asked for.
    Unprocessed,
    /// A transaction meets another that has not ended.
    Conflict,
    /// A transaction is told that its own first try has not ended.
    InProgress,
}

/// What becomes of a request and its connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Course {
    /// Answered by us; it gets nowhere.
    Refused(Message),
    /// Reset; it gets nowhere.
    Reset,
    /// Kept back until [`super::Proxy::deliver_late`]; no answer.
    KeptBack,
    /// Takes effect; no answer.
    Silence,
    /// Takes effect; the connection is reset.
    ResetAfter,
    /// Takes effect; half of the answer, then the connection ends.
    Half,
    /// Takes effect; half of the answer, then nothing.
    HalfThenSilence,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 13] = [
        Self::Throttled,
        Self::ServerError,
        Self::Unavailable,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::Unanswered,
        Self::Slow,
        Self::Truncated,
        Self::Late,
        Self::VeryLate,
        Self::Unprocessed,
        Self::Conflict,
        Self::InProgress,
    ];

    /// Whether this can happen to such a call.
    pub fn fits(self, target: &Target) -> bool {
        match self {
            Self::Unprocessed => target.operation == "BatchGetItem",
            Self::Conflict | Self::InProgress => target.operation == "TransactWriteItems",
            // Nobody can tell when, or whether, something was only looked at.
            Self::ResetAfter | Self::Late | Self::VeryLate => !target.only_reads(),
            // An answer without a body has no half.
            Self::Slow | Self::Truncated => target.operation != "HeadObject",
            _ => true,
        }
    }

    /// Whether the function notices only by its own time-out.
    pub const fn is_slow(self) -> bool {
        matches!(self, Self::Unanswered | Self::Slow | Self::Late | Self::VeryLate)
    }

    /// Whether the SDK tries again by itself; if not, the function decides.
    pub const fn is_tried_again(self) -> bool {
        !matches!(self, Self::Unprocessed | Self::Conflict | Self::InProgress)
    }

    /// Whether the service may have acted although the function was not told.
    pub const fn leaves_doubt(self) -> bool {
        matches!(
            self,
            Self::ResetAfter | Self::Unanswered | Self::Slow | Self::Truncated | Self::Late | Self::VeryLate
        )
    }

    /// What it does to this request.
    pub fn course(self, target: &Target, request: &Message) -> Course {
        match self {
            Self::Throttled => Course::Refused(throttled(target)),
            Self::ServerError => Course::Refused(failed(target)),
            Self::Unavailable => {
                let page = "<html><body>Service Unavailable</body></html>";
                Course::Refused(Message::answer(503, &[("content-type", "text/html")], no_body(target, page)))
            }
            Self::ResetBefore => Course::Reset,
            Self::ResetAfter => Course::ResetAfter,
            Self::Unanswered => Course::Silence,
            Self::Slow => Course::HalfThenSilence,
            Self::Truncated => Course::Half,
            Self::Late | Self::VeryLate => Course::KeptBack,
            Self::Unprocessed => Course::Refused(unprocessed(request)),
            Self::Conflict => Course::Refused(conflict(request)),
            Self::InProgress => {
                Course::Refused(of_dynamodb(400, "TransactionInProgressException", json!({})))
            }
        }
    }
}

fn throttled(target: &Target) -> Message {
    match target.service {
        Service::DynamoDb if target.operation == "TransactWriteItems" => {
            of_dynamodb(400, "ThrottlingException", json!({}))
        }
        Service::DynamoDb => of_dynamodb(400, "ProvisionedThroughputExceededException", json!({})),
        Service::Cognito => of_cognito(400, "TooManyRequestsException"),
        Service::S3 => of_s3(target, "SlowDown"),
        Service::Ses => of_ses(429, "TooManyRequestsException"),
    }
}

fn failed(target: &Target) -> Message {
    match target.service {
        Service::DynamoDb => of_dynamodb(500, "InternalServerError", json!({})),
        Service::Cognito => of_cognito(500, "InternalErrorException"),
        Service::S3 => of_s3(target, "InternalError"),
        Service::Ses => of_ses(500, "InternalFailure"),
    }
}

fn of_dynamodb(status: u16, code: &str, more: Value) -> Message {
    let mut body = json!({
        "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"),
        "message": "injected: table secret-table",
    });
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    Message::answer(status, &[("content-type", "application/x-amz-json-1.0")], body.to_string())
}

fn of_cognito(status: u16, code: &str) -> Message {
    let body = json!({ "__type": code, "message": "injected" }).to_string();
    Message::answer(status, &[("content-type", "application/x-amz-json-1.1")], body)
}

fn of_s3(target: &Target, code: &str) -> Message {
    let status = if code == "SlowDown" { 503 } else { 500 };
    let body =
        format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>injected</Message></Error>");
    Message::answer(status, &[("content-type", "application/xml")], no_body(target, &body))
}

fn of_ses(status: u16, code: &str) -> Message {
    let headers = [("content-type", "application/json"), ("x-amzn-errortype", code)];
    Message::answer(status, &headers, json!({ "message": "injected" }).to_string())
}

fn no_body<'b>(target: &Target, body: &'b str) -> &'b str {
    if target.operation == "HeadObject" { "" } else { body }
}

/// Everything asked for comes back as not processed.
fn unprocessed(request: &Message) -> Message {
    let asked: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let body = json!({ "Responses": {}, "UnprocessedKeys": asked["RequestItems"] });
    Message::answer(200, &[("content-type", "application/x-amz-json-1.0")], body.to_string())
}

/// Cancelled because the first item is in another transaction.
fn conflict(request: &Message) -> Message {
    let asked: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let operations = asked["TransactItems"].as_array().map_or(0, Vec::len);
    let code = |at| if at == 0 { "TransactionConflict" } else { "None" };
    let reasons: Vec<_> = (0..operations).map(|at| json!({ "Code": code(at) })).collect();
    of_dynamodb(400, "TransactionCanceledException", json!({ "CancellationReasons": reasons }))
}
