//! Disputes in the table.

pub(crate) mod port;
