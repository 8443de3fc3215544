//! The result of checking a draft.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::FieldProblem;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CheckBody {
    /// Whether it can be submitted as it is.
    pub ready: bool,
    /// Everything that stops a submission, in the order of the form.
    pub problems: Vec<FieldProblem>,
    /// What is worth knowing; it stops nothing.
    pub advice: Vec<FieldAdvice>,
    /// Answers that will be registered in another form than they were typed in: both forms, to be looked at before submitting.
    pub registered_forms: Vec<RegisteredFormBody>,
}

/// The form in which an answer will be registered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RegisteredFormBody {
    /// The answer.
    #[schema(example = "new_endpoints[0].url")]
    pub field: String,
    /// As it was typed.
    #[schema(example = "https://FIND.example.org:443/%66ind")]
    pub typed: String,
    /// As it will be registered; an international host name in its ASCII form.
    #[schema(example = "https://find.example.org/find")]
    pub registered: String,
}

/// Advice that stops nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldAdvice {
    /// For programs.
    #[schema(example = "process_not_needed")]
    pub code: String,
    /// For people.
    pub message: String,
}
