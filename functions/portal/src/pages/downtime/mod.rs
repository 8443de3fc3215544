//! Planned downtime without a change, and the list of all downtime (Q6).

pub mod calendar;
pub mod cancel;
pub mod change;
pub mod declare;
pub mod end;
mod fields;
pub mod list;
pub mod notice;

use axum::Router;
use axum::routing::get;

use crate::ports::Ports;

/// The pages, by their addresses.
pub fn routes<P: Ports>() -> Router {
    Router::new()
        .route("/portal/downtime", get(list::show::<P>))
        .route("/portal/downtime/calendar.ics", get(calendar::all::<P>))
        .route("/portal/downtime/new", get(declare::show::<P>).post(declare::send::<P>))
        .route("/portal/downtime/{id}", get(notice::show::<P>))
        .route("/portal/downtime/{id}/calendar.ics", get(calendar::one::<P>))
        .route("/portal/downtime/{id}/change", get(change::show::<P>).post(change::send::<P>))
        .route("/portal/downtime/{id}/end", get(end::show::<P>).post(end::send::<P>))
        .route("/portal/downtime/{id}/cancel", get(cancel::show::<P>).post(cancel::send::<P>))
}
