//! Why there is no export, or not yet.

codes! {
    /// Why there will be no export.
    ExportFailure {
        /// A kept file is not what was accepted.
        EvidenceDamaged = "evidence_damaged", "One of the evidence files is not as it was accepted, so there is no bundle. PDP has been alerted: contact PDP support before you ask for another";
        /// It was tried several times, or nobody came to try.
        NotMade = "not_made", "It could not be made. Ask for another; if that fails too, contact PDP support";
    }
}

/// Why not. Shown as a sentence a person can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// There is none, it is over a week old, or it is not for this reader (P1).
    #[error("There is no such export. It can be fetched for 7 days: ask for another")]
    NotFound,
    /// It is not done.
    #[error("It is still being made. Look again in a few seconds")]
    NotReady,
    /// It never will be.
    #[error("{0}")]
    Failed(ExportFailure),
}

impl Reason {
    /// The stable code, snake case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "export_not_found",
            Self::NotReady => "export_not_ready",
            Self::Failed(_) => "export_failed",
        }
    }
}
