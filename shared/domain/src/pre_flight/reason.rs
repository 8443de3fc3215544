//! Why a pre-flight is refused.

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// None of what was named is a Find endpoint that is live or going to be.
    #[error(
        "There is no Find endpoint among them that is live or scheduled to go live. Name one of your Find endpoints, or the technical change that adds it"
    )]
    NothingToTry,
    /// PDP has not confirmed the change: nobody there has looked at where its endpoints are (O9).
    #[error(
        "PDP has not confirmed this technical change yet. Ask for a pre-flight of its endpoints once it has: you get an email then"
    )]
    NotConfirmed,
}

impl Reason {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NothingToTry => "nothing_to_try",
            Self::NotConfirmed => "change_not_confirmed",
        }
    }
}
