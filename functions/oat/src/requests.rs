//! Requests for OAT: asking for one, lists, one with its history.

use api::{FieldProblem, OatBody, OatHistoryBody, OatPage, OatRequestBody};
use app::{OatQueue, OatSubject, Services};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{ETAG, LOCATION};
use axum::response::IntoResponse;
use domain::actor::OrganisationRole;
use domain::codes::Coded;
use domain::ids::OrganisationId;
use domain::oat::{OatAnswers, Refusal};
use httpapi::{ApiError, Caller, Keyed, OatPath, Of, Paging, QueryOf, entity_tag, tagged_oat};
use serde::Deserialize;

use crate::Store;

/// Which requests for OAT, and which page of them.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WhichOats {
    /// For PDP: those of this organisation.
    #[param(format = "uuid")]
    pub organisation: Option<String>,
    /// For PDP: those in this queue; the document says more of it.
    #[param(inline, schema_with = queue_schema)]
    pub queue: Option<String>,
    /// Entries on the page: 1 to 100, 25 when absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

fn queue_schema() -> utoipa::openapi::Object {
    let text = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::String);
    text.enum_values(Some(OatQueue::CODES.iter().copied())).build()
}

/// Requests operational acceptance testing. All three questions have to be answered with yes. The probe begins within a minute.
#[utoipa::path(post, path = "/oat-requests", tag = "oat_requests", request_body = OatRequestBody,
    responses((status = 201, description = "The request", body = OatBody,
        headers(("Location" = String, description = "Where it is")))))]
pub async fn request_oat<S: Store>(
    State(services): State<Services<S>>,
    Keyed { caller, key, body }: Keyed<OatRequestBody>,
) -> Result<impl IntoResponse, ApiError> {
    let subject = match (body.technical_change, caller.actor.organisation()) {
        (Some(change), _) => OatSubject::Change(change.0),
        (None, Some(own)) => OatSubject::InitialConnection(own),
        (None, None) => {
            return Err(Refusal::role(OrganisationRole::ServiceManager).into());
        }
    };
    let answers = OatAnswers {
        material_deployed: body.material_deployed,
        connection_ready: body.connection_ready,
        organisation_ready: body.organisation_ready,
        connection_date: body.connection_date.map(|day| day.0),
    };
    let oat = app::request_oat(&services, &caller.actor, Some(&key), subject, &answers).await?.oat;
    let location = [(LOCATION, format!("/oat-requests/{}", oat.id))];
    Ok((StatusCode::CREATED, location, tagged_oat(&oat)))
}

/// Lists requests for OAT: an organisation's own, the last requested first; to PDP those of an organisation or in a queue.
#[utoipa::path(get, path = "/oat-requests", tag = "oat_reading", params(WhichOats),
    responses((status = 200, description = "A page of requests", body = OatPage)))]
pub async fn list_oats<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
    QueryOf(which): QueryOf<WhichOats>,
) -> Result<Json<OatPage>, ApiError> {
    let page = Paging { limit: which.limit, cursor: which.cursor }.page()?;
    let organisation = which.organisation.map(|id| organisation(&id)).transpose()?;
    let queue = which.queue.map(|code| queue(&code)).transpose()?;
    let staff = caller.actor.is_staff();
    let found = match (queue, organisation) {
        (Some(queue), None) => app::read_oat_queue(&services, &caller.actor, queue, &page).await?,
        (None, None) if staff => {
            app::read_oat_queue(&services, &caller.actor, OatQueue::Failed, &page).await?
        }
        (None, organisation) => app::list_oats(&services, &caller.actor, organisation, &page).await?,
        (Some(_), Some(_)) => {
            let message = "Ask for an organisation or for a queue, not for both";
            return Err(FieldProblem::not_expected("queue", message).into());
        }
    };
    Ok(Json(Of::of((found, &caller.actor))))
}

pub(crate) fn organisation(id: &str) -> Result<OrganisationId, ApiError> {
    let wrong = || FieldProblem::new("organisation", "not_an_id", "Enter the id of an organisation");
    id.parse().map_err(|_| wrong().into())
}

fn queue(code: &str) -> Result<OatQueue, ApiError> {
    OatQueue::from_code(code).ok_or_else(|| {
        let known = OatQueue::CODES.join(", ");
        FieldProblem::new("queue", "unknown", format!("Enter one of: {known}")).into()
    })
}

/// Reads a request for OAT.
#[utoipa::path(get, path = "/oat-requests/{id}", tag = "oat_reading",
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn read_oat<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    caller: Caller,
) -> Result<impl IntoResponse, ApiError> {
    let seen = app::read_oat(&services, &caller.actor, id).await?;
    Ok(([(ETAG, entity_tag(seen.oat.version))], Json(OatBody::of(&seen))))
}

/// Reads the history of a request for OAT, oldest first.
#[utoipa::path(get, path = "/oat-requests/{id}/history", tag = "oat_reading", params(Paging),
    responses((status = 200, description = "A page of the history", body = OatHistoryBody)))]
pub async fn read_oat_history<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<OatHistoryBody>, ApiError> {
    let found = app::read_oat_history(&services, &caller.actor, id, &paging.page()?).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}
