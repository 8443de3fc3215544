//! Notices of downtime in the table.

pub(crate) mod port;
