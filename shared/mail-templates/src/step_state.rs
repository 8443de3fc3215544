//! The states of steps.

use crate::error::RenderError;

/// The state of a step that has to be taken (S1).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    CannotStartYet,
    ToDo,
    WithPdp,
    Returned,
    Complete,
}

/// The code of a step that does not have to be taken.
pub(crate) const NOT_NEEDED: &str = "not_needed";
/// The code of a step that is complete.
pub(crate) const COMPLETE: &str = "complete";

impl State {
    pub(crate) fn from_code(code: &str) -> Result<Self, RenderError> {
        match code {
            "cannot_start_yet" => Ok(Self::CannotStartYet),
            "to_do" => Ok(Self::ToDo),
            "with_pdp" => Ok(Self::WithPdp),
            "returned" => Ok(Self::Returned),
            COMPLETE => Ok(Self::Complete),
            _ => Err(RenderError::UnknownStepState { code: code.to_owned() }),
        }
    }
}
