//! Notes that only PDP sees: about a change, a request for OAT, or an organisation.

use api::{NewNoteBody, NoteBody, NotePage};
use app::Services;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::task::NoteOn;
use httpapi::{ApiError, Caller, ChangePath, Keyed, OatPath, Of, OrganisationPath, Paging, QueryOf};

use crate::Store;

async fn add<S: Store>(
    services: &Services<S>,
    on: NoteOn,
    Keyed { caller, key, body }: Keyed<NewNoteBody>,
) -> Result<(StatusCode, Json<NoteBody>), ApiError> {
    let note = app::add_note(services, &caller.actor, &key, on, &body.text).await?;
    Ok((StatusCode::CREATED, Json(NoteBody::of(&note))))
}

async fn list<S: Store>(
    services: &Services<S>,
    on: NoteOn,
    caller: &Caller,
    paging: Paging,
) -> Result<Json<NotePage>, ApiError> {
    let found = app::list_notes(services, &caller.actor, on, &paging.page()?).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}

/// Writes a note about a change. Only PDP sees it, and nobody changes it afterwards.
#[utoipa::path(post, path = "/technical-changes/{id}/notes", request_body = NewNoteBody,
    responses((status = 201, description = "The note", body = NoteBody)))]
pub async fn note_on_change<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    said: Keyed<NewNoteBody>,
) -> Result<(StatusCode, Json<NoteBody>), ApiError> {
    add(&services, NoteOn::Change(change), said).await
}

/// Lists the notes about a change, newest first.
#[utoipa::path(get, path = "/technical-changes/{id}/notes", params(Paging),
    responses((status = 200, description = "A page of notes", body = NotePage)))]
pub async fn list_notes_on_change<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<NotePage>, ApiError> {
    list(&services, NoteOn::Change(change), &caller, paging).await
}

/// Writes a note about a request for OAT. Only PDP sees it, and nobody changes it afterwards.
#[utoipa::path(post, path = "/oat-requests/{id}/notes", request_body = NewNoteBody,
    responses((status = 201, description = "The note", body = NoteBody)))]
pub async fn note_on_oat<S: Store>(
    State(services): State<Services<S>>,
    OatPath(oat): OatPath,
    said: Keyed<NewNoteBody>,
) -> Result<(StatusCode, Json<NoteBody>), ApiError> {
    add(&services, NoteOn::Oat(oat), said).await
}

/// Lists the notes about a request for OAT, newest first.
#[utoipa::path(get, path = "/oat-requests/{id}/notes", params(Paging),
    responses((status = 200, description = "A page of notes", body = NotePage)))]
pub async fn list_notes_on_oat<S: Store>(
    State(services): State<Services<S>>,
    OatPath(oat): OatPath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<NotePage>, ApiError> {
    list(&services, NoteOn::Oat(oat), &caller, paging).await
}

/// Writes a note about an organisation. Only PDP sees it, and nobody changes it afterwards.
#[utoipa::path(post, path = "/organisations/{id}/notes", request_body = NewNoteBody,
    responses((status = 201, description = "The note", body = NoteBody)))]
pub async fn note_on_organisation<S: Store>(
    State(services): State<Services<S>>,
    OrganisationPath(organisation): OrganisationPath,
    said: Keyed<NewNoteBody>,
) -> Result<(StatusCode, Json<NoteBody>), ApiError> {
    add(&services, NoteOn::Organisation(organisation), said).await
}

/// Lists the notes about an organisation, newest first.
#[utoipa::path(get, path = "/organisations/{id}/notes", params(Paging),
    responses((status = 200, description = "A page of notes", body = NotePage)))]
pub async fn list_notes_on_organisation<S: Store>(
    State(services): State<Services<S>>,
    OrganisationPath(organisation): OrganisationPath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<NotePage>, ApiError> {
    list(&services, NoteOn::Organisation(organisation), &caller, paging).await
}
