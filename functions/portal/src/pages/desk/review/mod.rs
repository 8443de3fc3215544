//! The review of a change: a question, the decision, another scale, taking back what was decided.

use axum::Router;

use crate::ports::Ports;

/// The pages, by their addresses.
pub fn routes<P: Ports>() -> Router {
    Router::new()
}
