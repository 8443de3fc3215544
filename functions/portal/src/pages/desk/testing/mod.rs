//! Testing: runs again, overrides, findings, dates, support sessions, holds, disputes.

use axum::Router;

use crate::ports::Ports;

/// The pages, by their addresses.
pub fn routes<P: Ports>() -> Router {
    Router::new()
}
