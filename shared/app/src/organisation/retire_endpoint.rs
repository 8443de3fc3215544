//! Takes a live endpoint out of use: at once and for good (G5).

use domain::ids::EndpointId;
use domain::organisation::{Command, CommandKind};

use crate::command::{Request, Snapshot, run};
use crate::error::AppError;
use crate::organisation::administer::{Administered, OnRecord, RecordCommand};
use crate::organisation::record::Party;
use crate::services::Services;
use crate::work::ports::WorkList;

/// Takes the endpoint `id` of the organisation of `request` out of use. One read and one transaction.
pub async fn take_endpoint_out_of_use<S: WorkList>(
    services: &Services<S>,
    request: Request<'_, Party>,
    id: EndpointId,
    reason: Option<&str>,
) -> Result<Administered, AppError> {
    let making = |snapshot: &Snapshot| {
        let registered = snapshot.endpoints.first().map(|entry| entry.endpoint.clone());
        let reason = reason.map(str::to_owned);
        RecordCommand::Organisation(Command::TakeEndpointOutOfUse { id, registered, reason })
    };
    let (kind, endpoints) = (CommandKind::TakeEndpointOutOfUse, &[id][..]);
    run(services, request.caller(), &OnRecord { request, kind, endpoints, making }).await
}
