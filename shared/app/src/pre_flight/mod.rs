//! Pre-flights: tries of an endpoint that count for nothing.

pub(crate) mod ask;
pub(crate) mod ports;
pub(crate) mod probe;
pub(crate) mod read;
pub(crate) mod state;
