//! Disputes of results: opening one, lists, one with its history, and PDP's answer. Function `evidence` has their files.

use api::{DisputeAnswerBody, DisputeBody, DisputeHistoryBody, DisputePage, FieldProblem, NewDisputeBody};
use app::Services;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{ETAG, LOCATION};
use axum::response::IntoResponse;
use domain::dispute::{Command, ResultId};
use domain::policy::Policy;
use httpapi::{
    ApiError, Asked, Caller, DisputePath, Keyed, Of, Paging, QueryOf, Seen, dispute_body, entity_tag,
    seen_dispute_body,
};
use serde::Deserialize;

use crate::Store;
use crate::requests::organisation;

/// Whose disputes, and which page of them.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WhichDisputes {
    /// For PDP: those of this organisation, in place of those that wait for PDP's answer.
    #[param(format = "uuid")]
    pub organisation: Option<String>,
    /// Entries on the page: 1 to 100, 25 when absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

/// Disputes the result of a run, or of a pre-flight, passed or not. PDP answers; until then the result stays as it is.
#[utoipa::path(post, path = "/disputes", request_body = NewDisputeBody,
    responses((status = 201, description = "The dispute", body = DisputeBody,
        headers(("Location" = String, description = "Where it is")))))]
pub async fn open_dispute<S: Store>(
    State(services): State<Services<S>>,
    Keyed { caller, key, body }: Keyed<NewDisputeBody>,
) -> Result<impl IntoResponse, ApiError> {
    let of = result(&body)?;
    if body.endpoints.as_ref().is_some_and(|endpoints| endpoints.len() > Policy::MOST_NEW_ENDPOINTS) {
        let message = format!("Name at most {} endpoints", Policy::MOST_NEW_ENDPOINTS);
        return Err(FieldProblem::out_of_range("endpoints", message).into());
    }
    let endpoints: Vec<_> = body.endpoints.unwrap_or_default().into_iter().map(|id| id.0).collect();
    let dispute = app::open_dispute(&services, &caller.actor, &key, of, &endpoints, &body.text).await?;
    let location = format!("/disputes/{}", dispute.id);
    let body = dispute_body(&dispute, None, services.clock.now(), false);
    let tag = entity_tag(dispute.version);
    Ok((StatusCode::CREATED, [(LOCATION, location)], [(ETAG, tag)], Json(body)))
}

/// The result that is named.
fn result(body: &NewDisputeBody) -> Result<ResultId, ApiError> {
    match (body.oat_request, body.run, body.pre_flight) {
        (_, Some(0), None) => {
            let message = "Enter the number of the run. The first run is 1";
            Err(FieldProblem::out_of_range("run", message).into())
        }
        (Some(oat), Some(number), None) => Ok(ResultId::Run { oat: oat.0, number }),
        (None, None, Some(id)) => Ok(ResultId::PreFlight { id: id.0 }),
        (Some(_), None, None) => {
            Err(FieldProblem::missing("run", "Enter the number of the run that you dispute").into())
        }
        (_, _, Some(_)) => {
            let message = "Dispute a run or a pre-flight, not both";
            Err(FieldProblem::not_expected("pre_flight", message).into())
        }
        (None, ..) => {
            let message = "Say which result is wrong: enter the id of a request for OAT and the number of its run, or the id of a pre-flight";
            Err(FieldProblem::missing("oat_request", message).into())
        }
    }
}

/// Lists disputes: an organisation's own, the newest first; to PDP those that wait for its answer, the longest waiting first, or those
/// of an organisation.
#[utoipa::path(get, path = "/disputes", params(WhichDisputes),
    responses((status = 200, description = "A page of disputes", body = DisputePage)))]
pub async fn list_disputes<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
    QueryOf(which): QueryOf<WhichDisputes>,
) -> Result<Json<DisputePage>, ApiError> {
    let page = Paging { limit: which.limit, cursor: which.cursor }.page()?;
    let organisation = which.organisation.map(|id| organisation(&id)).transpose()?;
    let found = if organisation.is_none() && caller.actor.is_staff() {
        app::read_open_disputes(&services, &caller.actor, &page).await?
    } else {
        app::list_disputes(&services, &caller.actor, organisation, &page).await?
    };
    Ok(Json(Of::of((found, &caller.actor))))
}

/// Reads a dispute.
#[utoipa::path(get, path = "/disputes/{id}",
    responses((status = 200, description = "The dispute", body = DisputeBody)))]
pub async fn read_dispute<S: Store>(
    State(services): State<Services<S>>,
    DisputePath(id): DisputePath,
    caller: Caller,
) -> Result<impl IntoResponse, ApiError> {
    let seen = app::read_dispute(&services, &caller.actor, id).await?;
    let (now, to_pdp) = (services.clock.now(), caller.actor.is_staff());
    let body = seen_dispute_body(&seen, now, to_pdp);
    Ok(([(ETAG, entity_tag(seen.dispute.version))], Json(body)))
}

/// Reads the history of a dispute, oldest first.
#[utoipa::path(get, path = "/disputes/{id}/history", params(Paging),
    responses((status = 200, description = "A page of the history", body = DisputeHistoryBody)))]
pub async fn read_dispute_history<S: Store>(
    State(services): State<Services<S>>,
    DisputePath(id): DisputePath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<DisputeHistoryBody>, ApiError> {
    let found = app::read_dispute_history(&services, &caller.actor, id, &paging.page()?).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}

/// Answers a dispute. The answer changes no result: a re-run or an override does.
#[utoipa::path(post, path = "/disputes/{id}/answer", request_body = DisputeAnswerBody, params(Seen),
    responses((status = 200, description = "The dispute", body = DisputeBody)))]
pub async fn answer_dispute<S: Store>(
    State(services): State<Services<S>>,
    DisputePath(id): DisputePath,
    Asked { who, body }: Asked<DisputeAnswerBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::Answer { ruling: Some(body.ruling.into()), text: body.answer };
    let done = app::execute_dispute_command(&services, who.on(id), &command).await?;
    let body = dispute_body(&done.dispute, None, services.clock.now(), true);
    Ok(([(ETAG, entity_tag(done.dispute.version))], Json(body)))
}
