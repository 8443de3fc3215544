//! The states of evidence files, and taking one out of a draft.

use std::sync::Arc;

use api::{EvidenceBody, EvidencePage};
use app::Request;
use axum::Json;
use axum::extract::State;
use domain::change::{Command, Reason};
use http::StatusCode;
use httpapi::{ApiError, Caller, ChangePath, EvidencePath, evidence_body};

use crate::{Backing, Counter};

/// Lists the evidence files of a change.
#[utoipa::path(get, path = "/technical-changes/{id}/evidence",
    responses((status = 200, description = "The files", body = EvidencePage)))]
pub async fn list_evidence<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    ChangePath(id): ChangePath,
    caller: Caller,
) -> Result<Json<EvidencePage>, ApiError> {
    let change = app::read_change(&counter.services, &caller.actor, id).await?;
    let now = counter.services.clock.now();
    let to_pdp = is_pdp(&caller);
    let files = change.evidence.0.iter();
    let items = files.map(|(id, file)| evidence_body(*id, file, now, to_pdp)).collect();
    Ok(Json(EvidencePage { items }))
}

/// Reads the state of one evidence file.
#[utoipa::path(get, path = "/technical-changes/{id}/evidence/{evidence_id}",
    responses((status = 200, description = "The file", body = EvidenceBody)))]
pub async fn read_evidence<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    EvidencePath(change, id): EvidencePath,
    caller: Caller,
) -> Result<Json<EvidenceBody>, ApiError> {
    let change = app::read_change(&counter.services, &caller.actor, change).await?;
    let file = change.evidence.0.get(&id).ok_or(Reason::EvidenceNotFound)?;
    Ok(Json(evidence_body(id, file, counter.services.clock.now(), is_pdp(&caller))))
}

/// Takes a file out of a draft. Its history stays.
#[utoipa::path(delete, path = "/technical-changes/{id}/evidence/{evidence_id}",
    responses((status = 204, description = "It is out")))]
pub async fn remove_evidence<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    EvidencePath(change, id): EvidencePath,
    caller: Caller,
) -> Result<StatusCode, ApiError> {
    let request = Request { actor: &caller.actor, on: change, seen: None, key: None };
    app::execute_command(&counter.services, request, |_| Command::RemoveEvidence { id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn is_pdp(caller: &Caller) -> bool {
    caller.actor.is_staff()
}
