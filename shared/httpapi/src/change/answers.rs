//! The answers of the form, read and shown.

use api::{AnswersBody, EndpointAnswerBody, FieldProblem, read_id};
use domain::change::answers::{Answers, EndpointAnswer};
use domain::ids::EndpointId;

use crate::answer::ApiError;
use crate::shown::Of;

impl Of<&Answers> for AnswersBody {
    fn of(answers: &Answers) -> Self {
        Self {
            change_type: answers.change_type.map(Of::of),
            reason: answers.reason.clone(),
            oat_requested: answers.oat_requested,
            suggested_scale: answers.suggested_scale.map(Of::of),
            new_endpoints: answers
                .new_endpoints
                .iter()
                .map(|endpoint| EndpointAnswerBody {
                    endpoint_type: endpoint.endpoint_type.map(Of::of),
                    url: endpoint.url.clone(),
                })
                .collect(),
            affected_endpoints: answers.affected_endpoints.iter().map(ToString::to_string).collect(),
            needs_downtime: answers.needs_downtime,
        }
    }
}

/// The answers as they were typed.
///
/// # Errors
/// [`ApiError::Fields`] with every id that is none.
pub fn answers(body: AnswersBody) -> Result<Answers, ApiError> {
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
    Ok(Answers {
        change_type: body.change_type.map(Into::into),
        reason: body.reason,
        oat_requested: body.oat_requested,
        suggested_scale: body.suggested_scale.map(Into::into),
        new_endpoints: body.new_endpoints.into_iter().map(Of::of).collect(),
        affected_endpoints,
        needs_downtime: body.needs_downtime,
    })
}

impl Of<EndpointAnswerBody> for EndpointAnswer {
    fn of(body: EndpointAnswerBody) -> Self {
        Self { endpoint_type: body.endpoint_type.map(Into::into), url: body.url }
    }
}
