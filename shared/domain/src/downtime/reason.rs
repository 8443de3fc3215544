//! Why a command about planned downtime is refused: a result, not an error.

/// Why not. Shown as a sentence a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// As many notices as an organisation may have that are not over (our own bound).
    #[error(
        "Your organisation has {max} notices of downtime that are not over, and cannot have more. Cancel one that you do not need, or wait until one is over"
    )]
    TooManyNotices { max: usize },
    /// More notices than one calendar file may have (our own bound).
    #[error(
        "This calendar would have more than {max} notices. Ask for fewer days, or for the notices of one organisation"
    )]
    TooManyForOneFile { max: usize },
    /// A calendar file has at least one entry.
    #[error("There is no downtime to put into a calendar: none is coming, and none was cancelled lately")]
    NothingForAFile,
    /// There is nothing to end yet.
    #[error("This downtime has not begun, so it cannot be ended. Cancel the notice, or move it")]
    NotBegun,
    /// It is on record that there was downtime.
    #[error(
        "This downtime is over, so its notice stays as it is. If you need more downtime, give another notice"
    )]
    Over,
    /// It is on record that it was called off.
    #[error(
        "This notice was cancelled, so it stays as it is. If you need downtime after all, give another notice"
    )]
    Cancelled,
}

impl Reason {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooManyNotices { .. } => "too_many_notices",
            Self::TooManyForOneFile { .. } => "too_many_for_one_file",
            Self::NothingForAFile => "nothing_for_a_file",
            Self::NotBegun => "downtime_not_begun",
            Self::Over => "downtime_over",
            Self::Cancelled => "notice_cancelled",
        }
    }
}
