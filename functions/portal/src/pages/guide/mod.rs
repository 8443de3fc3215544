//! The guide.

#[expect(clippy::module_inception, reason = "a page has the name of its area where the area has one page")]
pub mod guide;

use axum::Router;
use axum::routing::get;

use crate::ports::Ports;

/// The pages, by their addresses.
pub fn routes<P: Ports>() -> Router {
    Router::new().route("/portal/guide", get(guide::show::<P>))
}
