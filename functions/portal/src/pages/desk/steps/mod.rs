//! Steps of a change: the decision on each, integration testing, cryptographic material.

use axum::Router;

use crate::ports::Ports;

/// The pages, by their addresses.
pub fn routes<P: Ports>() -> Router {
    Router::new()
}
