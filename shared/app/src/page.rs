//! Pages of lists.

use crate::error::Fault;

/// Where a page begins; opaque outside the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub String);

/// Which page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// At most this many entries; a page can have fewer and still not be the last. At least one.
    pub size: u32,
    /// Where it begins; the first page when none.
    pub cursor: Option<Cursor>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<Cursor>,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageFault {
    #[error("cursor not of this list")]
    BadCursor,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl PageFault {
    /// What it is for who reads page after page of a queue, with the cursors that the pages themselves gave.
    pub(crate) fn of_queue(self) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            Self::BadCursor => Fault::lasting("read a queue", "its own cursor was not understood"),
        }
    }
}
