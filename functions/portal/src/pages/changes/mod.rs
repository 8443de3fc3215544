//! Technical changes.

pub mod answer;
pub mod change;
pub mod connection_date;
mod further;
pub mod history;
pub mod list;
pub mod material;
pub mod step;
mod step_form;
pub mod support;
pub mod support_request;
pub mod test_endpoints;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/changes", get(list::show::<P>))
        .route("/portal/changes/{id}", get(change::show::<P>))
        .route("/portal/changes/{id}/answer", get(answer::show::<P>).post(answer::send::<P>))
        .route("/portal/changes/{id}/history", get(history::show::<P>))
        .route("/portal/changes/{id}/steps/{step}", get(step::show::<P>).post(step::send::<P>))
        .route(
            "/portal/changes/{id}/test-endpoints",
            get(test_endpoints::show::<P>).post(test_endpoints::send::<P>),
        )
        .route(
            "/portal/changes/{id}/connection-date",
            get(connection_date::show::<P>).post(connection_date::send::<P>),
        )
        .route("/portal/changes/{id}/support", get(support::show::<P>))
        .route(
            "/portal/changes/{id}/support/{kind}",
            get(support_request::show::<P>).post(support_request::send::<P>),
        )
        .route(
            "/portal/changes/{id}/material/{environment}",
            get(material::show::<P>).post(material::fetch::<P>),
        )
}
