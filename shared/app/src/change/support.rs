//! Opens a support request (D1).

use domain::change::Command;
use domain::change::support::SupportAsked;
use domain::reference::SupportReference;

use crate::change::execute::{Done, Request, execute_command};
use crate::change::ports::Changes;
use crate::desk::Desk;
use crate::error::AppError;

/// Opens it under a fresh reference.
///
/// # Errors
/// As [`execute_command`].
pub async fn open_support_request<S: Changes>(
    desk: &Desk<S>,
    request: Request<'_>,
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
