//! The vouching scheme of an organisation that is not connected yet (O1).

use std::sync::Arc;

use app::{Party, Request};
use axum::extract::State;
use axum::response::IntoResponse;
use httpapi::representation::{EndpointAnswerBody, OrganisationRecordBody};
use httpapi::{ApiError, Keyed, OrganisationPath, Seen, tagged_record};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{Backing, Office};

/// The scheme or provider with which an organisation is connected for the first time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ProposedSchemeBody {
    /// What it is called, one line.
    #[schema(min_length = 1, max_length = 200, pattern = "\\S")]
    pub name: String,
    /// Its endpoints, up to 9; at least one Find.
    pub endpoints: Vec<EndpointAnswerBody>,
}

/// Records the vouching scheme of an organisation that has no live endpoints, in place of one recorded before.
#[utoipa::path(post, path = "/organisations/{id}/vouching-scheme", request_body = ProposedSchemeBody,
    params(("id" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, description = "The organisation", body = OrganisationRecordBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn propose_vouching_scheme<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    OrganisationPath(id): OrganisationPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<ProposedSchemeBody>,
) -> Result<impl IntoResponse, ApiError> {
    let party = Party::Organisation(id);
    let request = Request { actor: &caller.actor, on: party, seen, key: Some(&key) };
    let ProposedSchemeBody { name, endpoints } = body;
    let endpoints = endpoints.into_iter().map(Into::into).collect();
    let done = app::propose_vouching_scheme(&office.desk, request, name, endpoints).await?;
    Ok(tagged_record(&done.record))
}
