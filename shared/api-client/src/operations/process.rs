//! The steps of a confirmed change, and everything else that can happen before it goes live.

use api::{
    ChangeBody, ConnectionDateBody, DowntimeBody, HoldBody, IntegrationTestingBody, NoticeRequestBody,
    ReleaseBody, StepDecisionBody, StepSubmissionRequest, SupportAnswerBody, SupportRequestBody,
    TestEndpointsBody,
};
use domain::ids::{ChangeId, DowntimeId};
use domain::policy::Step;

use super::operations;

operations! {
    /// Submits a step with its answers. The files uploaded for it belong to the submission.
    submit_step = POST "/technical-changes/{id}/steps/{step}/submission" (id: ChangeId, step: Step) if seen
        sends [StepSubmissionRequest] => ChangeBody;
    /// Approves what was submitted for a step, or returns it with a reason.
    decide_step = POST "/technical-changes/{id}/steps/{step}/decision" (id: ChangeId, step: Step) if seen
        sends [StepDecisionBody] => ChangeBody;
    /// Records the test endpoints, which point at the solution to be tested.
    record_test_endpoints = POST "/technical-changes/{id}/test-endpoints" (id: ChangeId) if seen
        sends [TestEndpointsBody] => ChangeBody;
    /// Arranges integration testing with the test manager, or arranges another time.
    arrange_integration_testing = POST "/technical-changes/{id}/integration-testing" (id: ChangeId) if seen
        sends [IntegrationTestingBody] => ChangeBody;
    /// Opens a support request; PDP answers it.
    open_support_request = POST "/technical-changes/{id}/support-requests" (id: ChangeId) if seen
        sends [SupportRequestBody] => ChangeBody;
    /// Answers a support request. A delay that is granted becomes a hold; other test endpoints are recorded.
    answer_support_request = POST "/technical-changes/{id}/support-requests/{reference}/answer"
        (id: ChangeId, reference: &str) if seen sends [SupportAnswerBody] => ChangeBody;
    /// Gives notice of planned downtime.
    record_downtime = POST "/technical-changes/{id}/downtime-notices" (id: ChangeId) if seen
        sends [DowntimeBody] => ChangeBody;
    /// Has a notice of planned downtime say something else: until it has begun everything, afterwards another end and what is done.
    move_downtime = POST "/technical-changes/{id}/downtime-notices/{downtime_id}/move"
        (id: ChangeId, downtime_id: DowntimeId) if seen sends [NoticeRequestBody] => ChangeBody;
    /// Ends planned downtime that is under way, now.
    end_downtime = POST "/technical-changes/{id}/downtime-notices/{downtime_id}/end"
        (id: ChangeId, downtime_id: DowntimeId) if seen => ChangeBody;
    /// Takes a notice of planned downtime back.
    cancel_downtime = POST "/technical-changes/{id}/downtime-notices/{downtime_id}/cancellation"
        (id: ChangeId, downtime_id: DowntimeId) if seen => ChangeBody;
    /// Makes a calendar file of a notice of planned downtime.
    read_downtime_calendar = GET "/technical-changes/{id}/downtime-notices/{downtime_id}/calendar"
        (id: ChangeId, downtime_id: DowntimeId) => String;
    /// Holds going live, until a day or until released. A hold wins over every date.
    place_hold = POST "/technical-changes/{id}/hold" (id: ChangeId) if seen sends [HoldBody] => ChangeBody;
    /// Releases the hold. What is due then goes live within minutes.
    release_hold = POST "/technical-changes/{id}/hold/release" (id: ChangeId) if seen sends [ReleaseBody] => ChangeBody;
    /// Gives a new connection date, when the one before passed.
    give_connection_date = POST "/technical-changes/{id}/connection-date" (id: ChangeId) if seen
        sends [ConnectionDateBody] => ChangeBody;
}
