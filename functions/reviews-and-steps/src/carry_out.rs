//! Carries out a command whose facts all come from the request.

use app::{Request, Services};
use axum::response::IntoResponse;
use domain::change::Command;
use domain::ids::ChangeId;
use httpapi::{ApiError, tagged};

use crate::Store;

/// Carries out `command` and returns the change.
pub(crate) async fn carry_out<S: Store>(
    services: &Services<S>,
    request: Request<'_, ChangeId>,
    command: Command,
) -> Result<impl IntoResponse + use<S>, ApiError> {
    let done = app::execute_command(services, request, |_| command.clone()).await?;
    Ok(tagged(&done.change))
}
