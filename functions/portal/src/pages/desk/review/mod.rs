//! The review of a change: a question, the decision, another scale, taking back what was decided.

mod decision;
mod earlier;
mod hosts;
mod question;
mod reclassify;
mod reclassify_check;
#[expect(clippy::module_inception, reason = "the page that the area is named for")]
mod review;
mod scales;
mod take_back;
mod withdraw_idle;

use api::ChangeBody;
use axum::routing::get;
use domain::actor::PdpRole;
use domain::change::{GoingLiveKind, Status};

use crate::ports::Ports;
use crate::routing::Pages;
use crate::session::Who;
use crate::trouble::Trouble;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/changes/{id}/review", get(review::show::<P>).post(review::choose::<P>))
        .route("/portal/changes/{id}/review/decision", get(decision::show::<P>).post(decision::send::<P>))
        .route("/portal/changes/{id}/review/earlier", get(earlier::show::<P>))
        .route("/portal/changes/{id}/question", get(question::show::<P>).post(question::send::<P>))
        .route("/portal/changes/{id}/reclassify", get(reclassify::show::<P>).post(reclassify::choose::<P>))
        .route(
            "/portal/changes/{id}/reclassify/check",
            get(reclassify_check::show::<P>).post(reclassify_check::send::<P>),
        )
        .route("/portal/changes/{id}/take-back", get(take_back::show::<P>).post(take_back::send::<P>))
        .route(
            "/portal/changes/{id}/withdraw-idle",
            get(withdraw_idle::show::<P>).post(withdraw_idle::send::<P>),
        )
}

/// Whether this person decides on changes.
fn reviews(who: &Who) -> bool {
    who.has(PdpRole::Reviewer.into())
}

/// Lets reviewers through. `deed` is what one does: `asks questions`.
fn for_reviewers(who: &Who, deed: &str) -> Result<(), Trouble> {
    if reviews(who) { Ok(()) } else { Err(Trouble::NotAllowed(format!("A PDP reviewer {deed}."))) }
}

/// What a reviewer may do with this change: pages and their names (W1). Whether it is done, the API says.
pub fn pages_of(change: &ChangeBody, who: &Who) -> Vec<(&'static str, String)> {
    let status = change.status.0;
    let is_confirmed = status == Status::Confirmed;
    let is_in_review = matches!(status, Status::InReview | Status::AwaitingInformation);
    let is_live = change.going_live.state == GoingLiveKind::Live;
    let page = |is: bool, text, name: &str| {
        (is && reviews(who)).then(|| (text, format!("/portal/changes/{}/{name}", change.id)))
    };
    let pages = [
        page(is_in_review, "Review this change", "review"),
        page(status == Status::InReview, "Ask the organisation a question", "question"),
        page(is_in_review || is_confirmed, "Give it another scale", "reclassify"),
        page(status == Status::AwaitingInformation, "Take the question back", "take-back"),
        page(is_confirmed && !is_live, "Take the confirmation back", "take-back"),
        page(change.take_back_until.is_some(), "Take the rejection back", "take-back"),
        page(withdraw_idle::task(change).is_some(), "Withdraw this change as idle", "withdraw-idle"),
    ];
    pages.into_iter().flatten().collect()
}
