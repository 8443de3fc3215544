//! Takes a live endpoint out of use: at once and for good (G5).

use domain::ids::EndpointId;
use domain::organisation::{Command, CommandKind};

use crate::administer::{
    Administered, RecordCommand, RecordRequest, TRIES, already_done, carry_out, load, lost_twice, permitted,
    take_record,
};
use crate::desk::Desk;
use crate::error::AppError;
use crate::records::Organisations;

/// Takes the endpoint `id` of the organisation of `request` out of use. One read and one transaction.
///
/// # Errors
/// As [`crate::administer`].
pub async fn take_endpoint_out_of_use<S: Organisations>(
    desk: &Desk<S>,
    request: RecordRequest<'_>,
    id: EndpointId,
    reason: Option<&str>,
) -> Result<Administered, AppError> {
    for _ in 0..TRIES {
        let mut loaded = load(desk, &request, Some(id)).await?;
        if let Some(done) = already_done(&mut loaded, request.key)? {
            return Ok(done);
        }
        let record = take_record(&mut loaded)?;
        permitted(desk, &record, CommandKind::TakeEndpointOutOfUse, &request).await?;
        let registered = loaded.endpoint.as_ref().map(|entry| entry.endpoint.clone());
        let command = Command::TakeEndpointOutOfUse { id, registered, reason: reason.map(str::to_owned) };
        let command = RecordCommand::Organisation(command);
        if let Some(done) = carry_out(desk, record, &loaded, command, &request).await? {
            return Ok(done);
        }
    }
    lost_twice(desk, &request).await
}
