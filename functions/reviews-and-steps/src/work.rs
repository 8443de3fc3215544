//! The work list, and claims.

use api::{FieldProblem, NewClaimBody, NoBody, TaskBody, TaskPage};
use app::{Claiming, Services, WhichTasks};
use axum::Json;
use axum::extract::State;
use domain::actor::Role;
use domain::refusal::{Refusal, Thing};
use domain::task::TaskKind;
use httpapi::{ApiError, Caller, Keyed, Of, Paging, QueryOf, TaskPath, one_of, read_code};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::Object;

use crate::Store;

/// Which tasks, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WorkQuery {
    /// Only those of this kind.
    #[param(inline, schema_with = kinds)]
    pub kind: Option<String>,
    /// Only those that wait for this role.
    #[param(inline, schema_with = roles)]
    pub role: Option<String>,
    /// Only those that wait for a role that the caller holds, when it is `true`.
    #[param(value_type = Option<bool>)]
    pub mine: Option<String>,
    /// With the first page, how much waits of each kind.
    #[param(value_type = Option<bool>)]
    pub counted: Option<String>,
    /// For PDP: what is about this organisation, and waits for either side. Others see their own.
    #[param(format = "uuid")]
    pub organisation: Option<String>,
    /// Entries on the page: 1 to 100, 25 when absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

fn kinds() -> Object {
    one_of::<TaskKind>()
}

fn roles() -> Object {
    one_of::<Role>()
}

/// Reads a choice; not chosen when absent.
pub(crate) fn truth(field: &'static str, typed: Option<String>) -> Result<bool, ApiError> {
    match typed.as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(FieldProblem::out_of_range(field, "Enter true or false").into()),
    }
}

/// Lists what waits, the most urgent first: for PDP, or what is about one organisation. What waits for PDP's own attention only PDP
/// sees.
#[utoipa::path(get, path = "/work", params(WorkQuery),
    responses((status = 200, description = "A page of what waits", body = TaskPage)))]
pub async fn read_work<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
    QueryOf(query): QueryOf<WorkQuery>,
) -> Result<Json<TaskPage>, ApiError> {
    let page = Paging { limit: query.limit, cursor: query.cursor }.page()?;
    let (mine, counted) = (truth("mine", query.mine)?, truth("counted", query.counted)?);
    let organisation = match query.organisation.map(|id| id.parse()) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => return Err(Refusal::NotFound(Thing::Organisation).into()),
    };
    let (kind, role) = (read_code("kind", query.kind.as_deref())?, read_code("role", query.role.as_deref())?);
    let which = WhichTasks { organisation, kind, role, mine, counted };
    let found = app::read_work(&services, &caller.actor, &which, &page).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}

/// Says that the caller is at it. A claim ends after a day and blocks nobody; somebody else can take it over.
#[utoipa::path(post, path = "/work/{task}/claim", request_body = NewClaimBody,
    responses((status = 200, description = "What waits, and who is at it", body = TaskBody)))]
pub async fn claim_task<S: Store>(
    State(services): State<Services<S>>,
    TaskPath(task): TaskPath,
    Keyed { caller, key, body }: Keyed<NewClaimBody>,
) -> Result<Json<TaskBody>, ApiError> {
    let claiming = Claiming::Claim { take_over: body.take_over.unwrap_or_default() };
    Ok(Json(TaskBody::of(&app::claim_task(&services, &caller.actor, &key, &task, claiming).await?)))
}

/// Says that the caller is not at it any more.
#[utoipa::path(post, path = "/work/{task}/release", request_body = NoBody,
    responses((status = 200, description = "What waits", body = TaskBody)))]
pub async fn release_task<S: Store>(
    State(services): State<Services<S>>,
    TaskPath(task): TaskPath,
    Keyed { caller, key, .. }: Keyed<NoBody>,
) -> Result<Json<TaskBody>, ApiError> {
    let done = app::claim_task(&services, &caller.actor, &key, &task, Claiming::Release).await?;
    Ok(Json(TaskBody::of(&done)))
}
