//! Operational acceptance testing (OAT): requests for it, their runs, and what an organisation can do about a result. What PDP does
//! about one is in [`super::desk`].

pub mod attempts;
mod connection_date;
mod history;
mod list;
mod new;
pub mod pdp;
mod request;
mod retest;
mod run;
pub mod standing;
mod support;

use axum::routing::get;

pub use self::new::{finds, own_endpoints};
pub use self::request::{address, id, run_address};
use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/oat", get(list::show::<P>))
        .route("/portal/oat/new", get(new::show_connection::<P>).post(new::send_connection::<P>))
        .route("/portal/oat/new/{change}", get(new::show::<P>).post(new::send::<P>))
        .route("/portal/oat/{id}", get(request::show::<P>))
        .route("/portal/oat/{id}/history", get(history::show::<P>))
        .route("/portal/oat/{id}/retest", get(retest::show::<P>).post(retest::send::<P>))
        .route("/portal/oat/{id}/support", get(support::show::<P>).post(support::send::<P>))
        .route(
            "/portal/oat/{id}/connection-date",
            get(connection_date::show::<P>).post(connection_date::send::<P>),
        )
        .route("/portal/oat/{id}/runs/{number}", get(run::show::<P>))
}
