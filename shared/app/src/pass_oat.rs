//! Tells a change that its operational acceptance testing was passed (O7, G2).

use domain::actor::{Actor, Process};
use domain::change::Command;
use domain::ids::ChangeId;
use jiff::civil::Date;

use crate::desk::Desk;
use crate::error::AppError;
use crate::execute_command::{Done, Request, execute_command};
use crate::ports::Changes;

/// Completes the OAT step; what goes live is scheduled for the connection date. A repeated verdict changes nothing.
///
/// # Errors
/// As [`execute_command`].
pub async fn pass_oat<S: Changes>(
    desk: &Desk<S>,
    change: ChangeId,
    connection_date: Date,
) -> Result<Done, AppError> {
    let actor = Actor::System(Process::OperationalAcceptanceTesting);
    execute_command(desk, Request::of_system(&actor, change), |_| Command::PassOat { connection_date }).await
}
