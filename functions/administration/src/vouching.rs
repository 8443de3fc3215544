//! The vouching scheme of an organisation that is not connected yet (O1).

use std::sync::Arc;

use api::{OrganisationRecordBody, ProposedSchemeBody};
use app::Party;
use axum::extract::State;
use axum::response::IntoResponse;
use httpapi::{ApiError, Asked, Of, OrganisationPath, Seen, tagged_record};

use crate::{Backing, Office};

/// Records the vouching scheme of an organisation that has no live endpoints, in place of one recorded before.
#[utoipa::path(post, path = "/organisations/{id}/vouching-scheme", request_body = ProposedSchemeBody,
    params(Seen), responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn propose_vouching_scheme<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    OrganisationPath(id): OrganisationPath,
    Asked { who, body }: Asked<ProposedSchemeBody>,
) -> Result<impl IntoResponse, ApiError> {
    let ProposedSchemeBody { name, endpoints } = body;
    let endpoints = endpoints.into_iter().map(Of::of).collect();
    let done =
        app::propose_vouching_scheme(&office.services, who.on(Party::Organisation(id)), name, endpoints)
            .await?;
    Ok(tagged_record(&done.record))
}
