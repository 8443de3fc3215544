//! Exports: made in the background and fetched by a link. Adapters implement `ports`.

pub(crate) mod build;
pub(crate) mod link;
pub(crate) mod place;
pub(crate) mod ports;
pub(crate) mod read;
pub(crate) mod request;
