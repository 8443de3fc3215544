//! Requests for OAT, re-tests, dates and support sessions: what organisations ask for.

use app::{Desk, OatSubject, OnOat};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use domain::actor::OrganisationRole;
use domain::ids::ChangeId;
use domain::oat::{Command, OatAnswers, Refusal};
use httpapi::representation::{DayText, OatBody};
use httpapi::{ApiError, Keyed, OatPath, Seen, tagged_oat};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::Store;
use crate::going_live::ConnectionDateBody;

/// A request for OAT: of a technical change, or of the organisation's initial connection when none is named.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct OatRequestBody {
    /// The id of the technical change. Left out: the initial connection of your organisation.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub technical_change: Option<ChangeText>,
    /// Is your live cryptographic material deployed?
    #[serde(default)]
    pub material_deployed: Option<bool>,
    /// Is your connection ready to be tested?
    #[serde(default)]
    pub connection_ready: Option<bool>,
    /// Is your organisation ready to transition into the live environment?
    #[serde(default)]
    pub organisation_ready: Option<bool>,
    /// The connection date: at least 7 calendar days after today, in London. Needed unless the endpoints are live already: they are
    /// tested as they are, and what is given here does not count.
    #[serde(default)]
    pub connection_date: Option<DayText>,
}

/// The id of a technical change.
#[derive(Debug, Clone, Copy)]
pub struct ChangeText(pub ChangeId);

impl<'de> Deserialize<'de> for ChangeText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        httpapi::id(deserializer, "the id of a technical change").map(Self)
    }
}

/// A re-test.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct RetestBody {
    /// What was fixed.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub fixed: String,
}

/// Another connection date.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct OtherDateBody {
    /// The date: at least 7 calendar days after today, in London.
    pub connection_date: DayText,
    /// Why.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub reason: String,
}

/// A support session about an initial connection.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct SupportSessionBody {
    /// What it is about, in the person's own words.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub text: String,
}

/// Requests operational acceptance testing. All three questions have to be answered with yes. The probe begins within a minute.
#[utoipa::path(post, path = "/oat-requests", request_body = OatRequestBody,
    responses((status = 201, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version"), ("Location" = String, description = "Where it is")))),
)]
pub async fn request_oat<S: Store>(
    State(desk): State<Desk<S>>,
    Keyed { caller, key, body }: Keyed<OatRequestBody>,
) -> Result<impl IntoResponse, ApiError> {
    let subject = match (body.technical_change, caller.actor.organisation()) {
        (Some(change), _) => OatSubject::Change(change.0),
        (None, Some(own)) => OatSubject::InitialConnection(own),
        (None, None) => {
            return Err(Refusal::RoleRequired { role: OrganisationRole::ServiceManager.into() }.into());
        }
    };
    let answers = OatAnswers {
        material_deployed: body.material_deployed,
        connection_ready: body.connection_ready,
        organisation_ready: body.organisation_ready,
        connection_date: body.connection_date.map(|day| day.0),
    };
    let oat = app::request_oat(&desk, &caller.actor, Some(&key), subject, &answers).await?.oat;
    let location = [(LOCATION, format!("/oat-requests/{}", oat.id))];
    Ok((StatusCode::CREATED, location, tagged_oat(&oat)))
}

/// Asks for a re-test after a failure, saying what was fixed. The probe begins within a minute.
#[utoipa::path(post, path = "/oat-requests/{id}/retests", request_body = RetestBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn ask_for_retest<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<RetestBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = OnOat { actor: &caller.actor, id, seen, key: Some(&key) };
    let done = app::execute_oat_command(&desk, on, &Command::AskForRetest { fixed: body.fixed }).await?;
    Ok(tagged_oat(&done.oat))
}

/// Asks for another connection date. PDP answers.
#[utoipa::path(post, path = "/oat-requests/{id}/date-changes", request_body = OtherDateBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn ask_for_date<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<OtherDateBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = OnOat { actor: &caller.actor, id, seen, key: Some(&key) };
    let command = Command::AskForDate { date: Some(body.connection_date.0), reason: body.reason };
    Ok(tagged_oat(&app::execute_oat_command(&desk, on, &command).await?.oat))
}

/// Gives a new connection date of an initial connection, when the one before passed.
#[utoipa::path(post, path = "/oat-requests/{id}/connection-date", request_body = ConnectionDateBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn give_date<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<ConnectionDateBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = OnOat { actor: &caller.actor, id, seen, key: Some(&key) };
    let command = Command::GiveConnectionDate { date: Some(body.connection_date.0) };
    Ok(tagged_oat(&app::execute_oat_command(&desk, on, &command).await?.oat))
}

/// Asks for a support session about an initial connection. About a technical change, ask there.
#[utoipa::path(post, path = "/oat-requests/{id}/support-requests", request_body = SupportSessionBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn ask_for_support<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<SupportSessionBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = OnOat { actor: &caller.actor, id, seen, key: Some(&key) };
    Ok(tagged_oat(&app::ask_for_oat_support(&desk, on, body.text).await?.oat))
}
