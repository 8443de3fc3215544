//! How PDP is doing, month by month (Q9): a page for each subject, and everything as a sheet.

mod changes;
mod endpoints;
#[expect(clippy::module_inception, reason = "the page that the area is named for")]
pub mod figures;
mod months;
mod reviews;
mod section;
pub mod sheet;
mod steps;
mod testing;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/figures", get(figures::reviews::<P>))
        .route("/portal/figures/{subject}", get(figures::show::<P>))
        .route("/portal/figures/sheet.csv", get(sheet::send::<P>))
}
