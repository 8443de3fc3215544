//! The home page, and all that waits at an organisation.

#[expect(
    clippy::module_inception,
    reason = "a page has the name of its area where the area has one main page"
)]
pub mod home;
mod waiting;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages.route("/portal/", get(home::show::<P>)).route("/portal/waiting", get(waiting::show::<P>))
}
