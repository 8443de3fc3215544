//! The register of endpoints.

pub mod list;
pub mod out_of_use;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages.route("/portal/endpoints", get(list::show::<P>)).route(
        "/portal/endpoints/{organisation}/{endpoint}/out-of-use",
        get(out_of_use::show::<P>).post(out_of_use::send::<P>),
    )
}
