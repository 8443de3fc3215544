//! What every command has in common: the order of its checks, receipts, refused commands, and trying again.

pub(crate) mod contention;
pub(crate) mod order;
pub(crate) mod receipt;
pub(crate) mod refused;
