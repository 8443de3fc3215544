//! Why a dispute, or a command on one, is refused.

use crate::reference::SupportReference;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error(
        "This has not ended yet, so there is no result to dispute. Wait for it: a test ends with an email, a pre-flight within a few minutes"
    )]
    NotEnded,
    /// What was to be tested moved on during the run.
    #[error(
        "This run was stopped before it had a result, because what it tested moved on. Dispute another run, or open a support request"
    )]
    NoResult,
    /// One at a time.
    #[error(
        "This result is disputed already, as {open}. Add files to that dispute, or wait for PDP’s answer: you will get an email"
    )]
    OpenAlready { open: SupportReference },
    /// As many as a result may have (our own bound).
    #[error(
        "This result has been disputed {max} times, and cannot be disputed again. Contact PDP support directly"
    )]
    TooMany { max: usize },
    /// The first answer stands.
    #[error("This dispute has been answered already, and the first answer stands. Read it in the dispute")]
    Answered,
    #[error(
        "PDP has answered this dispute, so it takes no more files. If you still disagree, dispute the result again and add them there"
    )]
    TakesNoFiles,
    #[error("There is no such file on this dispute")]
    FileNotFound,
    /// As many files as a dispute may have (our own bound).
    #[error(
        "A dispute can have up to {max} files. Put what is left into one PDF, or describe it in another dispute"
    )]
    TooManyFiles { max: usize },
    /// As many upload forms as a dispute may have (our own bound).
    #[error(
        "There have been {max} upload forms for this dispute, and there cannot be more. Contact PDP support directly"
    )]
    TooManyUploads { max: usize },
    /// The id names a file already: a second form for it could replace what was accepted, which is immutable (E4).
    #[error("This file is already part of the dispute. Ask for another upload form")]
    FileDecided,
}

impl Reason {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotEnded => "not_ended",
            Self::NoResult => "no_result",
            Self::OpenAlready { .. } => "disputed_already",
            Self::TooMany { .. } => "too_many_disputes",
            Self::Answered => "dispute_answered",
            Self::TakesNoFiles => "dispute_takes_no_files",
            Self::FileNotFound => "dispute_file_not_found",
            Self::TooManyFiles { .. } => "dispute_has_too_many_files",
            Self::TooManyUploads { .. } => "dispute_has_too_many_uploads",
            Self::FileDecided => "dispute_file_decided",
        }
    }
}
