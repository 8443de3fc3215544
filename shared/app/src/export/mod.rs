//! What is made in the background and fetched by a link; `ports` is what adapters fill.

pub(crate) mod build;
pub(crate) mod link;
pub(crate) mod place;
pub(crate) mod ports;
pub(crate) mod read;
pub(crate) mod request;
