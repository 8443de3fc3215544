//! What every command has in common: the one way it goes, what it reads and writes, receipts, refused commands, histories.

pub(crate) mod commit;
mod contention;
pub(crate) mod history;
pub(crate) mod place;
pub(crate) mod receipt;
pub(crate) mod refused;
pub(crate) mod request;
pub(crate) mod run;
pub(crate) mod snapshot;
pub(crate) mod store;
