//! PDP's team.

use std::sync::Arc;

use api::{
    CorrectionBody, NewTeamMemberBody, NoBody, RecordHistoryBody, SeenTeamMemberBody, TeamBody, TeamRolesBody,
};
use app::{Newcomer, NewcomerRoles, Party, RecordCommand};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::organisation::{MemberCommand, TeamCommand};
use http::header::ETAG;
use httpapi::{
    ApiError, Asked, Caller, Of, Paging, PersonPath, QueryOf, Replacement, Seen, entity_tag, tagged_record,
};

use crate::members::correction;
use crate::organisations::created;
use crate::{Backing, Office};

/// Reads PDP's team.
#[utoipa::path(get, path = "/pdp-team", responses((status = 200, description = "The team", body = TeamBody)))]
pub async fn read_team<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    caller: Caller,
) -> Result<impl IntoResponse, ApiError> {
    let team = app::read_pdp_team(&office.services, &caller.actor).await?;
    Ok(([(ETAG, entity_tag(team.version))], Json(TeamBody::of(&team))))
}

/// Reads what happened to PDP's team and was tried on it, oldest first.
#[utoipa::path(get, path = "/pdp-team/history", params(Paging),
    responses((status = 200, description = "A page of the history", body = RecordHistoryBody)))]
pub async fn read_team_history<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<RecordHistoryBody>, ApiError> {
    let page = paging.page()?;
    let found = app::read_record_history(&office.services, &caller.actor, Party::Pdp, &page).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}

/// Adds a person to PDP's team without a role; who has no sign-in yet is invited by email. Roles are proposed.
#[utoipa::path(post, path = "/pdp-team/members", request_body = NewTeamMemberBody, params(Seen),
    responses((status = 201, description = "The team", body = TeamBody,
        headers(("Location" = String, description = "The team")))))]
pub async fn add_team_member<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    Asked { who, body }: Asked<NewTeamMemberBody>,
) -> Result<impl IntoResponse, ApiError> {
    let roles = NewcomerRoles::Pdp(body.roles.into_iter().map(Into::into).collect());
    let newcomer = Newcomer { name: body.name, email: body.email, roles };
    let done = app::add_member(&office.services, &office.identities, who.on(Party::Pdp), &newcomer).await?;
    Ok(created(&done.record, "/pdp-team"))
}

/// Takes all roles from a member of PDP's team but these. Tokens follow within 15 minutes. Other roles are proposed.
#[utoipa::path(put, path = "/pdp-team/members/{person_id}", request_body = TeamRolesBody, params(Seen),
    responses((status = 200, description = "The team", body = TeamBody)))]
pub async fn change_team_roles<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    PersonPath(person): PersonPath,
    Replacement { who, body }: Replacement<TeamRolesBody>,
) -> Result<impl IntoResponse, ApiError> {
    let roles = body.roles.into_iter().map(Into::into).collect();
    let command = RecordCommand::Pdp(TeamCommand::Member(MemberCommand::ChangeRoles { person, roles }));
    Ok(tagged_record(&app::administer(&office.services, who.on(Party::Pdp), &command).await?.record))
}

/// Removes a person from PDP's team. Their tokens end within 15 minutes, and get no successor.
#[utoipa::path(post, path = "/pdp-team/members/{person_id}/removal", request_body = NoBody, params(Seen),
    responses((status = 200, description = "The team", body = TeamBody)))]
pub async fn remove_team_member<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    PersonPath(person): PersonPath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = RecordCommand::Pdp(TeamCommand::Member(MemberCommand::Remove { person }));
    let done = app::remove_member(&office.services, &office.identities, who.on(Party::Pdp), &command).await?;
    Ok(tagged_record(&done.record))
}

/// Reads a member of PDP's team, and how far their sign-in is.
#[utoipa::path(get, path = "/pdp-team/members/{person_id}",
    responses((status = 200, description = "The member", body = SeenTeamMemberBody)))]
pub async fn read_team_member<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    PersonPath(person): PersonPath,
    caller: Caller,
) -> Result<Json<SeenTeamMemberBody>, ApiError> {
    let seen = app::read_team_member(&office.services, &office.identities, &caller.actor, person).await?;
    Ok(Json(Of::of(&seen)))
}

/// Corrects the name or the email address of a member of PDP's team. They sign in with the new address; an email goes to both.
#[utoipa::path(post, path = "/pdp-team/members/{person_id}/correction", request_body = CorrectionBody,
    params(Seen), responses((status = 200, description = "The team", body = TeamBody)))]
pub async fn correct_team_member<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    PersonPath(person): PersonPath,
    Asked { who, body }: Asked<CorrectionBody>,
) -> Result<impl IntoResponse, ApiError> {
    let (on, correction) = (who.on(Party::Pdp), correction(body));
    let done = app::correct_member(&office.services, &office.identities, on, person, &correction).await?;
    Ok(tagged_record(&done.record))
}

/// Sends the invitation of a member of PDP's team again, who has never signed in.
#[utoipa::path(post, path = "/pdp-team/members/{person_id}/invitation", request_body = NoBody, params(Seen),
    responses((status = 200, description = "The team", body = TeamBody)))]
pub async fn invite_team_member_again<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    PersonPath(person): PersonPath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = who.on(Party::Pdp);
    let done = app::invite_again(&office.services, &office.identities, on, person).await?;
    Ok(tagged_record(&done.record))
}

/// Lets emails go to the address of a member of PDP's team again that some came back from, and sends one that says so.
#[utoipa::path(post, path = "/pdp-team/members/{person_id}/address-trial", request_body = NoBody, params(Seen),
    responses((status = 200, description = "The team", body = TeamBody)))]
pub async fn try_team_address<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    PersonPath(person): PersonPath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = who.on(Party::Pdp);
    let done = app::try_address(&office.services, &office.suppressions, on, person).await?;
    Ok(tagged_record(&done.record))
}
