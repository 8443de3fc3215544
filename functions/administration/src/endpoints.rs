//! The register of endpoints: its lists, taking an endpoint out of use (G5), and suspending one (Q5).

use domain::refusal::Thing;
use std::sync::Arc;

use api::{
    EndpointPage, EndpointStateWord, FieldProblem, OrganisationRecordBody, RestorationDecisionBody,
    RetirementBody, SuspensionBody,
};
use app::{Party, Suspending, WhichEndpoints};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::ids::OrganisationId;
use domain::organisation::Refusal;
use httpapi::{ApiError, Asked, Caller, EndpointPath, Of, Paging, QueryOf, Seen, read_code, tagged_record};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{Backing, Office};

/// Which endpoints.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegisterQuery {
    /// Those of this organisation. Organisations see their own when they name none.
    pub organisation: Option<String>,
    /// Only those in this state. When none is named, an organisation's in every state; to PDP everybody's that are live.
    #[param(value_type = Option<EndpointStateWord>)]
    pub state: Option<String>,
    /// Entries on the page: 1 to 100, 25 when absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

impl RegisterQuery {
    fn which(&self) -> Result<WhichEndpoints, ApiError> {
        let organisation = self.organisation.as_ref().map(|id| id.parse::<OrganisationId>()).transpose();
        let organisation = organisation.map_err(|_| Refusal::NotFound(Thing::Organisation))?;
        Ok(WhichEndpoints { organisation, state: read_code("state", self.state.as_deref())? })
    }
}

/// Lists the register of endpoints: an organisation's, or for PDP everybody's in one state, with the names of those whose they are. A page
/// of an organisation's endpoints in one state may be short or empty, and still not be the last.
#[utoipa::path(get, path = "/endpoints", params(RegisterQuery),
    responses((status = 200, description = "A page of the register", body = EndpointPage)))]
pub async fn list_endpoints<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    caller: Caller,
    QueryOf(query): QueryOf<RegisterQuery>,
) -> Result<Json<EndpointPage>, ApiError> {
    let which = query.which()?;
    let page = Paging { limit: query.limit, cursor: query.cursor }.page()?;
    let found = app::read_register(&office.services, &caller.actor, which, &page).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}

/// Takes a live endpoint out of use: at once and for good. Not the organisation's only live Find endpoint.
#[utoipa::path(post, path = "/organisations/{id}/endpoints/{endpoint_id}/retirement",
    request_body = RetirementBody, params(Seen),
    responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn retire_endpoint<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    EndpointPath(id, endpoint): EndpointPath,
    Asked { who, body }: Asked<RetirementBody>,
) -> Result<impl IntoResponse, ApiError> {
    let reason = body.reason.as_deref();
    let done =
        app::take_endpoint_out_of_use(&office.services, who.on(Party::Organisation(id)), endpoint, reason)
            .await?;
    Ok(tagged_record(&done.record))
}

/// Suspends a live endpoint in an emergency, at once. Everyone at the organisation gets an email with the reason.
#[utoipa::path(post, path = "/organisations/{id}/endpoints/{endpoint_id}/suspension",
    request_body = SuspensionBody, params(Seen),
    responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn suspend_endpoint<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    EndpointPath(id, endpoint): EndpointPath,
    Asked { who, body }: Asked<SuspensionBody>,
) -> Result<impl IntoResponse, ApiError> {
    let what = Suspending::Suspend { reason: body.reason };
    let on = who.on(Party::Organisation(id));
    let done = app::suspend_endpoint(&office.services, on, endpoint, &what).await?;
    Ok(tagged_record(&done.record))
}

/// Proposes that a suspended endpoint is live again. Somebody else in PDP support decides on it.
#[utoipa::path(post, path = "/organisations/{id}/endpoints/{endpoint_id}/restoration",
    request_body = SuspensionBody, params(Seen),
    responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn propose_restoration<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    EndpointPath(id, endpoint): EndpointPath,
    Asked { who, body }: Asked<SuspensionBody>,
) -> Result<impl IntoResponse, ApiError> {
    let what = Suspending::ProposeRestoration { reason: body.reason };
    let on = who.on(Party::Organisation(id));
    let done = app::suspend_endpoint(&office.services, on, endpoint, &what).await?;
    Ok(tagged_record(&done.record))
}

/// Approves that a suspended endpoint is live again, or declines it. Who proposed it can only take it back, by declining.
#[utoipa::path(post, path = "/organisations/{id}/endpoints/{endpoint_id}/restoration/decision",
    request_body = RestorationDecisionBody, params(Seen),
    responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn decide_restoration<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    EndpointPath(id, endpoint): EndpointPath,
    Asked { who, body }: Asked<RestorationDecisionBody>,
) -> Result<impl IntoResponse, ApiError> {
    if body.approved && body.reason.is_some() {
        return Err(FieldProblem::not_expected("reason", "Leave this out when you approve it").into());
    }
    let what = Suspending::DecideRestoration { approved: Some(body.approved), reason: body.reason };
    let on = who.on(Party::Organisation(id));
    let done = app::suspend_endpoint(&office.services, on, endpoint, &what).await?;
    Ok(tagged_record(&done.record))
}
