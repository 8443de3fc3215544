//! Opens a support request (D1).

use domain::change::Command;
use domain::change::support::SupportAsked;
use domain::ids::ChangeId;
use domain::reference::SupportReference;

use crate::change::execute::{Done, execute_command};
use crate::command::{CommandStore, Request};
use crate::desk::Desk;
use crate::error::AppError;

/// Opens it under a fresh reference.
pub async fn open_support_request<S: CommandStore>(
    desk: &Desk<S>,
    request: Request<'_, ChangeId>,
    asked: &SupportAsked,
    text: &str,
) -> Result<Done, AppError> {
    let command = |_: &_| Command::OpenSupportRequest {
        reference: SupportReference::from_bits(desk.ids.bits()),
        asked: asked.clone(),
        text: text.to_owned(),
    };
    execute_command(desk, request, command).await
}
