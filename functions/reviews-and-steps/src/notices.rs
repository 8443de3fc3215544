//! Notices of planned downtime that are given without a change, and calendars of all downtime.

use api::{DowntimePage, FieldProblem, NoBody, NoticeBody, NoticeHistoryBody, NoticeRequestBody};
use app::{DowntimeCommand, DowntimeQuery, Request, SeenDowntime, Services};
use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderName, StatusCode};
use axum::response::IntoResponse;
use domain::downtime::{DowntimeAnswers, DowntimeState};
use domain::ids::{DowntimeId, OrganisationId};
use httpapi::{
    ApiError, Asked, CALENDAR_TYPE, Caller, Keyed, NoticePath, Of, Paging, QueryOf, Seen, calendar_file,
    tagged_notice, whole_calendar_file,
};
use jiff::civil::Date;
use serde::Deserialize;

use crate::Store;

/// A calendar file.
pub(crate) type CalendarFile = ([(HeaderName, &'static str); 1], String);

/// The file with these notices.
pub(crate) fn file(notices: &[SeenDowntime]) -> CalendarFile {
    ([(CONTENT_TYPE, CALENDAR_TYPE)], calendar_file(notices))
}

/// Which notices of downtime, and which page of them.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WhichDowntime {
    /// For PDP: those of this organisation.
    #[param(format = "uuid")]
    pub organisation: Option<String>,
    /// Those that were cancelled lately; the document says more of it.
    #[param(inline, schema_with = state_schema)]
    pub state: Option<String>,
    /// Those that end after the beginning of this day in London; from now on when absent.
    #[param(format = "date")]
    pub from: Option<String>,
    /// Those that begin before the end of this day in London.
    #[param(format = "date")]
    pub to: Option<String>,
    /// Entries on the page: 1 to 100, 25 when absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

/// Which notices of downtime a file has.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WhichCalendar {
    /// For PDP: those of this organisation.
    #[param(format = "uuid")]
    pub organisation: Option<String>,
    /// Those that end after the beginning of this day in London; from 30 days ago when absent.
    #[param(format = "date")]
    pub from: Option<String>,
    /// Those that begin before the end of this day in London.
    #[param(format = "date")]
    pub to: Option<String>,
}

fn state_schema() -> utoipa::openapi::Object {
    let text = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::String);
    text.enum_values(Some([DowntimeState::Cancelled.code()])).build()
}

/// What is wanted of all downtime.
fn query(
    organisation: Option<String>,
    state: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<DowntimeQuery, ApiError> {
    let cancelled = match state {
        None => false,
        Some(code) if code == DowntimeState::Cancelled.code() => true,
        Some(_) => {
            let message = "Enter “cancelled”, or leave it out";
            return Err(FieldProblem::new("state", "unknown", message).into());
        }
    };
    let organisation = organisation.map(|id| organisation_of(&id)).transpose()?;
    let (from, to) = (day("from", from)?, day("to", to)?);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        return Err(FieldProblem::out_of_range("to", "Enter the same day as in “from” or a later one").into());
    }
    Ok(DowntimeQuery { organisation, cancelled, from, to })
}

fn organisation_of(id: &str) -> Result<OrganisationId, ApiError> {
    let wrong = || FieldProblem::new("organisation", "not_an_id", "Enter the id of an organisation");
    id.parse().map_err(|_| wrong().into())
}

fn day(field: &'static str, text: Option<&str>) -> Result<Option<Date>, ApiError> {
    let wrong = || FieldProblem::new(field, "not_a_day", "Enter a day like 2026-12-01");
    let read = |text: &str| if text.len() == 10 { text.parse().ok() } else { None };
    text.map(|text| read(text).ok_or_else(|| wrong().into())).transpose()
}

/// Gives notice of planned downtime of live endpoints, without a change.
#[utoipa::path(post, path = "/downtime-notices", tag = "downtime", request_body = NoticeRequestBody,
    responses((status = 201, description = "The notice", body = NoticeBody,
        headers(("Location" = String, description = "Where it is")))))]
pub async fn declare_downtime<S: Store>(
    State(services): State<Services<S>>,
    Keyed { caller, key, body }: Keyed<NoticeRequestBody>,
) -> Result<impl IntoResponse, ApiError> {
    let typed = DowntimeAnswers::of(body);
    let notice = app::declare_downtime(&services, &caller.actor, &key, &typed).await?;
    let location = [(LOCATION, format!("/downtime-notices/{}", notice.id))];
    Ok((StatusCode::CREATED, location, tagged_notice(&notice)))
}

/// Lists notices of downtime, with and without a change, by their end: an organisation's own; to PDP everybody's, or those of an
/// organisation.
#[utoipa::path(get, path = "/downtime-notices", tag = "downtime", params(WhichDowntime),
    responses((status = 200, description = "A page of notices", body = DowntimePage)))]
pub async fn list_downtime<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
    QueryOf(which): QueryOf<WhichDowntime>,
) -> Result<Json<DowntimePage>, ApiError> {
    let page = Paging { limit: which.limit, cursor: which.cursor }.page()?;
    let state = which.state.as_deref();
    let query = query(which.organisation, state, which.from.as_deref(), which.to.as_deref())?;
    let found = app::list_downtime(&services, &caller.actor, &query, &page).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}

/// Reads a notice that was given without a change.
#[utoipa::path(get, path = "/downtime-notices/{downtime_id}", tag = "downtime",
    responses((status = 200, description = "The notice", body = NoticeBody)))]
pub async fn read_downtime<S: Store>(
    State(services): State<Services<S>>,
    NoticePath(id): NoticePath,
    caller: Caller,
) -> Result<impl IntoResponse, ApiError> {
    let notice = app::read_downtime(&services, &caller.actor, id).await?;
    Ok(tagged_notice(&notice))
}

/// Has a notice say something else: until it has begun everything, afterwards another end and what is done.
#[utoipa::path(post, path = "/downtime-notices/{downtime_id}/move", tag = "downtime",
    request_body = NoticeRequestBody, params(Seen),
    responses((status = 200, description = "The notice", body = NoticeBody)))]
pub async fn move_notice<S: Store>(
    State(services): State<Services<S>>,
    NoticePath(id): NoticePath,
    Asked { who, body }: Asked<NoticeRequestBody>,
) -> Result<impl IntoResponse, ApiError> {
    carry_out(&services, who.on(id), &DowntimeCommand::Move(DowntimeAnswers::of(body))).await
}

/// Ends downtime that is under way, now.
#[utoipa::path(post, path = "/downtime-notices/{downtime_id}/end", tag = "downtime",
    request_body = NoBody, params(Seen),
    responses((status = 200, description = "The notice", body = NoticeBody)))]
pub async fn end_notice<S: Store>(
    State(services): State<Services<S>>,
    NoticePath(id): NoticePath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    carry_out(&services, who.on(id), &DowntimeCommand::End).await
}

/// Takes a notice back: there is no downtime, or none any more.
#[utoipa::path(post, path = "/downtime-notices/{downtime_id}/cancellation", tag = "downtime",
    request_body = NoBody, params(Seen),
    responses((status = 200, description = "The notice", body = NoticeBody)))]
pub async fn cancel_notice<S: Store>(
    State(services): State<Services<S>>,
    NoticePath(id): NoticePath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    carry_out(&services, who.on(id), &DowntimeCommand::Cancel).await
}

async fn carry_out<S: Store>(
    services: &Services<S>,
    request: Request<'_, DowntimeId>,
    command: &DowntimeCommand,
) -> Result<impl IntoResponse + use<S>, ApiError> {
    let notice = app::execute_downtime_command(services, request, command).await?;
    Ok(tagged_notice(&notice))
}

/// Reads the history of a notice that was given without a change, oldest first.
#[utoipa::path(get, path = "/downtime-notices/{downtime_id}/history", tag = "downtime", params(Paging),
    responses((status = 200, description = "A page of the history", body = NoticeHistoryBody)))]
pub async fn read_notice_history<S: Store>(
    State(services): State<Services<S>>,
    NoticePath(id): NoticePath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<NoticeHistoryBody>, ApiError> {
    let page = app::read_downtime_history(&services, &caller.actor, id, &paging.page()?).await?;
    Ok(Json(Of::of((page, &caller.actor))))
}

/// Makes a calendar file of a notice that was given without a change.
#[utoipa::path(get, path = "/downtime-notices/{downtime_id}/calendar", tag = "downtime",
    responses((status = 200, description = "The file", body = String, content_type = "text/calendar")))]
pub async fn read_notice_calendar<S: Store>(
    State(services): State<Services<S>>,
    NoticePath(id): NoticePath,
    caller: Caller,
) -> Result<CalendarFile, ApiError> {
    let seen = app::notice_calendar(&services, &caller.actor, id).await?;
    Ok(file(&[seen]))
}

/// Makes a calendar file of all downtime, with and without a change: what is coming, and what ended or was cancelled in the last 30
/// days. Of an organisation's own; to PDP of everybody's, or of that of an organisation. If a notice cannot be shown, an entry of today
/// says so.
#[utoipa::path(get, path = "/downtime-calendar", tag = "downtime", params(WhichCalendar),
    responses((status = 200, description = "The file", body = String, content_type = "text/calendar")))]
pub async fn read_calendar<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
    QueryOf(which): QueryOf<WhichCalendar>,
) -> Result<CalendarFile, ApiError> {
    let query = query(which.organisation, None, which.from.as_deref(), which.to.as_deref())?;
    let calendar = app::downtime_calendar(&services, &caller.actor, &query).await?;
    Ok(([(CONTENT_TYPE, CALENDAR_TYPE)], whole_calendar_file(&calendar)))
}
