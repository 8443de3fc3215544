//! PDP’s own people and their roles.

use axum::Router;

use crate::ports::Ports;

/// The pages, by their addresses.
pub fn routes<P: Ports>() -> Router {
    Router::new()
}
