//! The work list, who works on what, and the calendar of downtime.

mod calendar;
mod claim;
pub mod list;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses. The work list itself is PDP's home page.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/work/{task}/claim", get(claim::back::<P>).post(claim::claim::<P>))
        .route("/portal/work/{task}/release", get(claim::back::<P>).post(claim::release::<P>))
        .route("/portal/downtime/calendar", get(calendar::show::<P>))
}
