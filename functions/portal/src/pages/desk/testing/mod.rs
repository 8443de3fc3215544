//! Testing: runs again, overrides, findings, dates, support sessions, holds, disputes (G3, O2, O8, O10, D1, Q10). PDP support does
//! all of it, each on a page of its own that says before its button what it will do, to whom and when.

mod act;
mod date_decision;
mod dispute_answer;
mod finding;
mod hold;
mod override_decision;
mod override_proposal;
mod release;
mod rerun;
mod support_answer;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/oat/{id}/rerun", get(rerun::show::<P>).post(rerun::send::<P>))
        .route(
            "/portal/oat/{id}/override",
            get(override_proposal::show::<P>).post(override_proposal::send::<P>),
        )
        .route(
            "/portal/oat/{id}/override/decision",
            get(override_decision::show::<P>).post(override_decision::send::<P>),
        )
        .route("/portal/oat/{id}/runs/{number}/finding", get(finding::show::<P>).post(finding::send::<P>))
        .route(
            "/portal/oat/{id}/date-change/decision",
            get(date_decision::show::<P>).post(date_decision::send::<P>),
        )
        .route(
            "/portal/oat/{id}/support/{reference}/answer",
            get(support_answer::show::<P>).post(support_answer::send::<P>),
        )
        .route("/portal/oat/{id}/hold", get(hold::show::<P>).post(hold::send::<P>))
        .route("/portal/oat/{id}/hold/release", get(release::show::<P>).post(release::send::<P>))
        .route("/portal/disputes/{id}/answer", get(dispute_answer::show::<P>).post(dispute_answer::send::<P>))
}
