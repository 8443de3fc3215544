//! Gives a new connection date of a change, when the one before passed (G2).

use domain::change::Command;
use domain::ids::ChangeId;
use jiff::civil::Date;

use crate::change::execute::{Done, OnChange};
use crate::command::request::Request;
use crate::command::store::CommandStore;
use crate::desk::Desk;
use crate::error::AppError;

/// Gives `date`. One read and one transaction, unless a race is lost.
///
/// # Errors
/// As [`crate::execute_command`].
pub async fn give_connection_date<S: CommandStore>(
    desk: &Desk<S>,
    request: Request<'_, ChangeId>,
    date: Date,
) -> Result<Done, AppError> {
    let command = |_: &_| Command::GiveConnectionDate { date: Some(date) };
    OnChange::new(request, command).with_oat().run(desk).await
}
