//! Live endpoints in an emergency (Q5): suspended by one person at once, and live again by two.

mod endpoint;
mod restore;
mod second;
mod suspend;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route(
            "/portal/endpoints/{organisation}/{endpoint}/suspension",
            get(suspend::show::<P>).post(suspend::send::<P>),
        )
        .route(
            "/portal/endpoints/{organisation}/{endpoint}/restoration",
            get(restore::show::<P>).post(restore::send::<P>),
        )
        .route(
            "/portal/endpoints/{organisation}/{endpoint}/restoration/decision",
            get(second::show::<P>).post(second::send::<P>),
        )
}
