//! HTTP: PDP reviews technical changes and decides on their steps; organisations take the steps; both sides read the history,
//! and look up references; organisations give notice of downtime without a change, too. What waits for whom, who at PDP is at it, and
//! PDP's notes and figures.
//!
//! Responsible for: these routes, as thin as they can be.
//! Must not: decide a rule, or serve requests for OAT; `oat` does.

mod carry_out;
mod downtime;
mod figures;
mod going_live;
mod history;
mod look_up;
mod notes;
mod notices;
mod review;
mod step_body;
mod steps;
mod support;
mod work;

use app::{Changes, DowntimeNotices, Figures, Notes, OatRequests, References, Register, Services, WorkList};

/// The handlers' store: changes, notices of downtime, other organisations' endpoints at a host under review (O9), the request for OAT
/// in which a new connection date settles an open question (O2), what references name, what waits, notes, and figures.
pub trait Store:
    Changes + DowntimeNotices + Figures + Notes + OatRequests + References + Register + WorkList + Clone + 'static
{
}

impl<S> Store for S where
    S: Changes
        + DowntimeNotices
        + Figures
        + Notes
        + OatRequests
        + References
        + Register
        + WorkList
        + Clone
        + 'static
{
}

httpapi::route_table! {
    S: Store, Services<S>;
    GET "/review-queue" for Pdp => review::read_review_queue;
    POST "/technical-changes/{id}/question" for Pdp => review::ask_for_information;
    GET "/technical-changes/{id}/hosts" for Pdp => review::read_hosts;
    POST "/technical-changes/{id}/review" for Pdp => review::review_change;
    GET "/technical-changes/{id}/reclassification" for Pdp => review::preview_reclassification;
    POST "/technical-changes/{id}/reclassification" for Pdp => review::reclassify_change;
    POST "/technical-changes/{id}/take-back" for Pdp => review::take_back;
    POST "/technical-changes/{id}/idle-withdrawal" for Pdp => review::withdraw_idle_change;
    POST "/technical-changes/{id}/steps/{step}/submission" for Organisation => steps::submit_step;
    POST "/technical-changes/{id}/steps/{step}/decision" for Pdp => steps::decide_step;
    POST "/technical-changes/{id}/test-endpoints" for Organisation => steps::record_test_endpoints;
    POST "/technical-changes/{id}/integration-testing" for Pdp => steps::arrange_integration_testing;
    POST "/technical-changes/{id}/support-requests" for Organisation => support::open_support_request;
    POST "/technical-changes/{id}/support-requests/{reference}/answer" for Pdp => support::answer_support_request;
    POST "/technical-changes/{id}/downtime-notices" for Organisation => downtime::record_downtime;
    POST "/technical-changes/{id}/downtime-notices/{downtime_id}/move" for Organisation => downtime::move_downtime;
    POST "/technical-changes/{id}/downtime-notices/{downtime_id}/end" for Organisation => downtime::end_downtime;
    POST "/technical-changes/{id}/downtime-notices/{downtime_id}/cancellation" for Organisation => downtime::cancel_downtime;
    GET "/technical-changes/{id}/downtime-notices/{downtime_id}/calendar" for Both => downtime::read_downtime_calendar;
    POST "/downtime-notices" for Organisation => notices::declare_downtime;
    GET "/downtime-notices" for Both => notices::list_downtime;
    GET "/downtime-notices/{downtime_id}" for Both => notices::read_downtime;
    POST "/downtime-notices/{downtime_id}/move" for Organisation => notices::move_notice;
    POST "/downtime-notices/{downtime_id}/end" for Organisation => notices::end_notice;
    POST "/downtime-notices/{downtime_id}/cancellation" for Organisation => notices::cancel_notice;
    GET "/downtime-notices/{downtime_id}/history" for Both => notices::read_notice_history;
    GET "/downtime-notices/{downtime_id}/calendar" for Both => notices::read_notice_calendar;
    GET "/downtime-calendar" for Both => notices::read_calendar;
    POST "/technical-changes/{id}/hold" for Pdp => going_live::place_hold;
    POST "/technical-changes/{id}/hold/release" for Pdp => going_live::release_hold;
    POST "/technical-changes/{id}/connection-date" for Organisation => going_live::give_connection_date;
    GET "/technical-changes/{id}/history" for Both => history::read_history;
    GET "/look-up" for Both => look_up::look_up;
    GET "/work" for Both => work::read_work;
    POST "/work/{task}/claim" for Pdp => work::claim_task;
    POST "/work/{task}/release" for Pdp => work::release_task;
    POST "/technical-changes/{id}/notes" for Pdp => notes::note_on_change;
    GET "/technical-changes/{id}/notes" for Pdp => notes::list_notes_on_change;
    POST "/oat-requests/{id}/notes" for Pdp => notes::note_on_oat;
    GET "/oat-requests/{id}/notes" for Pdp => notes::list_notes_on_oat;
    POST "/organisations/{id}/notes" for Pdp => notes::note_on_organisation;
    GET "/organisations/{id}/notes" for Pdp => notes::list_notes_on_organisation;
    GET "/figures" for Pdp => figures::read_figures;
    GET "/figures/sheet" for Pdp => figures::read_figures_sheet;
}
