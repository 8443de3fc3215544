//! Carries out a command whose facts all come from the request.

use app::{Request, Services};
use axum::response::IntoResponse;
use domain::ids::OatId;
use domain::oat::Command;
use httpapi::{ApiError, tagged_oat};

use crate::Store;

/// Carries out `command` and returns the request for OAT.
pub(crate) async fn carry_out<S: Store>(
    services: &Services<S>,
    request: Request<'_, OatId>,
    command: &Command,
) -> Result<impl IntoResponse + use<S>, ApiError> {
    Ok(tagged_oat(&app::execute_oat_command(services, request, command).await?.oat))
}
