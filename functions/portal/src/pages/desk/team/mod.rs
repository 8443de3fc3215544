//! PDP’s own people and their roles.

pub mod approval;
pub mod proposal;
pub mod propose;
pub mod withdrawal;

use axum::routing::get;

use super::people::{address_trial, correction, invitation, mail, new, person, removal, roles};
use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/team/mail", get(mail::show::<P>))
        .route("/portal/team/people/new", get(new::show::<P>).post(new::send::<P>))
        .route("/portal/team/people/{person}", get(person::show::<P>))
        .route("/portal/team/people/{person}/roles", get(roles::show::<P>).post(roles::send::<P>))
        .route("/portal/team/people/{person}/removal", get(removal::show::<P>).post(removal::send::<P>))
        .route(
            "/portal/team/people/{person}/correction",
            get(correction::show::<P>).post(correction::send::<P>),
        )
        .route(
            "/portal/team/people/{person}/invitation",
            get(invitation::show::<P>).post(invitation::send::<P>),
        )
        .route(
            "/portal/team/people/{person}/address-trial",
            get(address_trial::show::<P>).post(address_trial::send::<P>),
        )
        .route("/portal/team/proposals/new", get(propose::show::<P>).post(propose::send::<P>))
        .route("/portal/team/proposals/{proposal}", get(proposal::show::<P>))
        .route(
            "/portal/team/proposals/{proposal}/approval",
            get(approval::show::<P>).post(approval::send::<P>),
        )
        .route(
            "/portal/team/proposals/{proposal}/withdrawal",
            get(withdrawal::show::<P>).post(withdrawal::send::<P>),
        )
}
