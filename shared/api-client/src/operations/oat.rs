//! Operational acceptance testing, pre-flights, and disputes of results.

use api::{
    ConnectionDateBody, DateDecisionBody, DisputeAnswerBody, DisputeBody, DisputeHistoryBody, DisputePage,
    HoldBody, NewDisputeBody, NewFindingBody, NewPreFlightBody, OatBody, OatHistoryBody, OatPage,
    OatRequestBody, OtherDateBody, OverrideBody, OverrideDecisionBody, PreFlightBody, PreFlightPage,
    ReleaseBody, RerunBody, RetestBody, RunPage, RunReportBody, SupportSessionAnswerBody, SupportSessionBody,
};
use domain::ids::{DisputeId, OatId, PreFlightId};

use super::operations;
use crate::query::{Paging, WhichDisputes, WhichOats, WhichPreFlights};

operations! {
    /// Requests operational acceptance testing. All three questions have to be answered with yes.
    request_oat = POST "/oat-requests" () sends [OatRequestBody] => OatBody;
    /// Lists requests for OAT: an organisation's own, the last requested first; to PDP those of an organisation or in a queue.
    list_oats = GET "/oat-requests" () asks [WhichOats] => OatPage;
    /// Reads a request for OAT.
    read_oat = GET "/oat-requests/{id}" (id: OatId) => OatBody;
    /// Lists the runs of a request for OAT, oldest first, with how far each endpoint is.
    list_runs = GET "/oat-requests/{id}/runs" (id: OatId) => RunPage;
    /// Runs the test again.
    rerun = POST "/oat-requests/{id}/runs" (id: OatId) if seen sends [RerunBody] => OatBody;
    /// Reads the report of a run: every attempt, with its timings, addresses, TLS, answer, cause and what to do.
    read_run = GET "/oat-requests/{id}/runs/{number}" (id: OatId, number: u32) asks [Paging] => RunReportBody;
    /// Records that a synthetic request of a run came back in a registration.
    record_finding = POST "/oat-requests/{id}/runs/{number}/findings" (id: OatId, number: u32) if seen
        sends [NewFindingBody] => OatBody;
    /// Asks for a re-test after a failure, saying what was fixed.
    ask_for_retest = POST "/oat-requests/{id}/retests" (id: OatId) if seen sends [RetestBody] => OatBody;
    /// Proposes another result. Somebody else of PDP support decides on it.
    propose_override = POST "/oat-requests/{id}/overrides" (id: OatId) if seen sends [OverrideBody] => OatBody;
    /// Approves or declines another result. The person who proposed it can only take it back.
    decide_override = POST "/oat-requests/{id}/overrides/decision" (id: OatId) if seen
        sends [OverrideDecisionBody] => OatBody;
    /// Asks for another connection date. PDP answers.
    ask_for_date = POST "/oat-requests/{id}/date-changes" (id: OatId) if seen sends [OtherDateBody] => OatBody;
    /// Accepts or declines another connection date.
    decide_date = POST "/oat-requests/{id}/date-changes/decision" (id: OatId) if seen
        sends [DateDecisionBody] => OatBody;
    /// Gives a new connection date of an initial connection, when the one before passed.
    give_date = POST "/oat-requests/{id}/connection-date" (id: OatId) if seen sends [ConnectionDateBody] => OatBody;
    /// Asks for a support session about an initial connection, or for a delay of going live. About a technical change, ask there.
    ask_for_support = POST "/oat-requests/{id}/support-requests" (id: OatId) if seen
        sends [SupportSessionBody] => OatBody;
    /// Answers a support request about an initial connection.
    answer_support = POST "/oat-requests/{id}/support-requests/{reference}/answer" (id: OatId, reference: &str) if seen
        sends [SupportSessionAnswerBody] => OatBody;
    /// Holds going live of an initial connection, until a day or until released.
    hold_connection = POST "/oat-requests/{id}/hold" (id: OatId) if seen sends [HoldBody] => OatBody;
    /// Releases the hold on an initial connection.
    release_connection = POST "/oat-requests/{id}/hold/release" (id: OatId) if seen sends [ReleaseBody] => OatBody;
    /// Reads the history of a request for OAT, oldest first.
    read_oat_history = GET "/oat-requests/{id}/history" (id: OatId) asks [Paging] => OatHistoryBody;
    /// Asks for a pre-flight. It is made within a minute or two, and counts for nothing.
    ask_pre_flight = POST "/pre-flights" () sends [NewPreFlightBody] => PreFlightBody;
    /// Lists pre-flights, the last asked for first: an organisation's own, to PDP those of an organisation.
    list_pre_flights = GET "/pre-flights" () asks [WhichPreFlights] => PreFlightPage;
    /// Reads a pre-flight and what it showed.
    read_pre_flight = GET "/pre-flights/{id}" (id: PreFlightId) => PreFlightBody;
    /// Disputes the result of a run, or of a pre-flight, passed or not.
    open_dispute = POST "/disputes" () sends [NewDisputeBody] => DisputeBody;
    /// Lists disputes: an organisation's own, the newest first; to PDP those that wait for its answer, or those of an organisation.
    list_disputes = GET "/disputes" () asks [WhichDisputes] => DisputePage;
    /// Reads a dispute.
    read_dispute = GET "/disputes/{id}" (id: DisputeId) => DisputeBody;
    /// Reads the history of a dispute, oldest first.
    read_dispute_history = GET "/disputes/{id}/history" (id: DisputeId) asks [Paging] => DisputeHistoryBody;
    /// Answers a dispute. The answer changes no result.
    answer_dispute = POST "/disputes/{id}/answer" (id: DisputeId) if seen sends [DisputeAnswerBody] => DisputeBody;
}
