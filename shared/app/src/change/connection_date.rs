//! Sets a new connection date of a change when the previous one has passed (G2).

use domain::change::Command;
use domain::ids::ChangeId;
use jiff::civil::Date;

use crate::change::execute::{Done, OnChange};
use crate::command::{CommandStore, Request};
use crate::error::AppError;
use crate::services::Services;

/// Gives `date`. One read and one transaction, unless a race is lost.
pub async fn give_connection_date<S: CommandStore>(
    services: &Services<S>,
    request: Request<'_, ChangeId>,
    date: Date,
) -> Result<Done, AppError> {
    let command = |_: &_| Command::GiveConnectionDate { date: Some(date) };
    OnChange::new(request, command).with_oat().run(services).await
}
