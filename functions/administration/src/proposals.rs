//! Roles at PDP, which two administrators give.

use std::sync::Arc;

use api::{FieldProblem, NewRoleProposalBody, NoBody, TeamBody};
use app::{Party, RecordCommand};
use axum::extract::State;
use axum::response::IntoResponse;
use domain::organisation::{TeamCommand, TypedWhom};
use httpapi::{ApiError, Asked, ProposalPath, Seen, tagged_record};

use crate::organisations::created;
use crate::{Backing, Office};

/// Proposes roles at PDP, for a member of its team or for somebody who joins it with them. Another administrator can approve them.
#[utoipa::path(post, path = "/pdp-team/role-proposals", request_body = NewRoleProposalBody, params(Seen),
    responses((status = 201, description = "The team", body = TeamBody,
        headers(("Location" = String, description = "The team")))))]
pub async fn propose_roles<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    Asked { who, body }: Asked<NewRoleProposalBody>,
) -> Result<impl IntoResponse, ApiError> {
    let roles = body.roles.iter().map(|role| role.0).collect();
    let whom = whom(body)?;
    let done = app::propose_roles(&office.services, who.on(Party::Pdp), whom, roles).await?;
    Ok(created(&done.record, "/pdp-team"))
}

fn whom(body: NewRoleProposalBody) -> Result<TypedWhom, ApiError> {
    let Some(person) = body.person else {
        let (name, email) = (body.name.unwrap_or_default(), body.email.unwrap_or_default());
        return Ok(TypedWhom::Newcomer { name, email });
    };
    for (field, value) in [("name", &body.name), ("email", &body.email)] {
        if value.is_some() {
            let message = "Leave this out when you name a member: their record has it";
            return Err(FieldProblem::not_expected(field, message).into());
        }
    }
    Ok(TypedWhom::Member(person.0))
}

/// Approves roles that another administrator proposed: the member gets them, or who joins with them is invited by email.
#[utoipa::path(post, path = "/pdp-team/role-proposals/{proposal_id}/approval", request_body = NoBody,
    params(Seen), responses((status = 200, description = "The team", body = TeamBody)))]
pub async fn approve_roles<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    ProposalPath(id): ProposalPath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = who.on(Party::Pdp);
    let done = app::approve_roles(&office.services, &office.identities, on, id).await?;
    Ok(tagged_record(&done.record))
}

/// Withdraws a proposal of roles. Any administrator can.
#[utoipa::path(post, path = "/pdp-team/role-proposals/{proposal_id}/withdrawal", request_body = NoBody,
    params(Seen), responses((status = 200, description = "The team", body = TeamBody)))]
pub async fn withdraw_roles<B: Backing>(
    State(office): State<Arc<Office<B>>>,
    ProposalPath(id): ProposalPath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = RecordCommand::Pdp(TeamCommand::Withdraw { id });
    Ok(tagged_record(&app::administer(&office.services, who.on(Party::Pdp), &command).await?.record))
}
