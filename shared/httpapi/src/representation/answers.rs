//! The answers of the form, as sent and as shown.

use domain::change::answers::{Answers, EndpointAnswer};
use domain::ids::EndpointId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::codes::IdText;
use super::words::{ChangeTypeWord, EndpointTypeWord, ScaleWord};
use crate::id::read_id;
use crate::problem::{ApiError, FieldProblem};

/// The answers of the form. Anything may be left out while it is a draft; a check says what is missing.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct AnswersBody {
    /// The type of change.
    pub change_type: Option<ChangeTypeWord>,
    /// The reason for the request, free text.
    #[schema(example = "We are moving our find service to a new platform")]
    pub reason: String,
    /// Whether the organisation asks for operational acceptance testing (OAT).
    pub oat_requested: Option<bool>,
    /// The scale the organisation suggests.
    pub suggested_scale: Option<ScaleWord>,
    /// New endpoints, up to 9 in one submission. A draft may hold more; its check says so.
    pub new_endpoints: Vec<EndpointAnswerBody>,
    /// Ids of the live endpoints that are affected.
    #[schema(value_type = Vec<IdText>)]
    pub affected_endpoints: Vec<String>,
    /// Whether the change needs downtime.
    pub needs_downtime: Option<bool>,
}

/// One new endpoint.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, expecting = "an object")]
pub struct EndpointAnswerBody {
    /// What it serves.
    pub endpoint_type: Option<EndpointTypeWord>,
    /// Its URL.
    #[schema(example = "https://find.example.org/pensions")]
    pub url: String,
}

impl From<&Answers> for AnswersBody {
    fn from(answers: &Answers) -> Self {
        Self {
            change_type: answers.change_type.map(Into::into),
            reason: answers.reason.clone(),
            oat_requested: answers.oat_requested,
            suggested_scale: answers.suggested_scale.map(Into::into),
            new_endpoints: answers
                .new_endpoints
                .iter()
                .map(|endpoint| EndpointAnswerBody {
                    endpoint_type: endpoint.endpoint_type.map(Into::into),
                    url: endpoint.url.clone(),
                })
                .collect(),
            affected_endpoints: answers.affected_endpoints.iter().map(ToString::to_string).collect(),
            needs_downtime: answers.needs_downtime,
        }
    }
}

impl TryFrom<AnswersBody> for Answers {
    type Error = ApiError;

    fn try_from(body: AnswersBody) -> Result<Self, ApiError> {
        let mut problems = Vec::new();
        let mut affected_endpoints = Vec::with_capacity(body.affected_endpoints.len());
        for (at, id) in body.affected_endpoints.iter().enumerate() {
            match read_id::<EndpointId>(id) {
                Some(id) => affected_endpoints.push(id),
                None => {
                    let message = "Use the id of one of your live endpoints";
                    let field = format!("affected_endpoints[{at}]");
                    problems.push(FieldProblem::new(field, "malformed_id", message));
                }
            }
        }
        if !problems.is_empty() {
            return Err(ApiError::Fields(problems));
        }
        Ok(Self {
            change_type: body.change_type.map(Into::into),
            reason: body.reason,
            oat_requested: body.oat_requested,
            suggested_scale: body.suggested_scale.map(Into::into),
            new_endpoints: body.new_endpoints.into_iter().map(Into::into).collect(),
            affected_endpoints,
            needs_downtime: body.needs_downtime,
        })
    }
}

impl From<EndpointAnswerBody> for EndpointAnswer {
    fn from(body: EndpointAnswerBody) -> Self {
        Self { endpoint_type: body.endpoint_type.map(Into::into), url: body.url }
    }
}
