//! Notifications on their way and their delivery status, in the table.

pub(crate) mod feedback;
pub(crate) mod outbox;
