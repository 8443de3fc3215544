//! What a request asks of which service.

use serde_json::Value;

use super::wire::Message;

/// A service of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    Cognito,
    DynamoDb,
    S3,
    Ses,
}

/// A service and its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub service: Service,
    pub operation: String,
}

impl Target {
    /// Read off the target header, or off method and path where there is none.
    pub fn of(request: &Message) -> Self {
        if let Some(target) = request.header("x-amz-target") {
            let (api, operation) = target.split_once('.').unwrap_or_default();
            let cognito = api == "AWSCognitoIdentityProviderService";
            let service = if cognito { Service::Cognito } else { Service::DynamoDb };
            return Self { service, operation: operation.to_owned() };
        }
        if request.path().starts_with("/v2/email/") {
            let sends = request.path().starts_with("/v2/email/outbound-emails");
            let operation = if sends { "SendEmail" } else { "Other" };
            return Self { service: Service::Ses, operation: operation.to_owned() };
        }
        let operation = match request.method() {
            "HEAD" => "HeadObject",
            "GET" => "GetObject",
            "PUT" if request.header("x-amz-copy-source").is_some() => "CopyObject",
            "PUT" if request.path().contains("partNumber=") => "UploadPart",
            "PUT" => "PutObject",
            "POST" if request.path().contains("uploadId=") => "CompleteMultipartUpload",
            "POST" if request.path().contains("uploads") => "CreateMultipartUpload",
            "DELETE" if request.path().contains("uploadId=") => "AbortMultipartUpload",
            _ => "Other",
        };
        Self { service: Service::S3, operation: operation.to_owned() }
    }

    /// Whether it changes nothing.
    pub fn only_reads(&self) -> bool {
        const READS: [&str; 6] =
            ["AdminGetUser", "BatchGetItem", "GetItem", "GetObject", "HeadObject", "Query"];
        READS.contains(&self.operation.as_str())
    }
}

/// The notification that a request is about, and what it does with it: `send`, or the state that it notes.
pub fn notification(request: &Message) -> Option<(String, String)> {
    let body: Value = serde_json::from_slice(&request.body).ok()?;
    if let Some(tag) = body["EmailTags"].as_array().into_iter().flatten().find(|tag| tag["Name"] == "mail-id")
    {
        return Some((tag["Value"].as_str()?.to_owned(), "send".to_owned()));
    }
    let id = body.pointer("/Key/pk/S")?.as_str()?.strip_prefix("MAIL#")?;
    let noted = body.pointer("/ExpressionAttributeValues/:to/M")?.as_object()?.keys().next()?;
    Some((id.to_owned(), noted.clone()))
}
