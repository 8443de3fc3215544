//! Disputes of results: runs and pre-flights (Q10).

mod commit;
pub(crate) mod execute;
pub(crate) mod files;
mod notifications;
pub(crate) mod open;
pub(crate) mod ports;
pub(crate) mod read;
pub(crate) mod summary;
