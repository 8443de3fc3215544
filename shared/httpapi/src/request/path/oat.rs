//! Ids in paths to requests for OAT and to pre-flights. One that cannot be an id names nothing: 404.

use api::read_id;
use axum::extract::{FromRequestParts, Path};
use domain::ids::{OatId, PreFlightId};
use domain::oat::{Reason, Refusal};
use domain::pre_flight;
use domain::reference::SupportReference;
use domain::refusal::Thing;
use http::request::Parts;
use serde::Deserialize;

use crate::answer::ApiError;

/// `{id}` of a request for OAT.
#[derive(Debug, Clone, Copy)]
pub struct OatPath(pub OatId);

/// `{id}` of a request for OAT and the `{number}` of a run.
#[derive(Debug, Clone, Copy)]
pub struct RunPath(pub OatId, pub u32);

/// `{id}` of a request for OAT and the `{reference}` of a support request.
#[derive(Debug, Clone, Copy)]
pub struct OatSupportPath(pub OatId, pub SupportReference);

/// `{id}` of a pre-flight.
#[derive(Debug, Clone, Copy)]
pub struct PreFlightPath(pub PreFlightId);

#[derive(Deserialize)]
struct OatIds {
    id: String,
    number: Option<String>,
    reference: Option<String>,
}

impl OatIds {
    async fn of<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<(OatId, Self), ApiError> {
        let path = Path::<Self>::from_request_parts(parts, state).await;
        let Path(ids) = path.map_err(|_| Refusal::NotFound(Thing::Oat))?;
        let id = read_id(&ids.id).ok_or(Refusal::NotFound(Thing::Oat))?;
        Ok((id, ids))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OatPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        OatIds::of(parts, state).await.map(|(id, _)| Self(id))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RunPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let (id, ids) = OatIds::of(parts, state).await?;
        let number = ids.number.and_then(|number| number.parse().ok()).ok_or(Reason::RunNotFound)?;
        Ok(Self(id, number))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OatSupportPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let (id, ids) = OatIds::of(parts, state).await?;
        let reference = ids.reference.and_then(|written| SupportReference::parse(&written));
        Ok(Self(id, reference.ok_or(Reason::SupportRequestNotFound)?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PreFlightPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::<OatIds>::from_request_parts(parts, state).await.ok();
        let id = path.and_then(|Path(ids)| read_id(&ids.id));
        id.map(Self).ok_or(pre_flight::Refusal::NotFound(Thing::PreFlight).into())
    }
}
