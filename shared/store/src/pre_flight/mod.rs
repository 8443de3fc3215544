//! Pre-flights in the table.

pub(crate) mod port;
