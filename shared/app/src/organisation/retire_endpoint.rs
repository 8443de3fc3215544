//! Takes a live endpoint out of use: at once and for good (G5).

use domain::ids::EndpointId;
use domain::organisation::{Command, CommandKind};

use crate::command::contention::{TRIES, before_try};
use crate::desk::Desk;
use crate::error::AppError;
use crate::organisation::administer::{
    Administered, RecordCommand, RecordRequest, admitted, carry_out, load, lost_every_race, take_record,
};
use crate::organisation::records::Organisations;

/// Takes the endpoint `id` of the organisation of `request` out of use. One read and one transaction.
///
/// # Errors
/// As [`crate::organisation::administer`].
pub async fn take_endpoint_out_of_use<S: Organisations>(
    desk: &Desk<S>,
    request: RecordRequest<'_>,
    id: EndpointId,
    reason: Option<&str>,
) -> Result<Administered, AppError> {
    let kind = CommandKind::TakeEndpointOutOfUse;
    for number in 0..TRIES {
        before_try(desk, number).await;
        let mut loaded = load(desk, &request, Some(id)).await?;
        let record = take_record(&mut loaded)?;
        if let Some(receipt) = admitted(desk, &record, kind, &request, loaded.receipt).await? {
            return Ok(Administered { record, person: receipt.person, repeated: true });
        }
        let registered = loaded.endpoint.as_ref().map(|entry| entry.endpoint.clone());
        let command = Command::TakeEndpointOutOfUse { id, registered, reason: reason.map(str::to_owned) };
        let command = RecordCommand::Organisation(command);
        if let Some(done) = carry_out(desk, record, &loaded, command, &request).await? {
            return Ok(done);
        }
    }
    lost_every_race(desk, &request, kind).await
}
