//! The people of an organisation, or of PDP.

pub mod history;
pub mod people;
#[expect(clippy::module_inception, reason = "the first page of its area has the area's name")]
pub mod team;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages.route("/portal/team", get(team::show::<P>)).route("/portal/team/history", get(history::show::<P>))
}
