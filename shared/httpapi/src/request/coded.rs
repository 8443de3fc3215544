//! Closed lists in queries: what may be written, and what was.

use api::FieldProblem;
use domain::codes::Coded;
use utoipa::openapi::{Object, ObjectBuilder, Type};

use crate::answer::ApiError;

/// A parameter that takes one of a closed list, as the API document describes it.
pub fn one_of<T: Coded>() -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(T::CODES.iter().copied())).build()
}

/// Reads one of a closed list, if there is one.
///
/// # Errors
/// [`ApiError::Fields`] when it is none of the list.
pub fn read_code<T: Coded>(field: &'static str, code: Option<&str>) -> Result<Option<T>, ApiError> {
    let unknown = || FieldProblem::new(field, "unknown", format!("Enter one of: {}", T::CODES.join(", ")));
    Ok(code.map(|code| T::from_code(code).ok_or_else(unknown)).transpose()?)
}
