//! The people of an organisation.

use std::sync::Arc;

use api::{
    CorrectionBody, MembersBody, NewMemberBody, NoBody, OrganisationRecordBody, RolesBody, SeenMemberBody,
};
use app::{Correction, Newcomer, NewcomerRoles, Party, RecordCommand};
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
    let on = who.on(Party::Organisation(id));
    let done = app::remove_member(&office.services, &office.identities, on, &command).await?;
    Ok(tagged_record(&done.record))
}

/// Reads a member of an organisation, and how far their sign-in is.
#[utoipa::path(get, path = "/organisations/{id}/members/{person_id}",
    responses((status = 200, description = "The member", body = SeenMemberBody)))]
pub async fn read_member<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    MemberPath(id, person): MemberPath,
    caller: Caller,
) -> Result<Json<SeenMemberBody>, ApiError> {
    let seen = app::read_member(&office.services, &office.identities, &caller.actor, id, person).await?;
    Ok(Json(Of::of(&seen)))
}

/// Corrects the name or the email address of a member. They sign in with the new address; an email goes to both.
#[utoipa::path(post, path = "/organisations/{id}/members/{person_id}/correction",
    request_body = CorrectionBody, params(Seen),
    responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn correct_member<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    MemberPath(id, person): MemberPath,
    Asked { who, body }: Asked<CorrectionBody>,
) -> Result<impl IntoResponse, ApiError> {
    let (on, correction) = (who.on(Party::Organisation(id)), correction(body));
    let done = app::correct_member(&office.services, &office.identities, on, person, &correction).await?;
    Ok(tagged_record(&done.record))
}

/// Sends the invitation of a member again, who has never signed in.
#[utoipa::path(post, path = "/organisations/{id}/members/{person_id}/invitation", request_body = NoBody,
    params(Seen), responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn invite_again<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    MemberPath(id, person): MemberPath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = who.on(Party::Organisation(id));
    let done = app::invite_again(&office.services, &office.identities, on, person).await?;
    Ok(tagged_record(&done.record))
}

/// Lets emails go to a member's address again that some came back from, and sends one that says so.
#[utoipa::path(post, path = "/organisations/{id}/members/{person_id}/address-trial", request_body = NoBody,
    params(Seen), responses((status = 200, description = "The organisation", body = OrganisationRecordBody)))]
pub async fn try_address<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    MemberPath(id, person): MemberPath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = who.on(Party::Organisation(id));
    let done = app::try_address(&office.services, &office.suppressions, on, person).await?;
    Ok(tagged_record(&done.record))
}

/// A correction as it was sent.
pub(crate) fn correction(CorrectionBody { name, email }: CorrectionBody) -> Correction {
    Correction { name, email }
}
