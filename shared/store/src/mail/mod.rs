//! Letters on their way, and what became of them, in the table.

pub(crate) mod feedback;
pub(crate) mod outbox;
