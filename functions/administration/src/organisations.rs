//! Organisations: listing them, registering one, its record, name and history.

use std::sync::Arc;

use api::{OrganisationNameBody, OrganisationPage, OrganisationRecordBody, RecordBody, RecordHistoryBody};
use app::{Party, RecordCommand};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::organisation::Command;
use http::header::{ETAG, LOCATION};
use http::{HeaderValue, StatusCode};
use httpapi::{
    ApiError, Caller, Keyed, Of, OrganisationPath, Paging, QueryOf, Replacement, Seen, entity_tag,
    tagged_record,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{Backing, Office};

/// Which organisations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganisationQuery {
    /// Words or parts of words that their names have, in any order. Case and accents make no difference. A page of such a search
    /// may be short or empty, and still not be the last: `next` says.
    #[param(max_length = 200, example = "harbour pens")]
    pub name: Option<String>,
    /// Entries on the page: 1 to 100, 25 when absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

/// Lists the organisations that PDP knows, or those with something in their names, by name.
#[utoipa::path(get, path = "/organisations", params(OrganisationQuery),
    responses((status = 200, description = "A page of organisations", body = OrganisationPage)))]
pub async fn list_organisations<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    caller: Caller,
    QueryOf(query): QueryOf<OrganisationQuery>,
) -> Result<Json<OrganisationPage>, ApiError> {
    let page = Paging { limit: query.limit, cursor: query.cursor }.page()?;
    let name = query.name.as_deref();
    let found = app::list_organisations(&office.services, &caller.actor, name, &page).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}

/// Makes an organisation known, as yet without people and endpoints.
#[utoipa::path(post, path = "/organisations", request_body = OrganisationNameBody,
    responses((status = 201, description = "The organisation", body = OrganisationRecordBody,
        headers(("Location" = String, description = "Where it is")))))]
pub async fn register_organisation<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    Keyed { caller, key, body }: Keyed<OrganisationNameBody>,
) -> Result<impl IntoResponse, ApiError> {
    let done = app::register_organisation(&office.services, &caller.actor, &key, &body.name).await?;
    let location = match done.record.party() {
        Party::Organisation(id) => format!("/organisations/{id}"),
        Party::Pdp => "/pdp-team".to_owned(),
    };
    Ok(created(&done.record, &location))
}

/// A record that is new, or has something new at `location`.
pub(crate) fn created(record: &app::Record, location: &str) -> impl IntoResponse + use<> {
    let tag = (ETAG, entity_tag(record.version()));
    // Ids and slashes are a header value.
    let location = HeaderValue::try_from(location).ok().map(|location| [(LOCATION, location)]);
    (StatusCode::CREATED, [tag], location.map(axum::response::AppendHeaders), Json(RecordBody::of(record)))
}

/// Reads an organisation: its people and live endpoints.
#[utoipa::path(get, path = "/organisations/{id}",
    responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn read_organisation<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    OrganisationPath(id): OrganisationPath,
    caller: Caller,
) -> Result<impl IntoResponse, ApiError> {
    let own = app::read_organisation(&office.services, &caller.actor, id).await?;
    Ok(([(ETAG, entity_tag(own.version))], Json(OrganisationRecordBody::of(&own))))
}

/// Gives an organisation another name.
#[utoipa::path(put, path = "/organisations/{id}", request_body = OrganisationNameBody, params(Seen),
    responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn rename_organisation<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    OrganisationPath(id): OrganisationPath,
    Replacement { who, body }: Replacement<OrganisationNameBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = RecordCommand::Organisation(Command::Rename { name: body.name });
    Ok(tagged_record(
        &app::administer(&office.services, who.on(Party::Organisation(id)), &command).await?.record,
    ))
}

/// Reads what happened to an organisation and was tried on it, oldest first.
#[utoipa::path(get, path = "/organisations/{id}/history", params(Paging),
    responses((status = 200, description = "A page of the history", body = RecordHistoryBody)))]
pub async fn read_organisation_history<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    OrganisationPath(id): OrganisationPath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<RecordHistoryBody>, ApiError> {
    let party = Party::Organisation(id);
    let found = app::read_record_history(&office.services, &caller.actor, party, &paging.page()?).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}
