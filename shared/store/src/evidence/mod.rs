//! How far the comparison of kept evidence is, in the table.

pub(crate) mod port;
