//! Problems (RFC 9457), and the answers of the gateway in front.

use serde::{Deserialize, Serialize};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::{ChangeBody, DisputeBody, NoticeBody, OatBody, RecordBody};

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// The field, for example `new_endpoints[2].url`.
    #[schema(example = "new_endpoints[2].url")]
    pub field: String,
    /// What is wrong, for programs.
    #[schema(example = "url_trailing_slash")]
    pub code: String,
    /// What to do, for people.
    #[schema(example = "The endpoint URL cannot end with “/” or “\\”. Remove it")]
    pub message: String,
}

impl FieldProblem {
    /// A problem with `field`.
    pub fn new(field: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.to_owned(), message: message.into() }
    }

    /// `field` has no answer and needs one.
    pub fn missing(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(field, "missing", message)
    }

    /// `field` has an answer and must have none here.
    pub fn not_expected(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(field, "not_expected", message)
    }

    /// Those of `fields` that have an answer and must have none here.
    pub fn none_expected<'f>(
        fields: impl IntoIterator<Item = (&'f str, bool)>,
        message: &str,
    ) -> impl Iterator<Item = Self> {
        let given = fields.into_iter().filter(|(_, is_given)| *is_given);
        given.map(move |(field, _)| Self::not_expected(field, message))
    }

    /// `field` is a number, or has a number of entries, outside its bounds.
    pub fn out_of_range(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(field, "out_of_range", message)
    }
}

/// A problem, as `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProblemBody {
    /// A name of the kind of problem, as a URN.
    #[serde(rename = "type")]
    #[schema(example = "urn:technical-change:problem:invalid")]
    pub kind: String,
    /// The kind of problem in words.
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// The code, for programs; stable.
    #[schema(example = "invalid")]
    pub code: String,
    /// What happened and what to do, for people.
    pub detail: String,
    /// What is wrong with each field, all at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldProblem>,
    /// The change, record, request for OAT, notice of downtime or dispute as it is now, when the caller acted on an older view of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub current: Option<CurrentBody>,
}

/// What somebody else changed, as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum CurrentBody {
    /// A change.
    Change(Box<ChangeBody>),
    /// The record of an organisation or of PDP's team.
    Record(RecordBody),
    /// A request for OAT.
    Oat(Box<OatBody>),
    /// A notice of downtime.
    Downtime(NoticeBody),
    /// A dispute.
    Dispute(Box<DisputeBody>),
}

/// What API Gateway itself answers. An HTTP API cannot be given other bodies: gateway responses are a matter of REST APIs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayBody {
    /// What happened, in the gateway's words.
    pub message: String,
}

impl PartialSchema for GatewayBody {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("What happened, in the gateway’s words"));
        let text = text.examples(["Unauthorized", "Forbidden", "Too Many Requests", "Service Unavailable"]);
        let body =
            ObjectBuilder::new().schema_type(Type::Object).property("message", text).required("message");
        let described = "An answer of the gateway in front of the API: it has neither a code nor advice, so go by the status";
        body.description(Some(described)).into()
    }
}

impl ToSchema for GatewayBody {}
