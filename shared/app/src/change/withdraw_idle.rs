//! Withdraws a change in which nothing happens although it is its organisation's turn (Q3).

use domain::change::Command;
use domain::ids::ChangeId;

use crate::change::execute::{Done, OnChange};
use crate::command::{CommandStore, Request, Snapshot};
use crate::error::AppError;
use crate::services::Services;

/// Withdraws it, if nothing has happened in its test either. One read and one transaction, unless a race is lost.
pub async fn withdraw_idle<S: CommandStore>(
    services: &Services<S>,
    request: Request<'_, ChangeId>,
    reason: &str,
) -> Result<Done, AppError> {
    let command = |snapshot: &Snapshot| Command::WithdrawIdle {
        reason: reason.to_owned(),
        oat: snapshot.oat.clone().map(Box::new),
    };
    OnChange::new(request, command).depending_on_oat().run(services).await
}
