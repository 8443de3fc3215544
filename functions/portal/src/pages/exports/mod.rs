//! Exports (A1, G5): the evidence bundle of a change, and the register of endpoints. One is asked for, made in the background, and
//! fetched by a link that lives for a minute.

pub mod bundle;
pub mod export;
pub mod register;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/endpoints/export", get(register::show::<P>).post(register::send::<P>))
        .route(
            "/portal/endpoints/export/{export}",
            get(export::register::<P>).post(export::link_register::<P>),
        )
        .route("/portal/changes/{id}/bundle", get(bundle::show::<P>).post(bundle::send::<P>))
        .route(
            "/portal/changes/{id}/bundle/{export}",
            get(export::bundle::<P>).post(export::link_bundle::<P>),
        )
}
