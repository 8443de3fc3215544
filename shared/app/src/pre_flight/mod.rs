//! Pre-flights: trial requests to an endpoint, which count for nothing.

pub(crate) mod ask;
pub(crate) mod ports;
pub(crate) mod probe;
pub(crate) mod read;
pub(crate) mod state;
pub(crate) mod summary;
