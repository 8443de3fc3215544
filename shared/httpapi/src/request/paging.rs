//! Queries and cursor paging.

use api::FieldProblem;
use app::{Cursor, PageRequest};
use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::answer::ApiError;
use crate::request::misfit;
use crate::request::tree::Tree;

/// How many entries a page has when the caller does not say.
const DEFAULT_SIZE: u32 = 25;
/// How many it may have.
const MAX_SIZE: u32 = 100;

/// The query, as `T`; unknown parameters are refused (`T` denies them).
#[derive(Debug)]
pub struct QueryOf<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for QueryOf<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let read = misfit::read(Tree::of_query(query), || Some(Tree::of_query(query)));
        read.map(Self).map_err(ApiError::BadQuery)
    }
}

/// `limit` and `cursor`.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// Entries on the page: 1 to 100, 25 when absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

impl Paging {
    /// The page asked for.
    ///
    /// # Errors
    /// [`ApiError::Fields`] when `limit` is no number from 1 to 100.
    pub fn page(self) -> Result<PageRequest, ApiError> {
        let size = match self.limit.as_deref().map(str::parse::<u32>) {
            None => DEFAULT_SIZE,
            Some(Ok(size)) if (1..=MAX_SIZE).contains(&size) => size,
            Some(_) => {
                let message = format!("Enter a number from 1 to {MAX_SIZE}");
                return Err(FieldProblem::out_of_range("limit", message).into());
            }
        };
        Ok(PageRequest { size, cursor: self.cursor.map(Cursor) })
    }
}
