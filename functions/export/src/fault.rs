//! Faults of making an export.

use app::{AppError, BoxError, Fault};

/// Turns an error of a use case that reads into a fault. The reader has already been allowed the export, so a refusal
/// here is a fault too.
pub(crate) fn as_fault(action: &'static str, error: AppError) -> Fault {
    match error {
        AppError::Fault(fault) => fault,
        other => Fault::lasting(action, BoxError::from(other)),
    }
}
