//! Opens a support request (D1).

use domain::change::Command;
use domain::change::support::SupportAsked;
use domain::ids::ChangeId;
use domain::reference::SupportReference;

use crate::change::execute::{Done, execute_command};
use crate::command::{CommandStore, Request};
use crate::error::AppError;
use crate::services::Services;

/// Opens it under a fresh reference.
pub async fn open_support_request<S: CommandStore>(
    services: &Services<S>,
    request: Request<'_, ChangeId>,
    asked: &SupportAsked,
    text: &str,
) -> Result<Done, AppError> {
    let command = |_: &_| Command::OpenSupportRequest {
        reference: SupportReference::from_bits(services.ids.bits()),
        asked: asked.clone(),
        text: text.to_owned(),
    };
    execute_command(services, request, command).await
}
