//! Ids in paths. One that cannot be an id names nothing: 404, like any other that is not there.

use axum::extract::{FromRequestParts, Path};
use domain::change::Refusal;
use domain::ids::{ChangeId, EvidenceId};
use http::request::Parts;
use serde::Deserialize;

use crate::problem::ApiError;

/// `{id}`.
#[derive(Debug, Clone, Copy)]
pub struct ChangePath(pub ChangeId);

/// `{id}` and `{evidence_id}`.
#[derive(Debug, Clone, Copy)]
pub struct EvidencePath(pub ChangeId, pub EvidenceId);

#[derive(Deserialize)]
struct Ids {
    id: String,
    evidence_id: Option<String>,
}

async fn ids<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Ids, ApiError> {
    let path = Path::<Ids>::from_request_parts(parts, state).await;
    path.map(|Path(ids)| ids).map_err(|_| Refusal::NotFound.into())
}

impl<S: Send + Sync> FromRequestParts<S> for ChangePath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let id = ids(parts, state).await?.id.parse();
        id.map(Self).map_err(|_| Refusal::NotFound.into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for EvidencePath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let ids = ids(parts, state).await?;
        let change = ids.id.parse().map_err(|_| Refusal::NotFound)?;
        let evidence = ids.evidence_id.and_then(|id| id.parse().ok()).ok_or(Refusal::EvidenceNotFound)?;
        Ok(Self(change, evidence))
    }
}
