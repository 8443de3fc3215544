//! HTTP: operational acceptance testing, which organisations request, PDP decides on and both sides read; pre-flights; and
//! disputes of results.
//!
//! Responsible for: these routes, as thin as they can be.
//! Must not: decide a rule, or send a find request; `oat-probe` does.

mod carry_out;
mod dates;
mod disputes;
mod overrides;
mod pre_flights;
mod requests;
mod runs;
mod support;

use app::{Disputes, OatRequests, PreFlights, Services};

/// The handlers' store. A decision is written together with its consequence for the change under test.
pub trait Store: OatRequests + PreFlights + Disputes + Clone + 'static {}

impl<S: OatRequests + PreFlights + Disputes + Clone + 'static> Store for S {}

httpapi::route_table! {
    S: Store, Services<S>;
    POST "/oat-requests" for Organisation => requests::request_oat;
    GET "/oat-requests" for Both => requests::list_oats;
    GET "/oat-requests/{id}" for Both => requests::read_oat;
    GET "/oat-requests/{id}/runs" for Both => runs::list_runs;
    POST "/oat-requests/{id}/runs" for Pdp => runs::rerun;
    GET "/oat-requests/{id}/runs/{number}" for Both => runs::read_run;
    POST "/oat-requests/{id}/runs/{number}/findings" for Pdp => runs::record_finding;
    POST "/oat-requests/{id}/retests" for Organisation => runs::ask_for_retest;
    POST "/oat-requests/{id}/overrides" for Pdp => overrides::propose_override;
    POST "/oat-requests/{id}/overrides/decision" for Pdp => overrides::decide_override;
    POST "/oat-requests/{id}/date-changes" for Organisation => dates::ask_for_date;
    POST "/oat-requests/{id}/date-changes/decision" for Pdp => dates::decide_date;
    POST "/oat-requests/{id}/connection-date" for Organisation => dates::give_date;
    POST "/oat-requests/{id}/support-requests" for Organisation => support::ask_for_support;
    POST "/oat-requests/{id}/support-requests/{reference}/answer" for Pdp => support::answer_support;
    POST "/oat-requests/{id}/hold" for Pdp => support::hold_connection;
    POST "/oat-requests/{id}/hold/release" for Pdp => support::release_connection;
    GET "/oat-requests/{id}/history" for Both => requests::read_oat_history;
    POST "/pre-flights" for Organisation => pre_flights::ask_pre_flight;
    GET "/pre-flights" for Both => pre_flights::list_pre_flights;
    GET "/pre-flights/{id}" for Both => pre_flights::read_pre_flight;
    POST "/disputes" for Organisation => disputes::open_dispute;
    GET "/disputes" for Both => disputes::list_disputes;
    GET "/disputes/{id}" for Both => disputes::read_dispute;
    GET "/disputes/{id}/history" for Both => disputes::read_dispute_history;
    POST "/disputes/{id}/answer" for Pdp => disputes::answer_dispute;
}
