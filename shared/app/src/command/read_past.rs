//! What a store reads and does not know.

use std::any::Any;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

/// What a store found in what it read and does not know: a newer version of this service wrote it. Nobody but that store can tell what
/// it is. A commit of what was read takes it along, so that it is still there afterwards.
#[derive(Clone, Default)]
pub struct ReadPast(Option<Arc<dyn Any + Send + Sync>>);

impl ReadPast {
    /// Everything was known.
    pub const fn nothing() -> Self {
        Self(None)
    }

    /// This was found.
    pub fn of<T: Any + Send + Sync>(found: T) -> Self {
        Self(Some(Arc::new(found)))
    }

    /// What was found, for the store that did.
    pub fn found<T: Any>(&self) -> Option<&T> {
        self.0.as_deref()?.downcast_ref()
    }
}

impl Debug for ReadPast {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "something" } else { "nothing" })
    }
}

/// The same reading, or nothing both times.
impl PartialEq for ReadPast {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl Eq for ReadPast {}
