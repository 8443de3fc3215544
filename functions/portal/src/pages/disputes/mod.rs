//! Disputes of results (Q10, W9): each result can be disputed from where it is shown, and PDP answers.

mod dispute;
mod history;
mod list;
mod open;

use api::DisputeOfResultBody;
use axum::routing::get;
use domain::dispute::MAY_DISPUTE;
use domain::ids::DisputeId;

pub use self::dispute::result;
use crate::ports::Ports;
use crate::routing::Pages;
use crate::session::Who;
use crate::trouble::Trouble;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/disputes", get(list::show::<P>))
        .route("/portal/disputes/{id}", get(dispute::show::<P>))
        .route("/portal/oat/{id}/runs/{number}/dispute", get(open::show_run::<P>).post(open::send_run::<P>))
        .route("/portal/disputes/{id}/history", get(history::show::<P>))
        .route(
            "/portal/pre-flights/{id}/dispute",
            get(open::show_pre_flight::<P>).post(open::send_pre_flight::<P>),
        )
}

/// Reads an id out of an address: there is nothing at one that cannot be an id.
pub fn id(text: &str) -> Result<DisputeId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

/// The page of a dispute.
pub fn address(id: DisputeId) -> String {
    format!("/portal/disputes/{id}")
}

/// Whether they dispute results for their organisation.
fn may_dispute(who: &Who) -> bool {
    MAY_DISPUTE.iter().any(|role| who.has(*role))
}

/// The page on which a result is disputed that has had these `disputes`, up to so many; none for who may not dispute it now.
pub fn disagree(
    who: &Who,
    has_result: bool,
    disputes: &[DisputeOfResultBody],
    (most, href): (usize, String),
) -> Option<String> {
    let is_free = disputes.len() < most && !disputes.iter().any(|one| one.open);
    (has_result && is_free && may_dispute(who)).then_some(href)
}

/// A dispute that a result has had.
pub struct DisputeLine {
    pub reference: String,
    pub href: String,
    pub words: &'static str,
}

/// The disputes of a result.
pub fn lines(disputes: &[DisputeOfResultBody]) -> Vec<DisputeLine> {
    let line = |one: &DisputeOfResultBody| DisputeLine {
        reference: one.reference.clone(),
        href: address(one.id),
        words: if one.open { "PDP support has not answered it yet." } else { "PDP has answered it." },
    };
    disputes.iter().map(line).collect()
}
