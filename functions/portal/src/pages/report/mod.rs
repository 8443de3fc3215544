//! The form by which an organisation reports a technical change, a question a page.
//!
//! Must not: say what is right. A draft takes everything, and the API's check says what is wrong (C5).

mod affected;
mod again;
mod change_type;
mod check;
mod downtime;
mod draft;
pub mod endpoints;
mod evidence;
mod oat;
mod question;
mod reason;
mod scale;
mod sent;
mod withdraw;

pub use self::draft::reports;
pub use self::question::Question;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/changes/new", get(change_type::show_new::<P>).post(change_type::begin::<P>))
        .route("/portal/changes/{id}/type", get(change_type::show::<P>).post(change_type::send::<P>))
        .route("/portal/changes/{id}/reason", get(reason::show::<P>).post(reason::send::<P>))
        .route("/portal/changes/{id}/scale", get(scale::show::<P>).post(scale::send::<P>))
        .route("/portal/changes/{id}/oat", get(oat::show::<P>).post(oat::send::<P>))
        .route("/portal/changes/{id}/downtime", get(downtime::show::<P>).post(downtime::send::<P>))
        .route("/portal/changes/{id}/endpoints", get(endpoints::show::<P>).post(endpoints::send::<P>))
        .route("/portal/changes/{id}/affected", get(affected::show::<P>).post(affected::send::<P>))
        .route("/portal/changes/{id}/evidence", get(evidence::show::<P>).post(evidence::send::<P>))
        .route("/portal/changes/{id}/next", get(check::go_on::<P>))
        .route("/portal/changes/{id}/check", get(check::show::<P>).post(check::send::<P>))
        .route("/portal/changes/{id}/sent", get(sent::show::<P>))
        .route("/portal/changes/{id}/withdraw", get(withdraw::show::<P>).post(withdraw::send::<P>))
        .route("/portal/changes/{id}/new-draft", get(again::show::<P>).post(again::begin::<P>))
}
