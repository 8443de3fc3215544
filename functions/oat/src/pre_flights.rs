//! Pre-flights: unsigned find requests, which show obstacles early.

use api::{FieldProblem, NewPreFlightBody, PreFlightBody, PreFlightPage};
use app::{MOST_PRE_FLIGHT_ENDPOINTS, PreFlightOf, Services};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use httpapi::{ApiError, Caller, Keyed, Of, Paging, PreFlightPath, QueryOf, pre_flight_body};
use serde::Deserialize;

use crate::Store;
use crate::requests::organisation;

/// Whose pre-flights, and which page of them.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WhichPreFlights {
    /// For PDP: those of this organisation.
    #[param(format = "uuid")]
    pub organisation: Option<String>,
    /// Entries on the page: 1 to 100, 25 when absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

/// Asks for a pre-flight. It is made within a minute or two, and counts for nothing.
#[utoipa::path(post, path = "/pre-flights", request_body = NewPreFlightBody,
    responses((status = 202, description = "The pre-flight, to be made", body = PreFlightBody,
        headers(("Location" = String, description = "Where it is")))))]
pub async fn ask_pre_flight<S: Store>(
    State(services): State<Services<S>>,
    Keyed { caller, key, body }: Keyed<NewPreFlightBody>,
) -> Result<impl IntoResponse, ApiError> {
    let of = match (body.technical_change, body.endpoints) {
        (Some(_), Some(_)) => {
            let message = "Name a technical change or endpoints, not both";
            return Err(FieldProblem::not_expected("endpoints", message).into());
        }
        (_, Some(endpoints)) if endpoints.is_empty() || endpoints.len() > MOST_PRE_FLIGHT_ENDPOINTS => {
            let message = format!("Name 1 to {MOST_PRE_FLIGHT_ENDPOINTS} of your Find endpoints");
            return Err(FieldProblem::out_of_range("endpoints", message).into());
        }
        (Some(change), None) => PreFlightOf::Change(change.0),
        (None, Some(endpoints)) => PreFlightOf::Endpoints(endpoints.into_iter().map(|id| id.0).collect()),
        (None, None) => PreFlightOf::VouchingScheme,
    };
    let pre_flight = app::ask_pre_flight(&services, &caller.actor, &key, &of).await?;
    let location = [(LOCATION, format!("/pre-flights/{}", pre_flight.id))];
    Ok((StatusCode::ACCEPTED, location, Json(pre_flight_body(&pre_flight, (None, None), false))))
}

/// Reads a pre-flight and what it showed.
#[utoipa::path(get, path = "/pre-flights/{id}",
    responses((status = 200, description = "The pre-flight", body = PreFlightBody)))]
pub async fn read_pre_flight<S: Store>(
    State(services): State<Services<S>>,
    PreFlightPath(id): PreFlightPath,
    caller: Caller,
) -> Result<Json<PreFlightBody>, ApiError> {
    let to_pdp = caller.actor.is_staff();
    let seen = app::read_pre_flight(&services, &caller.actor, id).await?;
    Ok(Json(pre_flight_body(&seen.pre_flight, (seen.present.as_ref(), seen.disputes.as_ref()), to_pdp)))
}

/// Lists pre-flights, the last asked for first: an organisation's own, to PDP those of an organisation.
#[utoipa::path(get, path = "/pre-flights", params(WhichPreFlights),
    responses((status = 200, description = "A page of pre-flights", body = PreFlightPage)))]
pub async fn list_pre_flights<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
    QueryOf(which): QueryOf<WhichPreFlights>,
) -> Result<Json<PreFlightPage>, ApiError> {
    let page = Paging { limit: which.limit, cursor: which.cursor }.page()?;
    let organisation = which.organisation.map(|id| organisation(&id)).transpose()?;
    if organisation.is_none() && caller.actor.is_staff() {
        let message = "Say whose pre-flights: enter the id of an organisation";
        return Err(FieldProblem::new("organisation", "missing", message).into());
    }
    let found = app::list_pre_flights(&services, &caller.actor, organisation, &page).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}
