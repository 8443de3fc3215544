//! Removes a person from an organisation or PDP's team, and closes their sign-in (P2, Q4).
//!
//! The removal is written first and counts by itself. If the sign-in cannot be closed then, the request fails and the same
//! request again closes it; until then the sign-in can do nothing, because its tokens say nothing (P3).

use crate::command::Request;
use crate::error::AppError;
use crate::organisation::administer::{Administered, RecordCommand, administer};
use crate::organisation::members::Members;
use crate::organisation::ports::Identities;
use crate::organisation::record::Party;
use crate::organisation::sign_ins::close_unless_member;
use crate::services::Services;
use crate::work::ports::WorkList;

/// Carries out `command`, which removes somebody from the record of `request`.
pub async fn remove_member<S: WorkList + Members, I: Identities>(
    services: &Services<S>,
    identities: &I,
    request: Request<'_, Party>,
    command: &RecordCommand,
) -> Result<Administered, AppError> {
    let done = administer(services, request, command).await?;
    if let Some(sign_in) = done.sign_in {
        close_unless_member(services, identities, sign_in).await?;
    }
    Ok(done)
}
