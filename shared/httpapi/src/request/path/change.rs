//! Ids in paths. One that cannot be an id names nothing: 404, like any other that is not there.

use api::read_id;
use axum::extract::{FromRequestParts, Path};
use domain::change::material::Environment;
use domain::change::{Reason, Refusal};
use domain::codes::Coded;
use domain::export;
use domain::ids::{ChangeId, DowntimeId, EvidenceId, ExportId};
use domain::policy::Step;
use domain::reference::SupportReference;
use domain::refusal::Thing;
use http::request::Parts;
use serde::Deserialize;

use crate::answer::ApiError;

/// `{id}`.
#[derive(Debug, Clone, Copy)]
pub struct ChangePath(pub ChangeId);

/// `{id}` and `{evidence_id}`.
#[derive(Debug, Clone, Copy)]
pub struct EvidencePath(pub ChangeId, pub EvidenceId);

/// `{id}` and `{step}`.
#[derive(Debug, Clone, Copy)]
pub struct StepPath(pub ChangeId, pub Step);

/// `{id}` and `{reference}` of a support request.
#[derive(Debug, Clone, Copy)]
pub struct SupportPath(pub ChangeId, pub SupportReference);

/// `{id}` and `{downtime_id}`.
#[derive(Debug, Clone, Copy)]
pub struct DowntimePath(pub ChangeId, pub DowntimeId);

/// `{id}` and `{environment}`.
#[derive(Debug, Clone, Copy)]
pub struct MaterialPath(pub ChangeId, pub Environment);

/// `{id}` and `{export_id}`.
#[derive(Debug, Clone, Copy)]
pub struct BundlePath(pub ChangeId, pub ExportId);

/// `{export_id}` alone.
#[derive(Debug, Clone, Copy)]
pub struct ExportPath(pub ExportId);

#[derive(Deserialize)]
struct Ids {
    id: String,
    evidence_id: Option<String>,
    export_id: Option<String>,
    step: Option<String>,
    reference: Option<String>,
    downtime_id: Option<String>,
    environment: Option<String>,
}

async fn ids<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Ids, ApiError> {
    let path = Path::<Ids>::from_request_parts(parts, state).await;
    path.map(|Path(ids)| ids).map_err(|_| Refusal::NotFound(Thing::Change).into())
}

impl<S: Send + Sync> FromRequestParts<S> for ChangePath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let id = read_id(&ids(parts, state).await?.id);
        id.map(Self).ok_or(Refusal::NotFound(Thing::Change).into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for EvidencePath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let ids = ids(parts, state).await?;
        let change = read_id(&ids.id).ok_or(Refusal::NotFound(Thing::Change))?;
        let evidence = ids.evidence_id.and_then(|id| read_id(&id)).ok_or(Reason::EvidenceNotFound)?;
        Ok(Self(change, evidence))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for BundlePath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let ids = ids(parts, state).await?;
        let change = read_id(&ids.id).ok_or(Refusal::NotFound(Thing::Change))?;
        let export = ids.export_id.and_then(|id| read_id(&id)).ok_or(export::Reason::NotFound)?;
        Ok(Self(change, export))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ExportPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        #[derive(Deserialize)]
        struct Id {
            export_id: String,
        }
        let path = Path::<Id>::from_request_parts(parts, state).await.ok();
        let id = path.and_then(|Path(id)| read_id(&id.export_id));
        id.map(Self).ok_or(export::Reason::NotFound.into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for StepPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let ids = ids(parts, state).await?;
        let change = read_id(&ids.id).ok_or(Refusal::NotFound(Thing::Change))?;
        let named = ids.step.and_then(|named| Step::from_code(&named)).ok_or(ApiError::NoSuchRoute)?;
        Ok(Self(change, named))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SupportPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let ids = ids(parts, state).await?;
        let change = read_id(&ids.id).ok_or(Refusal::NotFound(Thing::Change))?;
        let named = ids
            .reference
            .and_then(|named| SupportReference::parse(&named))
            .ok_or(Reason::SupportRequestNotFound)?;
        Ok(Self(change, named))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for DowntimePath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let ids = ids(parts, state).await?;
        let change = read_id(&ids.id).ok_or(Refusal::NotFound(Thing::Change))?;
        let named = ids.downtime_id.and_then(|named| read_id(&named)).ok_or(Reason::DowntimeNotFound)?;
        Ok(Self(change, named))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MaterialPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let ids = ids(parts, state).await?;
        let change = read_id(&ids.id).ok_or(Refusal::NotFound(Thing::Change))?;
        let named =
            ids.environment.and_then(|named| Environment::from_code(&named)).ok_or(ApiError::NoSuchRoute)?;
        Ok(Self(change, named))
    }
}
