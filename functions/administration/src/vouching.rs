//! The vouching scheme of an organisation that is not connected yet (O1).

use std::sync::Arc;

use api::{OrganisationRecordBody, ProposedSchemeBody};
use app::{Party, Request};
use axum::extract::State;
use axum::response::IntoResponse;
use httpapi::{ApiError, Keyed, Of, OrganisationPath, Seen, tagged_record};

use crate::{Backing, Office};

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
    let endpoints = endpoints.into_iter().map(Of::of).collect();
    let done = app::propose_vouching_scheme(&office.desk, request, name, endpoints).await?;
    Ok(tagged_record(&done.record))
}
