//! Organisations, their people and their roles.

pub mod history;
pub mod list;
pub mod name;
pub mod new;
pub mod organisation;
pub mod vouching_scheme;

use axum::routing::get;

use super::people::{address_trial, correction, invitation, mail, new as new_person, person, removal, roles};
use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/organisations", get(list::show::<P>))
        .route("/portal/organisations/new", get(new::show::<P>).post(new::send::<P>))
        .route("/portal/organisations/{id}", get(organisation::show::<P>))
        .route("/portal/organisations/{id}/name", get(name::show::<P>).post(name::send::<P>))
        .route("/portal/organisations/{id}/history", get(history::show::<P>))
        .route("/portal/organisations/{id}/mail", get(mail::show::<P>))
        .route(
            "/portal/organisations/{id}/vouching-scheme",
            get(vouching_scheme::show::<P>).post(vouching_scheme::send::<P>),
        )
        .route(
            "/portal/organisations/{id}/people/new",
            get(new_person::show::<P>).post(new_person::send::<P>),
        )
        .route("/portal/organisations/{id}/people/{person}", get(person::show::<P>))
        .route(
            "/portal/organisations/{id}/people/{person}/roles",
            get(roles::show::<P>).post(roles::send::<P>),
        )
        .route(
            "/portal/organisations/{id}/people/{person}/removal",
            get(removal::show::<P>).post(removal::send::<P>),
        )
        .route(
            "/portal/organisations/{id}/people/{person}/correction",
            get(correction::show::<P>).post(correction::send::<P>),
        )
        .route(
            "/portal/organisations/{id}/people/{person}/invitation",
            get(invitation::show::<P>).post(invitation::send::<P>),
        )
        .route(
            "/portal/organisations/{id}/people/{person}/address-trial",
            get(address_trial::show::<P>).post(address_trial::send::<P>),
        )
}
