//! Ids in paths to the records of organisations and of PDP's team. One that cannot be an id names nothing: 404.

use api::read_id;
use axum::extract::{FromRequestParts, Path};
use domain::ids::{EndpointId, OrganisationId, PersonId};
use domain::organisation;
use domain::refusal::Thing;
use http::request::Parts;
use serde::Deserialize;

use crate::answer::ApiError;

/// `{id}` of an organisation.
#[derive(Debug, Clone, Copy)]
pub struct OrganisationPath(pub OrganisationId);

/// `{id}` of an organisation and `{person_id}`.
#[derive(Debug, Clone, Copy)]
pub struct MemberPath(pub OrganisationId, pub PersonId);

/// `{id}` of an organisation and `{endpoint_id}`.
#[derive(Debug, Clone, Copy)]
pub struct EndpointPath(pub OrganisationId, pub EndpointId);

/// `{person_id}` alone.
#[derive(Debug, Clone, Copy)]
pub struct PersonPath(pub PersonId);

#[derive(Deserialize)]
struct RecordIds {
    id: Option<String>,
    person_id: Option<String>,
    endpoint_id: Option<String>,
}

impl RecordIds {
    async fn of<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::<Self>::from_request_parts(parts, state).await;
        path.map(|Path(ids)| ids).map_err(|_| organisation::Refusal::NotFound(Thing::Organisation).into())
    }

    fn organisation(&self) -> Result<OrganisationId, organisation::Refusal> {
        let id = self.id.as_deref().and_then(read_id);
        id.ok_or(organisation::Refusal::NotFound(Thing::Organisation))
    }

    fn person(&self) -> Result<PersonId, organisation::Refusal> {
        let id = self.person_id.as_deref().and_then(read_id);
        id.ok_or(organisation::Reason::MemberNotFound.into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OrganisationPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Ok(Self(RecordIds::of(parts, state).await?.organisation()?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MemberPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let ids = RecordIds::of(parts, state).await?;
        Ok(Self(ids.organisation()?, ids.person()?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for EndpointPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let ids = RecordIds::of(parts, state).await?;
        let endpoint = ids.endpoint_id.as_deref().and_then(read_id);
        Ok(Self(ids.organisation()?, endpoint.ok_or(organisation::Reason::EndpointNotFound)?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PersonPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Ok(Self(RecordIds::of(parts, state).await?.person()?))
    }
}
