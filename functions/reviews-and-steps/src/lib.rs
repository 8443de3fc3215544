//! HTTP: PDP reviews technical changes and decides on their steps; organisations take the steps; both sides read the history,
//! and look up references; PDP reads figures.
//!
//! Responsible for: these routes, as thin as they can be.
//! Must not: decide a rule, or serve requests for OAT; `oat` does.

mod carry_out;
mod downtime;
mod figures;
mod going_live;
mod history;
mod look_up;
mod review;
mod step_body;
mod steps;
mod support;

use app::{Changes, Figures, OatRequests, References, Register, Services};

/// The handlers' store: changes, other organisations' endpoints at a host under review (O9), and the request for OAT in
/// which a new connection date settles an open question (O2), what references name, and figures.
pub trait Store: Changes + Figures + OatRequests + References + Register + Clone + 'static {}

impl<S: Changes + Figures + OatRequests + References + Register + Clone + 'static> Store for S {}

httpapi::route_table! {
    S: Store, Services<S>;
    GET "/review-queue" for Pdp => review::read_review_queue;
    POST "/technical-changes/{id}/question" for Pdp => review::ask_for_information;
    GET "/technical-changes/{id}/hosts" for Pdp => review::read_hosts;
    POST "/technical-changes/{id}/review" for Pdp => review::review_change;
    POST "/technical-changes/{id}/reclassification" for Pdp => review::reclassify_change;
    GET "/decision-queue" for Pdp => steps::read_decision_queue;
    POST "/technical-changes/{id}/steps/{step}/submission" for Organisation => steps::submit_step;
    POST "/technical-changes/{id}/steps/{step}/decision" for Pdp => steps::decide_step;
    POST "/technical-changes/{id}/test-endpoints" for Organisation => steps::record_test_endpoints;
    POST "/technical-changes/{id}/integration-testing" for Pdp => steps::arrange_integration_testing;
    POST "/technical-changes/{id}/support-requests" for Organisation => support::open_support_request;
    POST "/technical-changes/{id}/support-requests/{reference}/answer" for Pdp => support::answer_support_request;
    POST "/technical-changes/{id}/downtime-notices" for Organisation => downtime::record_downtime;
    POST "/technical-changes/{id}/downtime-notices/{downtime_id}/cancellation" for Organisation => downtime::cancel_downtime;
    POST "/technical-changes/{id}/hold" for Pdp => going_live::place_hold;
    POST "/technical-changes/{id}/hold/release" for Pdp => going_live::release_hold;
    POST "/technical-changes/{id}/connection-date" for Organisation => going_live::give_connection_date;
    GET "/technical-changes/{id}/history" for Both => history::read_history;
    GET "/look-up" for Both => look_up::look_up;
    GET "/figures" for Pdp => figures::read_figures;
}
