//! HTTP: PDP reviews technical changes and decides on their steps; organisations take the steps; both sides read the history.
//!
//! Responsible for: these routes, as thin as they can be.
//! Must not: decide a rule.

mod carry_out;
mod going_live;
mod history;
mod mail_feedback;
mod oat_decisions;
mod oat_reading;
mod oat_requests;
mod pre_flights;
mod review;
mod settings;
mod step_body;
mod steps;
mod support;

use app::{Changes, Desk, MailFeedback, OatRequests, PreFlights, Register};

pub use self::settings::Settings;

/// What the handlers need of the store.
pub trait Store: Changes + MailFeedback + OatRequests + PreFlights + Register + Clone + 'static {}

impl<S: Changes + MailFeedback + OatRequests + PreFlights + Register + Clone + 'static> Store for S {}

httpapi::route_table! {
    S: Store, Desk<S>;
    GET "/review-queue" for Pdp => review::read_review_queue;
    POST "/technical-changes/{id}/question" for Pdp => review::ask_for_information;
    GET "/technical-changes/{id}/hosts" for Pdp => review::read_hosts;
    POST "/technical-changes/{id}/review" for Pdp => review::review_change;
    POST "/technical-changes/{id}/reclassification" for Pdp => review::reclassify_change;
    GET "/decision-queue" for Pdp => going_live::read_decision_queue;
    POST "/technical-changes/{id}/steps/{step}/submission" for Organisation => steps::submit_step;
    POST "/technical-changes/{id}/steps/{step}/decision" for Pdp => steps::decide_step;
    POST "/technical-changes/{id}/test-endpoints" for Organisation => steps::record_test_endpoints;
    POST "/technical-changes/{id}/integration-testing" for Pdp => steps::arrange_integration_testing;
    POST "/technical-changes/{id}/support-requests" for Organisation => support::open_support_request;
    POST "/technical-changes/{id}/support-requests/{reference}/answer" for Pdp => support::answer_support_request;
    POST "/technical-changes/{id}/downtime-notices" for Organisation => support::record_downtime;
    POST "/technical-changes/{id}/downtime-notices/{downtime_id}/cancellation" for Organisation => support::cancel_downtime;
    POST "/technical-changes/{id}/hold" for Pdp => going_live::place_hold;
    POST "/technical-changes/{id}/hold/release" for Pdp => going_live::release_hold;
    POST "/technical-changes/{id}/connection-date" for Organisation => going_live::give_connection_date;
    GET "/technical-changes/{id}/history" for Both => history::read_history;
    POST "/oat-requests" for Organisation => oat_requests::request_oat;
    GET "/oat-requests" for Both => oat_reading::list_oats;
    GET "/oat-requests/{id}" for Both => oat_reading::read_oat;
    GET "/oat-requests/{id}/runs" for Both => oat_reading::list_runs;
    POST "/oat-requests/{id}/runs" for Pdp => oat_decisions::rerun;
    GET "/oat-requests/{id}/runs/{number}" for Both => oat_reading::read_run;
    POST "/oat-requests/{id}/runs/{number}/findings" for Pdp => oat_decisions::record_finding;
    POST "/oat-requests/{id}/retests" for Organisation => oat_requests::ask_for_retest;
    POST "/oat-requests/{id}/overrides" for Pdp => oat_decisions::propose_override;
    POST "/oat-requests/{id}/overrides/decision" for Pdp => oat_decisions::decide_override;
    POST "/oat-requests/{id}/date-changes" for Organisation => oat_requests::ask_for_date;
    POST "/oat-requests/{id}/date-changes/decision" for Pdp => oat_decisions::decide_date;
    POST "/oat-requests/{id}/connection-date" for Organisation => oat_requests::give_date;
    POST "/oat-requests/{id}/support-requests" for Organisation => oat_requests::ask_for_support;
    POST "/oat-requests/{id}/support-requests/{reference}/answer" for Pdp => oat_decisions::answer_support;
    GET "/oat-requests/{id}/history" for Both => oat_reading::read_oat_history;
    POST "/pre-flights" for Organisation => pre_flights::ask_pre_flight;
    GET "/pre-flights/{id}" for Both => pre_flights::read_pre_flight;
    GET "/organisations/{id}/mail-feedback" for Pdp => mail_feedback::read_mail_feedback;
    GET "/pdp-team/mail-feedback" for Pdp => mail_feedback::read_own_mail_feedback;
}
