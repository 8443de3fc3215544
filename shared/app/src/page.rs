//! Pages of lists, and what was read of several items at once. What cannot be read is counted and left out: the store has named it.

use crate::error::Fault;

/// How many entries [`every`] reads at once.
const READ_AT_ONCE: u32 = 100;

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
    /// How many entries of it cannot be read.
    pub unreadable: u32,
}

impl<T> Page<T> {
    /// The only page of a list without entries.
    pub const fn empty() -> Self {
        Self { items: Vec::new(), next: None, unreadable: 0 }
    }
}

/// Items that were asked for together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable<T> {
    pub items: Vec<T>,
    /// How many others of them cannot be read.
    pub unreadable: u32,
}

impl<T> Readable<T> {
    /// Items of which each could be read.
    pub const fn all(items: Vec<T>) -> Self {
        Self { items, unreadable: 0 }
    }

    /// The items, for work that needs every one of them.
    ///
    /// # Errors
    /// A lasting [`Fault`] when some cannot be read.
    pub fn complete(self) -> Result<Vec<T>, Fault> {
        match self.unreadable {
            0 => Ok(self.items),
            unreadable => Err(Fault::lasting("read every item", Incomplete(unreadable))),
        }
    }
}

/// Work needs every item, and some cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0} of them cannot be read")]
struct Incomplete(u32);

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

/// Every row of a list, page after page.
pub(crate) async fn every<T>(
    read: impl AsyncFn(PageRequest) -> Result<Page<T>, PageFault>,
) -> Result<Vec<T>, Fault> {
    let (mut rows, mut cursor) = (Vec::new(), None);
    loop {
        let page = read(PageRequest { size: READ_AT_ONCE, cursor }).await.map_err(PageFault::of_queue)?;
        cursor = page.next;
        rows.extend(Readable { items: page.items, unreadable: page.unreadable }.complete()?);
        if cursor.is_none() {
            return Ok(rows);
        }
    }
}
