//! Makes the endpoints of a change live (G4).

use domain::actor::{Actor, Process};
use domain::change::Command;
use domain::ids::{ChangeId, OrganisationId};

use crate::change::execute::{Done, OnChange};
use crate::command::{CommandStore, Request};
use crate::error::AppError;
use crate::services::Services;

/// Makes them live if it is time, in the record of the organisation too, whose change it is. One read and one transaction.
pub async fn go_live<S: CommandStore>(
    services: &Services<S>,
    change: ChangeId,
    organisation: OrganisationId,
) -> Result<Done, AppError> {
    let actor = Actor::System(Process::GoLive);
    let request = Request::of_system(&actor, change);
    OnChange::new(request, |_: &_| Command::GoLive).with(Some(organisation)).run(services).await
}
