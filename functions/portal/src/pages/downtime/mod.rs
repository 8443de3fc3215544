//! Planned downtime with a change and without one, and the list of all downtime (D2, Q6).

pub mod calendar;
pub mod cancel;
pub mod change;
pub mod declare;
pub mod end;
mod fields;
mod given;
mod history;
pub mod list;
pub mod notice;
pub mod of_change;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/downtime", get(list::show::<P>))
        .route("/portal/downtime/calendar.ics", get(calendar::all::<P>))
        .route("/portal/downtime/new", get(declare::show::<P>).post(declare::send::<P>))
        .route("/portal/downtime/{notice}", get(notice::show::<P>))
        .route("/portal/downtime/{notice}/history", get(history::show::<P>))
        .route("/portal/downtime/{notice}/calendar.ics", get(calendar::one::<P>))
        .route("/portal/downtime/{notice}/change", get(change::show::<P>).post(change::send::<P>))
        .route("/portal/downtime/{notice}/end", get(end::show::<P>).post(end::send::<P>))
        .route("/portal/downtime/{notice}/cancel", get(cancel::show::<P>).post(cancel::send::<P>))
        .route(
            "/portal/changes/{id}/downtime/new",
            get(declare::show_of_change::<P>).post(declare::send_of_change::<P>),
        )
        .route("/portal/changes/{id}/downtime/{notice}", get(notice::show::<P>))
        .route("/portal/changes/{id}/downtime/{notice}/calendar.ics", get(calendar::one::<P>))
        .route(
            "/portal/changes/{id}/downtime/{notice}/change",
            get(change::show::<P>).post(change::send::<P>),
        )
        .route("/portal/changes/{id}/downtime/{notice}/end", get(end::show::<P>).post(end::send::<P>))
        .route(
            "/portal/changes/{id}/downtime/{notice}/cancel",
            get(cancel::show::<P>).post(cancel::send::<P>),
        )
}
