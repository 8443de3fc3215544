//! The people of an organisation.

use std::sync::Arc;

use api::{MembersBody, NewMemberBody, NoBody, OrganisationRecordBody, RolesBody};
use app::{Newcomer, NewcomerRoles, Party, RecordCommand};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::organisation::{Command, MemberCommand};
use http::header::ETAG;
use httpapi::{
    ApiError, Asked, Caller, MemberPath, Of, OrganisationPath, Replacement, Seen, entity_tag, tagged_record,
};

use crate::organisations::created;
use crate::{Backing, Office};

/// Lists the people of an organisation with their roles.
#[utoipa::path(get, path = "/organisations/{id}/members",
    responses((status = 200, description = "Its people", body = MembersBody,
        headers(("ETag" = String, description = "The version of the organisation")))))]
pub async fn list_members<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    OrganisationPath(id): OrganisationPath,
    caller: Caller,
) -> Result<impl IntoResponse, ApiError> {
    let own = app::read_organisation(&office.services, &caller.actor, id).await?;
    Ok(([(ETAG, entity_tag(own.version))], Json(MembersBody::of(&own))))
}

/// Adds a person to an organisation; who has no sign-in yet is invited by email.
#[utoipa::path(post, path = "/organisations/{id}/members", request_body = NewMemberBody, params(Seen),
    responses((status = 201, description = "The organisation", body = OrganisationRecordBody,
        headers(("Location" = String, description = "Its people")))))]
pub async fn add_member<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    OrganisationPath(id): OrganisationPath,
    Asked { who, body }: Asked<NewMemberBody>,
) -> Result<impl IntoResponse, ApiError> {
    let roles = NewcomerRoles::Organisation(body.roles.into_iter().map(Into::into).collect());
    let newcomer = Newcomer { name: body.name, email: body.email, roles };
    let done =
        app::add_member(&office.services, &office.identities, who.on(Party::Organisation(id)), &newcomer)
            .await?;
    Ok(created(&done.record, &format!("/organisations/{id}/members")))
}

/// Gives a member of an organisation these roles and no other. Tokens follow within 15 minutes.
#[utoipa::path(put, path = "/organisations/{id}/members/{person_id}", request_body = RolesBody, params(Seen),
    responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn change_roles<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    MemberPath(id, person): MemberPath,
    Replacement { who, body }: Replacement<RolesBody>,
) -> Result<impl IntoResponse, ApiError> {
    let roles = body.roles.into_iter().map(Into::into).collect();
    let command = RecordCommand::Organisation(Command::Member(MemberCommand::ChangeRoles { person, roles }));
    Ok(tagged_record(
        &app::administer(&office.services, who.on(Party::Organisation(id)), &command).await?.record,
    ))
}

/// Removes a person from an organisation. Their tokens end within 15 minutes, and get no successor.
#[utoipa::path(post, path = "/organisations/{id}/members/{person_id}/removal", request_body = NoBody,
    params(Seen), responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn remove_member<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    MemberPath(id, person): MemberPath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = RecordCommand::Organisation(Command::Member(MemberCommand::Remove { person }));
    Ok(tagged_record(
        &app::administer(&office.services, who.on(Party::Organisation(id)), &command).await?.record,
    ))
}
