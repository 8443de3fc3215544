//! Pre-flights: trying an endpoint before a test is requested. They count for nothing.

mod list;
mod new;
mod pre_flight;

use axum::routing::get;
use domain::pre_flight::MAY_ASK;

pub use self::new::page_for;
pub use self::pre_flight::{address, called, name};
use crate::ports::Ports;
use crate::routing::Pages;
use crate::session::Who;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/pre-flights", get(list::show::<P>))
        .route("/portal/pre-flights/new", get(new::show::<P>).post(new::send::<P>))
        .route("/portal/pre-flights/{id}", get(pre_flight::show::<P>))
}

/// Whether they may have endpoints tried.
pub fn may_try(who: &Who) -> bool {
    MAY_ASK.iter().any(|role| who.has((*role).into()))
}
