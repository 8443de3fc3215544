//! Asks for a support session about the OAT of an initial connection (D1, O7), or for a delay of it (G3, Q5).

use domain::ids::OatId;
use domain::oat::Command;
use domain::reference::SupportReference;
use jiff::civil::Date;

use crate::command::Request;
use crate::error::AppError;
use crate::oat::execute::{OatDone, execute_oat_command};
use crate::oat::ports::OatRequests;
use crate::services::Services;

/// Opens the support request; its reference is the last one in [`OatDone::oat`].
pub async fn ask_for_oat_support<S: OatRequests>(
    services: &Services<S>,
    request: Request<'_, OatId>,
    text: String,
) -> Result<OatDone, AppError> {
    let reference = SupportReference::from_bits(services.ids.bits());
    execute_oat_command(services, request, &Command::AskForSupport { reference, text }).await
}

/// Asks for a delay of going live of an initial connection (G3, Q5). Opens the support request; its reference is the last one in
/// [`OatDone::oat`].
pub async fn ask_for_oat_delay<S: OatRequests>(
    services: &Services<S>,
    request: Request<'_, OatId>,
    until: Option<Date>,
    text: String,
) -> Result<OatDone, AppError> {
    let reference = SupportReference::from_bits(services.ids.bits());
    execute_oat_command(services, request, &Command::AskForDelay { reference, until, text }).await
}
