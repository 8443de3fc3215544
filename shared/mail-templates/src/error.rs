//! Why a notification could not be rendered.

/// Why a notification could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template did not take its data.
    #[error("fill in the template of a notification")]
    Template(#[from] askama::Error),
    /// No part of it is for this reader.
    #[error("find something in a notification for its reader")]
    NothingToRead,
    /// A date has no words.
    #[error("write a date in words")]
    Date(#[from] jiff::Error),
}
