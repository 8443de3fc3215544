//! Events of a change. Past tense, full of facts: they are the history (A1) and replay to the state.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::change::answers::{Answers, Submission};
use crate::change::material::Environment;
use crate::change::step_answers::StepSubmission;
use crate::change::support::{HoldReason, SupportSubject};
use crate::change::testing::TestUrls;
use crate::downtime::DowntimeWindow;
use crate::endpoint::ProposedEndpoint;
use crate::evidence::{AcceptedFile, FileFormat, FileRejection};
use crate::ids::{ChangeId, DowntimeId, EndpointId, EvidenceId, OrganisationId, PackId};
use crate::policy::{Scale, Step};
use crate::reference::{Reference, SupportReference};
use crate::text::{FileName, FreeText};

/// Something that happened to a change.
pub type Event = crate::aggregate::Event<EventKind>;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// A draft was begun. Always the first event, and only the first.
    ChangeDrafted {
        id: ChangeId,
        organisation: OrganisationId,
        answers: Answers,
        /// The earlier change whose answers these are, if it began with one's (Q5).
        from: Option<ChangeId>,
    },
    /// The answers of the draft were replaced.
    DraftEdited {
        /// All of them, as they are now.
        answers: Answers,
    },
    /// An upload form was handed out.
    UploadRequested {
        id: EvidenceId,
        /// What the person's own file is called.
        file_name: FileName,
        /// The format the person's program says it has; none if it does not say.
        declared: Option<FileFormat>,
        /// The step it is for; none for the submission itself.
        step: Option<Step>,
        expires_at: Timestamp,
    },
    /// A file arrived, and is to be inspected (E2).
    EvidenceReceived { id: EvidenceId },
    /// A file was inspected and counts (E2).
    EvidenceAccepted { id: EvidenceId, file: AcceptedFile },
    /// A file was inspected and does not count (E2, E3).
    EvidenceRejected { id: EvidenceId, reason: FileRejection },
    /// A file was taken out of the draft.
    EvidenceRemoved { id: EvidenceId },
    /// The review begins, and the URLs of its new endpoints are reserved (C7, C8).
    ChangeSubmitted {
        reference: Reference,
        /// The name of the organisation at that time.
        organisation_name: String,
        /// The policy it was submitted under.
        policy: u32,
        submission: Submission,
        /// The day PDP aims to have reviewed it by.
        due: Date,
    },
    /// PDP asked for more information; the clock of the review stops (V2).
    InformationRequested {
        question: FreeText,
        /// Working days PDP has left when the answer comes.
        working_days_left: u32,
        /// By how many working days the review was late, if it was.
        working_days_late: Option<u32>,
    },
    /// The organisation answered; the clock goes on (V2).
    InformationSupplied {
        answer: FreeText,
        /// The day PDP now aims to have reviewed it by; before that of the answer when the review was late.
        due: Date,
        /// The working days PDP has from then on; none when the review was late.
        working_days: Option<u32>,
    },
    /// PDP confirmed it, so that its steps can be taken (V2, V3).
    ChangeConfirmed {
        from: Scale,
        scale: Scale,
        reason: Option<FreeText>,
        oat_required: bool,
        /// Hosts of new endpoints that others have too, which the reviewer accepted; for PDP to see only (C3, O9).
        hosts_accepted: Option<Vec<String>>,
    },
    /// PDP rejected it (V2).
    ChangeRejected { reason: FreeText },
    /// PDP took a question back before it was answered; the clock of the review goes on (Q5).
    QuestionTakenBack {
        reason: FreeText,
        /// The day PDP now aims to have reviewed it by.
        due: Date,
        /// The working days PDP has from then on; none when the review was late.
        working_days: Option<u32>,
    },
    /// PDP took its confirmation back; the clock of the review goes on. What was done on the steps is kept, and does not count (Q5).
    ConfirmationTakenBack {
        reason: FreeText,
        /// The day PDP now aims to have reviewed it by.
        due: Date,
        /// The working days PDP has from then on; none when the review was late.
        working_days: Option<u32>,
    },
    /// PDP took its rejection back, and the URLs of the new endpoints are reserved again (Q5).
    RejectionTakenBack {
        reason: FreeText,
        /// The day PDP now aims to have reviewed it by; none when it waits for an answer again.
        due: Option<Date>,
        /// The working days PDP has from then on; none when the review was late, or waits.
        working_days: Option<u32>,
    },
    /// PDP gave it another scale, before or after it was confirmed (V4).
    ChangeReclassified {
        from: Scale,
        to: Scale,
        reason: FreeText,
        /// Whether OAT is required from now on; none before the change is confirmed.
        oat_required: Option<bool>,
    },
    /// The organisation withdrew it (C9), or PDP did because nothing happened in it (Q3), for good.
    ChangeWithdrawn {
        /// Why, if said; PDP always says.
        reason: Option<FreeText>,
        /// Since which day nothing had happened in it, when PDP withdrew it.
        idle_since: Option<Date>,
    },
    /// A step was submitted; without somebody at PDP who decides on it, that completes it.
    StepSubmitted {
        submission: StepSubmission,
        /// The files that belong to it.
        evidence: Vec<EvidenceId>,
    },
    /// PDP approved what was submitted for a step (S2).
    StepApproved { step: Step },
    /// PDP sent back what was submitted for a step (S2).
    StepReturned { step: Step, reason: FreeText },
    /// PDP opened a step again that it had approved (Q5). What was submitted stands, and PDP decides on it once more.
    StepReopened { step: Step, reason: FreeText },
    /// Where PDP tests was recorded, and that it points at the solution under test.
    TestEndpointsRecorded { endpoints: TestUrls },
    /// The time of integration testing was agreed.
    IntegrationTestingArranged { time: Timestamp },
    /// PDP published a pack of cryptographic material; the latest one counts (S4).
    MaterialPublished { environment: Environment, id: PackId, bytes: u64, sha256: [u8; 32] },
    /// A link to a pack was handed out.
    MaterialFetched { environment: Environment, id: PackId },
    /// The organisation opened a support request (D1).
    SupportRequestOpened { reference: SupportReference, subject: SupportSubject, text: FreeText },
    /// PDP answered one (D1).
    SupportRequestAnswered {
        reference: SupportReference,
        answer: FreeText,
        /// Whether it was granted, where there was something to grant.
        accepted: Option<bool>,
    },
    /// The change is held: nothing goes live until the hold ends (G3).
    GoingLiveHeld {
        reason: HoldReason,
        /// Until 00:00 in London on which day; until released when none.
        until: Option<Date>,
    },
    /// PDP released the hold (G3).
    GoingLiveReleased { reason: FreeText },
    /// The service manager gave a new connection date.
    ConnectionDateGiven { date: Date },
    /// OAT was passed (O7).
    OatPassed { connection_date: Date },
    /// The pass of OAT was overridden; the step is to be taken again, with another connection date.
    OatRevoked { reason: FreeText },
    /// Nothing about the pass of OAT is undecided any more; the hold because of it is over.
    OatSettled,
    /// PDP accepted another date after OAT was passed (O2).
    ConnectionDateMoved { date: Date },
    /// All new endpoints of the change went live, together.
    EndpointsWentLive { endpoints: Vec<(EndpointId, ProposedEndpoint)> },
    /// Everything is done (G6).
    ChangeCompleted,
    /// Other days are working days than when the due date was set: it is another one.
    ReviewDueMoved { from: Date, to: Date },
    /// PDP was reminded of the review (V1).
    ReviewReminded {
        /// On which day, in London.
        on: Date,
        due: Date,
    },
    /// Notice of planned downtime was given.
    DowntimeRecorded { id: DowntimeId, window: DowntimeWindow },
    /// A notice of planned downtime says something else (Q6).
    DowntimeMoved { id: DowntimeId, from: DowntimeWindow, to: DowntimeWindow },
    /// Planned downtime ended before its time (Q6).
    DowntimeEnded {
        id: DowntimeId,
        /// The end that had been announced.
        announced: Timestamp,
    },
    /// A notice of planned downtime was taken back.
    DowntimeCancelled { id: DowntimeId },
}

impl EventKind {
    /// Whether somebody who has not seen it may still act: files come and go while a form is filled in, and a reminder or a
    /// fetched pack takes nothing away.
    pub const fn leaves_views_fresh(&self) -> bool {
        matches!(
            self,
            Self::UploadRequested { .. }
                | Self::EvidenceReceived { .. }
                | Self::EvidenceAccepted { .. }
                | Self::EvidenceRejected { .. }
                | Self::EvidenceRemoved { .. }
                | Self::MaterialFetched { .. }
                | Self::ReviewDueMoved { .. }
                | Self::ReviewReminded { .. }
        )
    }

    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ChangeDrafted { .. } => "change_drafted",
            Self::DraftEdited { .. } => "draft_edited",
            Self::UploadRequested { .. } => "upload_requested",
            Self::EvidenceReceived { .. } => "evidence_received",
            Self::EvidenceAccepted { .. } => "evidence_accepted",
            Self::EvidenceRejected { .. } => "evidence_rejected",
            Self::EvidenceRemoved { .. } => "evidence_removed",
            Self::ChangeSubmitted { .. } => "change_submitted",
            Self::InformationRequested { .. } => "information_requested",
            Self::InformationSupplied { .. } => "information_supplied",
            Self::ChangeConfirmed { .. } => "change_confirmed",
            Self::ChangeRejected { .. } => "change_rejected",
            Self::QuestionTakenBack { .. } => "question_taken_back",
            Self::ConfirmationTakenBack { .. } => "confirmation_taken_back",
            Self::RejectionTakenBack { .. } => "rejection_taken_back",
            Self::ChangeReclassified { .. } => "change_reclassified",
            Self::ChangeWithdrawn { .. } => "change_withdrawn",
            Self::StepSubmitted { .. } => "step_submitted",
            Self::StepApproved { .. } => "step_approved",
            Self::StepReturned { .. } => "step_returned",
            Self::StepReopened { .. } => "step_reopened",
            Self::TestEndpointsRecorded { .. } => "test_endpoints_recorded",
            Self::IntegrationTestingArranged { .. } => "integration_testing_arranged",
            Self::MaterialPublished { .. } => "material_published",
            Self::MaterialFetched { .. } => "material_fetched",
            Self::SupportRequestOpened { .. } => "support_request_opened",
            Self::SupportRequestAnswered { .. } => "support_request_answered",
            Self::GoingLiveHeld { .. } => "going_live_held",
            Self::GoingLiveReleased { .. } => "going_live_released",
            Self::ConnectionDateGiven { .. } => "connection_date_given",
            Self::OatPassed { .. } => "oat_passed",
            Self::OatRevoked { .. } => "oat_revoked",
            Self::OatSettled => "oat_settled",
            Self::ConnectionDateMoved { .. } => "connection_date_moved",
            Self::EndpointsWentLive { .. } => "endpoints_went_live",
            Self::ChangeCompleted => "change_completed",
            Self::ReviewDueMoved { .. } => "review_due_moved",
            Self::ReviewReminded { .. } => "review_reminded",
            Self::DowntimeRecorded { .. } => "downtime_recorded",
            Self::DowntimeMoved { .. } => "downtime_moved",
            Self::DowntimeEnded { .. } => "downtime_ended",
            Self::DowntimeCancelled { .. } => "downtime_cancelled",
        }
    }
}
