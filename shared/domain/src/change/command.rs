//! Commands on a change. Imperative; [`super::decide`] answers them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp};

use crate::calendar::Calendar;
use crate::change::answers::Answers;
use crate::change::material::Environment;
use crate::change::step_answers::StepAnswers;
use crate::change::support::SupportAsked;
use crate::change::testing::TestEndpointAnswers;
use crate::downtime::DowntimeAnswers;
use crate::endpoint::EndpointType;
use crate::evidence::{AcceptedFile, FileFormat, FileRejection};
use crate::ids::{DowntimeId, EndpointId, EvidenceId, PackId};
use crate::oat::OatRequest;
use crate::policy::{Limits, Policy, Scale, Step};
use crate::reference::{Reference, SupportReference};
use crate::text::FreeText;

/// What a decision may depend on besides the change itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub now: Timestamp,
    /// The day it is in London.
    pub today: Date,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The policy in force today.
    pub policy: &'static Policy,
}

impl<'a> Context<'a> {
    /// The context at `now`.
    pub fn at(now: Timestamp, calendar: &'a Calendar) -> Self {
        let today = crate::calendar::london_date(now);
        Self { now, today, calendar, policy: Policy::in_force(today) }
    }

    /// The last day that may be given for something to come.
    pub fn latest_day(&self, limits: &Limits) -> Date {
        self.today.saturating_add(Span::new().days(i64::from(limits.days_ahead)))
    }
}

/// The hosts of new endpoints at which other organisations have endpoints too, live or going to be. Suppliers share hosts, so
/// it may be right; but what is confirmed is called on in PDP's name, so a reviewer says that it is (O9).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostsAtReview {
    /// Those that the reviewer accepts, as typed.
    pub accepted: Vec<String>,
    /// Those of the change at which others have endpoints.
    pub of_others: BTreeSet<String>,
}

commands! {
    /// Replace the answers of a draft (C5).
    EditDraft { answers: Answers } = "edit_draft";
    /// Ask for an upload form (E1).
    RequestUpload {
        id: EvidenceId,
        /// The name of the person's own file, as sent.
        file_name: String,
        /// The format the person's program says it has, if it says one; the store refuses an upload that says otherwise.
        declared: Option<FileFormat>,
        /// The step it is for; none for the submission itself.
        step: Option<Step>,
    } = "request_upload";
    /// A file arrived (E2).
    ReceiveEvidence { id: EvidenceId } = "receive_evidence";
    /// A file was inspected and counts (E2).
    AcceptEvidence { id: EvidenceId, file: AcceptedFile } = "accept_evidence";
    /// A file was inspected and does not count (E2).
    RejectEvidence { id: EvidenceId, reason: FileRejection } = "reject_evidence";
    /// Take a file out of a draft (C5), or out of a step before it is submitted.
    RemoveEvidence { id: EvidenceId } = "remove_evidence";
    /// Confirm and submit (C5, C7).
    Submit {
        reference: Reference,
        /// The name of the organisation, as PDP will see it.
        organisation_name: String,
        /// The organisation's live endpoints (C1, C2).
        live_endpoints: BTreeMap<EndpointId, EndpointType>,
    } = "submit";
    /// Ask the organisation for more information (V2).
    AskForInformation {
        /// What PDP needs to know.
        question: String,
    } = "ask_for_information";
    /// Answer PDP's question (V2).
    AnswerQuestion { answer: String } = "answer_question";
    /// Confirm the change (V2, V3).
    Confirm {
        scale: Scale,
        /// Why, when it is another scale than before.
        reason: Option<String>,
        oat_required: bool,
        /// The hosts of its new endpoints that others have too.
        hosts: HostsAtReview,
    } = "confirm";
    /// Reject the change (V2).
    Reject { reason: String } = "reject";
    /// Give the change another scale, before or after it is confirmed (V4).
    Reclassify {
        scale: Scale,
        reason: String,
        /// Whether OAT is required from now on; unchanged when not said. Only once confirmed.
        oat_required: Option<bool>,
    } = "reclassify";
    /// Take back a question that is not answered (Q5).
    TakeBackQuestion { reason: String } = "take_back_question";
    /// Take back the confirmation, while nothing is live because of it (Q5): the review goes on.
    TakeBackConfirmation { reason: String } = "take_back_confirmation";
    /// Take back the rejection, for some working days and if nobody else has its URLs by then (Q5): the review goes on.
    TakeBackRejection { reason: String } = "take_back_rejection";
    /// Withdraw the change (C9).
    Withdraw {
        /// Why, if the person says so.
        reason: Option<String>,
    } = "withdraw";
    /// Withdraw a change in which nothing has happened for so many working days, although it is its organisation's turn (Q3).
    WithdrawIdle {
        reason: String,
        /// The request for its OAT, if there is one.
        oat: Option<Box<OatRequest>>,
    } = "withdraw_idle";
    /// Submit a step (§4); also one that was returned (S2).
    SubmitStep { answers: StepAnswers } = "submit_step";
    /// Approve what was submitted for a step (S2).
    ApproveStep { step: Step } = "approve_step";
    /// Send back what was submitted for a step (S2).
    ReturnStep { step: Step, reason: String } = "return_step";
    /// Open a step again that was approved by mistake (Q5): PDP decides on it once more.
    ReopenStep { step: Step, reason: String } = "reopen_step";
    /// Record where PDP tests (S3).
    RecordTestEndpoints {
        endpoints: TestEndpointAnswers,
        /// Whether they point at the solution under test.
        points_at_solution: Option<bool>,
    } = "record_test_endpoints";
    /// Arrange integration testing, or arrange it again (S3).
    ArrangeIntegrationTesting {
        /// The agreed time, as clocks in London show it.
        at: Option<DateTime>,
    } = "arrange_integration_testing";
    /// Publish a pack of cryptographic material (S4).
    PublishMaterial {
        environment: Environment,
        id: PackId,
        bytes: u64,
        sha256: [u8; 32],
    } = "publish_material";
    /// Fetch the latest pack of cryptographic material (S4).
    FetchMaterial { environment: Environment } = "fetch_material";
    /// Open a support request (D1).
    OpenSupportRequest {
        reference: SupportReference,
        asked: SupportAsked,
        text: String,
    } = "open_support_request";
    /// Answer a support request (D1); a delay that is granted becomes a hold (G3), other test endpoints are recorded (S3).
    AnswerSupportRequest {
        reference: SupportReference,
        answer: String,
        /// Whether it is granted; needed where there is something to grant.
        accepted: Option<bool>,
        /// Until which day going live is delayed. Only for a delay that is granted, and then this or the next.
        until: Option<Date>,
        /// Whether going live is delayed until PDP releases it.
        until_released: Option<bool>,
    } = "answer_support_request";
    /// Hold going live (G3).
    PlaceHold {
        reason: String,
        /// Until 00:00 in London on which day; until released when none.
        until: Option<Date>,
    } = "place_hold";
    /// Release the hold (G3).
    ReleaseHold { reason: String } = "release_hold";
    /// Give a new connection date, when the one before passed (G2).
    GiveConnectionDate { date: Option<Date> } = "give_connection_date";
    /// OAT was passed (O7).
    PassOat {
        /// The connection date given with the request for it (O2).
        connection_date: Date,
        /// Whether something about it is undecided all the same: another date was asked for before (O2).
        undecided: bool,
    } = "pass_oat";
    /// Two people of PDP overrode the pass of OAT (O8): the step is to be taken again.
    RevokeOat { reason: FreeText } = "revoke_oat";
    /// PDP accepted another connection date after OAT was passed (O2).
    MoveConnectionDate {
        date: Date,
        /// Whether something else about the pass is still undecided.
        undecided: bool,
    } = "move_connection_date";
    /// Something about the pass of OAT became undecided, or is decided (O2, O8): what goes live waits for it (G3).
    AwaitOat { undecided: bool } = "await_oat";
    /// Make the new endpoints live, if everything is done and the date is reached (G1, G2, G4).
    GoLive = "go_live";
    /// Remind PDP of the review, if it is time for it; move its due date, if other days are working days by now (V1).
    RemindReview = "remind_review";
    /// Give notice of planned downtime (D2).
    RecordDowntime {
        id: DowntimeId,
        notice: DowntimeAnswers,
        /// Whether downtime is needed after all, when the submission says that none is.
        needed_after_all: Option<bool>,
        live_endpoints: BTreeMap<EndpointId, EndpointType>,
    } = "record_downtime";
    /// Announce something else in a notice (Q6).
    MoveDowntime {
        id: DowntimeId,
        notice: DowntimeAnswers,
        live_endpoints: BTreeMap<EndpointId, EndpointType>,
    } = "move_downtime";
    /// End downtime that is under way before its time (Q6).
    EndDowntime { id: DowntimeId } = "end_downtime";
    /// Take a notice of planned downtime back.
    CancelDowntime { id: DowntimeId } = "cancel_downtime";
}
