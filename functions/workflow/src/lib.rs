//! HTTP: PDP reviews technical changes; both sides read their history.
//!
//! Responsible for: these routes, as thin as they can be.
//! Must not: decide a rule.

mod history;
mod review;
mod settings;

use app::{Changes, Desk};

pub use self::settings::Settings;

/// What the handlers need of the store.
pub trait Store: Changes + Clone + 'static {}

impl<S: Changes + Clone + 'static> Store for S {}

httpapi::route_table! {
    S: Store, Desk<S>;
    GET "/review-queue" for Pdp => review::read_review_queue;
    POST "/technical-changes/{id}/question" for Pdp => review::ask_for_information;
    POST "/technical-changes/{id}/review" for Pdp => review::review_change;
    POST "/technical-changes/{id}/reclassification" for Pdp => review::reclassify_change;
    GET "/technical-changes/{id}/history" for Both => history::read_history;
}
