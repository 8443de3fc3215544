//! Finding what a reference names (Q2).

#[expect(clippy::module_inception, reason = "a page has the name of its area where the area has one page")]
mod look_up;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The page, by its address.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages.route("/portal/look-up", get(look_up::show::<P>))
}
