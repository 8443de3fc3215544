//! The guide.

#[expect(clippy::module_inception, reason = "a page has the name of its area where the area has one page")]
pub mod guide;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages.route("/portal/guide", get(guide::show::<P>))
}
