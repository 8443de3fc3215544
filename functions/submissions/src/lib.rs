//! HTTP: an organisation drafts, checks, submits, answers questions on, withdraws and reads technical changes.
//!
//! Responsible for: these routes, as thin as they can be.
//! Must not: decide a rule, or let PDP's staff do anything but read.

mod changes;
mod drafts;
mod me;
mod replies;

use app::{Changes, Members, Services, WorkList};

/// The handlers' store.
pub trait Store: Changes + Members + WorkList + Clone + 'static {}

impl<S: Changes + Members + WorkList + Clone + 'static> Store for S {}

httpapi::route_table! {
    S: Store, Services<S>;
    POST "/technical-changes" for Organisation => drafts::draft_change;
    POST "/technical-changes/{id}/new-draft" for Organisation => drafts::draft_from_change;
    GET "/technical-changes" for Both => changes::list_changes;
    GET "/technical-changes/{id}" for Both => changes::read_change;
    PUT "/technical-changes/{id}" for Organisation => drafts::edit_draft;
    GET "/technical-changes/{id}/check" for Organisation => drafts::check_draft;
    POST "/technical-changes/{id}/submission" for Organisation => drafts::submit_change;
    POST "/technical-changes/{id}/answer" for Organisation => replies::answer_question;
    POST "/technical-changes/{id}/withdrawal" for Organisation => replies::withdraw_change;
    GET "/me" for Both => me::read_me;
}
