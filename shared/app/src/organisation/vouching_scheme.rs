//! Records the vouching scheme of an organisation that is not connected yet, in place of one recorded before (O1).

use domain::change::answers::EndpointAnswer;
use domain::organisation::Command;

use crate::command::Request;
use crate::error::AppError;
use crate::organisation::administer::{Administered, RecordCommand, administer};
use crate::organisation::record::Party;
use crate::services::Services;
use crate::work::ports::WorkList;

/// Records the scheme of the organisation of `request`: its name and endpoints as typed. Its URLs are reserved, those of a scheme
/// recorded before are free again. One read and one transaction.
pub async fn propose_vouching_scheme<S: WorkList>(
    services: &Services<S>,
    request: Request<'_, Party>,
    name: String,
    endpoints: Vec<EndpointAnswer>,
) -> Result<Administered, AppError> {
    let endpoints = endpoints.into_iter().map(|endpoint| (services.fresh_id(), endpoint)).collect();
    let command = RecordCommand::Organisation(Command::ProposeVouchingScheme { name, endpoints });
    administer(services, request, &command).await
}
