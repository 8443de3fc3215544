//! Events of a change, as its history keeps them.

use domain::change::EventKind;
use domain::change::answers::{Answers, Submission};
use domain::change::material::Environment;
use domain::change::step_answers::StepSubmission;
use domain::change::support::{HoldReason, SupportSubject};
use domain::change::testing::TestUrls;
use domain::downtime::DowntimeWindow;
use domain::endpoint::ProposedEndpoint;
use domain::evidence::{AcceptedFile, FileFormat, FileRejection};
use domain::ids::{ChangeId, DowntimeId, EndpointId, EvidenceId, OrganisationId, PackId};
use domain::policy::{Scale, Step};
use domain::reference::{Reference, SupportReference};
use domain::text::{FileName, FreeText};
use jiff::Timestamp;
use jiff::civil::Date;

use super::stored::stored_enum;

stored_enum! {
    EventItem for EventKind {
        ChangeDrafted { id: ChangeId, organisation: OrganisationId, answers: Answers, from: Option<ChangeId> },
        DraftEdited { answers: Answers },
        UploadRequested { id: EvidenceId, file_name: FileName, expires_at: Timestamp, declared: Option<FileFormat>, step: Option<Step> },
        EvidenceReceived { id: EvidenceId },
        EvidenceAccepted { id: EvidenceId, file: AcceptedFile },
        EvidenceRejected { id: EvidenceId, reason: FileRejection },
        EvidenceRemoved { id: EvidenceId },
        ChangeSubmitted {
            reference: Reference, organisation_name: String, policy: u32, submission: Submission, due: Date
        },
        InformationRequested { question: FreeText, working_days_left: u32, working_days_late: Option<u32> },
        InformationSupplied { answer: FreeText, due: Date, working_days: Option<u32> },
        ChangeConfirmed { from: Scale, scale: Scale, oat_required: bool, reason: Option<FreeText>, hosts_accepted: Option<Vec<String>> },
        ChangeRejected { reason: FreeText },
        QuestionTakenBack { reason: FreeText, due: Date, working_days: Option<u32> },
        ConfirmationTakenBack { reason: FreeText, due: Date, working_days: Option<u32> },
        RejectionTakenBack { reason: FreeText, due: Option<Date>, working_days: Option<u32> },
        ChangeReclassified { from: Scale, to: Scale, reason: FreeText, oat_required: Option<bool> },
        ChangeWithdrawn { reason: Option<FreeText>, idle_since: Option<Date> },
        StepSubmitted { submission: StepSubmission, evidence: Vec<EvidenceId> },
        StepApproved { step: Step },
        StepReturned { step: Step, reason: FreeText },
        StepReopened { step: Step, reason: FreeText },
        TestEndpointsRecorded { endpoints: TestUrls },
        IntegrationTestingArranged { time: Timestamp },
        MaterialPublished { environment: Environment, id: PackId, bytes: u64, sha256: [u8; 32] },
        MaterialFetched { environment: Environment, id: PackId },
        SupportRequestOpened { reference: SupportReference, subject: SupportSubject, text: FreeText },
        SupportRequestAnswered { reference: SupportReference, answer: FreeText, accepted: Option<bool> },
        GoingLiveHeld { reason: HoldReason, until: Option<Date> },
        GoingLiveReleased { reason: FreeText },
        ConnectionDateGiven { date: Date },
        OatPassed { connection_date: Date },
        OatRevoked { reason: FreeText },
        OatSettled,
        ConnectionDateMoved { date: Date },
        EndpointsWentLive { endpoints: Vec<(EndpointId, ProposedEndpoint)> },
        ChangeCompleted,
        ReviewDueMoved { from: Date, to: Date },
        ReviewReminded { on: Date, due: Date },
        DowntimeRecorded { id: DowntimeId, window: DowntimeWindow },
        DowntimeMoved { id: DowntimeId, from: DowntimeWindow, to: DowntimeWindow },
        DowntimeEnded { id: DowntimeId, announced: Timestamp },
        DowntimeCancelled { id: DowntimeId },
    }
}
