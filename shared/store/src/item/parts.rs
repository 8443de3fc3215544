//! Parts that several items hold: who did something, answers, submissions, endpoints, accepted files.
//!
//! Texts are borrowed when written and owned when read, so that a large state is copied once each way.

use std::borrow::Cow;

use domain::actor::{By, Process, Role};
use domain::answers::{Answers, ChangeType, EndpointAnswer, Submission};
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::evidence::{AcceptedFile, FileFormat, PdfFlag};
use domain::ids::{EndpointId, PersonId};
use domain::policy::Scale;
use domain::text::FreeText;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Code, Digest, Text};

/// A text that people wrote, borrowed.
pub(super) fn borrowed(text: &FreeText) -> Cow<'_, str> {
    Cow::Borrowed(text.as_str())
}

/// A text that people wrote, taken back.
pub(super) fn restored(text: Cow<'_, str>) -> FreeText {
    FreeText::restore(text.into_owned())
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ByItem {
    Person { id: Text<PersonId>, role: Code<Role> },
    System(Code<Process>),
}

impl From<By> for ByItem {
    fn from(by: By) -> Self {
        match by {
            By::Person { person, role } => Self::Person { id: Text(person), role: Code(role) },
            By::System(process) => Self::System(Code(process)),
        }
    }
}

impl From<ByItem> for By {
    fn from(item: ByItem) -> Self {
        match item {
            ByItem::Person { id, role } => Self::Person { person: id.0, role: role.0 },
            ByItem::System(process) => Self::System(process.0),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AnswersItem<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    change_type: Option<Code<ChangeType>>,
    reason: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oat_requested: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggested_scale: Option<Code<Scale>>,
    new_endpoints: Vec<TypedEndpointItem<'a>>,
    affected_endpoints: Vec<Text<EndpointId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    needs_downtime: Option<bool>,
}

/// An endpoint as typed: its type may be missing, its URL may be anything.
#[derive(Debug, Serialize, Deserialize)]
struct TypedEndpointItem<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint_type: Option<Code<EndpointType>>,
    url: Cow<'a, str>,
}

impl<'a> From<&'a Answers> for AnswersItem<'a> {
    fn from(answers: &'a Answers) -> Self {
        let endpoint = |answer: &'a EndpointAnswer| TypedEndpointItem {
            endpoint_type: answer.endpoint_type.map(Code),
            url: Cow::Borrowed(&answer.url),
        };
        Self {
            change_type: answers.change_type.map(Code),
            reason: Cow::Borrowed(&answers.reason),
            oat_requested: answers.oat_requested,
            suggested_scale: answers.suggested_scale.map(Code),
            new_endpoints: answers.new_endpoints.iter().map(endpoint).collect(),
            affected_endpoints: answers.affected_endpoints.iter().copied().map(Text).collect(),
            needs_downtime: answers.needs_downtime,
        }
    }
}

impl From<AnswersItem<'_>> for Answers {
    fn from(item: AnswersItem<'_>) -> Self {
        let endpoint = |item: TypedEndpointItem<'_>| EndpointAnswer {
            endpoint_type: item.endpoint_type.map(|code| code.0),
            url: item.url.into_owned(),
        };
        Self {
            change_type: item.change_type.map(|code| code.0),
            reason: item.reason.into_owned(),
            oat_requested: item.oat_requested,
            suggested_scale: item.suggested_scale.map(|code| code.0),
            new_endpoints: item.new_endpoints.into_iter().map(endpoint).collect(),
            affected_endpoints: item.affected_endpoints.into_iter().map(|id| id.0).collect(),
            needs_downtime: item.needs_downtime,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EndpointItem<'a> {
    endpoint_type: Code<EndpointType>,
    url: Cow<'a, str>,
}

impl<'a> From<&'a ProposedEndpoint> for EndpointItem<'a> {
    fn from(endpoint: &'a ProposedEndpoint) -> Self {
        Self { endpoint_type: Code(endpoint.endpoint_type), url: Cow::Borrowed(endpoint.url.as_str()) }
    }
}

impl From<EndpointItem<'_>> for ProposedEndpoint {
    fn from(item: EndpointItem<'_>) -> Self {
        Self { endpoint_type: item.endpoint_type.0, url: EndpointUrl::restore(item.url.into_owned()) }
    }
}

/// Endpoints, borrowed.
pub(super) fn endpoints(endpoints: &[ProposedEndpoint]) -> Vec<EndpointItem<'_>> {
    endpoints.iter().map(EndpointItem::from).collect()
}

/// Endpoints, taken back.
pub(super) fn restored_endpoints(items: Vec<EndpointItem<'_>>) -> Vec<ProposedEndpoint> {
    items.into_iter().map(ProposedEndpoint::from).collect()
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SubmissionItem<'a> {
    change_type: Code<ChangeType>,
    reason: Cow<'a, str>,
    oat_requested: bool,
    suggested_scale: Code<Scale>,
    new_endpoints: Vec<EndpointItem<'a>>,
    affected_endpoints: Vec<Text<EndpointId>>,
    needs_downtime: bool,
}

impl<'a> From<&'a Submission> for SubmissionItem<'a> {
    fn from(submission: &'a Submission) -> Self {
        Self {
            change_type: Code(submission.change_type),
            reason: borrowed(&submission.reason),
            oat_requested: submission.oat_requested,
            suggested_scale: Code(submission.suggested_scale),
            new_endpoints: endpoints(&submission.new_endpoints),
            affected_endpoints: submission.affected_endpoints.iter().copied().map(Text).collect(),
            needs_downtime: submission.needs_downtime,
        }
    }
}

impl From<SubmissionItem<'_>> for Submission {
    fn from(item: SubmissionItem<'_>) -> Self {
        Self {
            change_type: item.change_type.0,
            reason: restored(item.reason),
            oat_requested: item.oat_requested,
            suggested_scale: item.suggested_scale.0,
            new_endpoints: restored_endpoints(item.new_endpoints),
            affected_endpoints: item.affected_endpoints.into_iter().map(|id| id.0).collect(),
            needs_downtime: item.needs_downtime,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AcceptedItem {
    format: Code<FileFormat>,
    bytes: u64,
    sha256: Digest,
    flags: Vec<Code<PdfFlag>>,
    at: Text<Timestamp>,
}

impl From<&AcceptedFile> for AcceptedItem {
    fn from(file: &AcceptedFile) -> Self {
        Self {
            format: Code(file.format),
            bytes: file.bytes,
            sha256: Digest(file.sha256),
            flags: file.flags.iter().copied().map(Code).collect(),
            at: Text(file.at),
        }
    }
}

impl From<AcceptedItem> for AcceptedFile {
    fn from(item: AcceptedItem) -> Self {
        Self {
            format: item.format.0,
            bytes: item.bytes,
            sha256: item.sha256.0,
            flags: item.flags.into_iter().map(|flag| flag.0).collect(),
            at: item.at.0,
        }
    }
}
