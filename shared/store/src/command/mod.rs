//! Commands in the table: one read, one transaction, and refused commands.

pub(crate) mod commit;
pub(crate) mod conditions;
mod effect;
pub(crate) mod read;
pub(crate) mod refused;
mod store;
