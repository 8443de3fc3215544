//! Why a command is refused: a result, not an error.

mod words;

use jiff::civil::Date;

use self::words::{not_approved, not_open, not_with_pdp, steps, too_many_files, way_out};
use super::{CommandKind, NotGrantable, Status};
use crate::calendar::spoken;
use crate::change::material::Environment;
use crate::change::steps::StepStateKind;
use crate::policy::Step;

/// Why not. Shown as a sentence a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The change is not where the command applies.
    #[error("This cannot be done now, because the change {status}. {}", way_out(*command, *status))]
    WrongStatus { command: CommandKind, status: Status },
    /// The organisation has no live endpoints (C1).
    #[error(
        "A technical change can be reported only for live endpoints, and your organisation has none. If you are connecting for the first time, follow the connection steps instead"
    )]
    NoLiveEndpoints,
    /// There is no such file on this change.
    #[error("There is no such evidence file on this change")]
    EvidenceNotFound,
    /// As many files as may be brought at a time (our own bound).
    #[error("{}", too_many_files(*max, *step))]
    TooManyFiles {
        max: usize,
        /// The step they are for; none for the submission itself.
        step: Option<Step>,
    },
    /// As many files as a change may have, those of its steps included (our own bound).
    #[error(
        "This change has {max} files, and cannot have more. Remove one that you have not submitted yet, or contact PDP support"
    )]
    TooManyFilesAltogether { max: usize },
    /// As much as a change may hold, all texts and files together (our own bound).
    #[error(
        "There is no room for this: a change can hold only so much text and so many files. Shorten what you wrote, or remove files that were rejected"
    )]
    ChangeFull,
    /// Something for a step before there are steps (V3).
    #[error(
        "Steps begin when PDP has confirmed the change, and the change {status}. Wait for the email that says so"
    )]
    StepsNotBegun { status: Status },
    /// As many questions as a change may have (our own bound).
    #[error(
        "PDP can ask {max} questions about a change, and has. Decide on it, or reject it and ask for a new one"
    )]
    TooManyQuestions { max: usize },
    /// The id names a file already: a second form for it could replace what was accepted, which is immutable (E4).
    #[error("This file is already part of the change. Ask for another upload form")]
    EvidenceDecided,
    /// A file that was submitted with a step stays (S2).
    #[error(
        "This file was submitted with its step, so it stays. Upload another one beside it if you need to"
    )]
    EvidenceSubmitted,
    /// A step that is not submitted with files.
    #[error("{step} is submitted without files. Answer its questions instead")]
    StepTakesNoFiles { step: Step },
    /// The confirmed scale, or the decision about OAT, does not need the step.
    #[error("This change does not need the step “{step}”. Look at the list of its steps to see what is next")]
    StepNotNeeded { step: Step },
    /// Other steps come first (§4).
    #[error("The step “{step}” cannot start yet. First complete: {}", steps(blocked_by))]
    StepBlocked {
        step: Step,
        /// What comes first.
        blocked_by: Vec<Step>,
    },
    /// The step waits for PDP, or is done.
    #[error("The step “{step}” {}", not_open(*state))]
    StepNotOpen {
        step: Step,
        /// Where it is.
        state: StepStateKind,
    },
    /// There is nothing for PDP to decide on.
    #[error("The step “{step}” {}", not_with_pdp(*state))]
    StepNotWithPdp {
        step: Step,
        /// Where it is.
        state: StepStateKind,
    },
    /// There is no approval to take back (Q5).
    #[error("The step “{step}” {}", not_approved(*state))]
    StepNotApproved {
        step: Step,
        /// Where it is.
        state: StepStateKind,
    },
    /// The new endpoints went live by it (Q5).
    #[error(
        "The endpoints of this change went live after the step “{step}” was approved, so it cannot be opened again. If they must not be used, PDP support can suspend them"
    )]
    StepLedToLive { step: Step },
    /// The new endpoints are live (Q5).
    #[error(
        "The endpoints of this change are live, so its confirmation cannot be taken back. Give the change another scale instead; if the endpoints must not be used, PDP support can suspend them"
    )]
    ConfirmationStands,
    /// It was rejected too long ago (Q5).
    #[error(
        "A rejection can be taken back within {working_days} working days, and for this one that was until {}. The organisation can begin a new draft with the answers of this change",
        spoken(*until)
    )]
    RejectionStands {
        /// The last day on which it could be.
        until: Date,
        working_days: u32,
    },
    /// There is no pack yet (S4).
    #[error(
        "PDP has not published cryptographic material for the {environment} environment yet. You will get an email when it has; if it is urgent, open a support request"
    )]
    MaterialNotPublished { environment: Environment },
    /// Confirmed before it was fetched (S4).
    #[error(
        "Download the latest cryptographic material for the {environment} environment and deploy it first, then confirm it"
    )]
    MaterialNotFetched { environment: Environment },
    /// The test manager comes first (S3).
    #[error(
        "The test manager has to record the test endpoints first, and confirm that they point at the solution to be tested"
    )]
    TestEndpointsMissing,
    /// Testing is arranged (S3).
    #[error(
        "Integration testing is arranged, so the test endpoints can be changed only by a support request"
    )]
    TestEndpointsFixed,
    /// There is nothing to change yet (S3).
    #[error(
        "Integration testing is not arranged yet: record other test endpoints instead of asking for a change"
    )]
    TestingNotArranged,
    /// Less notice than the policy's (S3).
    #[error(
        "Test endpoints can be changed up to {working_days} working days before the test, and the test is on {}. Ask the PDP implementation manager for a later test",
        spoken(*on)
    )]
    TooLateForTestEndpoints {
        /// The policy's notice.
        working_days: u32,
        on: Date,
    },
    /// The report comes after the test (S3).
    #[error("Integration testing is on {}. You can submit the report from that day on", spoken(*on))]
    NotTestedYet { on: Date },
    /// As many support requests as a change may have (our own bound).
    #[error("A change can have up to {max} support requests. Contact PDP support directly")]
    TooManySupportRequests { max: usize },
    #[error("There is no such support request on this change")]
    SupportRequestNotFound,
    /// The first answer stands.
    #[error("This support request has been answered already")]
    SupportRequestAnswered,
    /// OAT is not part of this change.
    #[error(
        "This change does not need operational acceptance testing (OAT), so there is no session to ask for. Ask another question instead"
    )]
    OatNotRequired,
    /// OAT was passed (O7).
    #[error(
        "Operational acceptance testing (OAT) of this change has been passed, so there is no session to ask for. Ask another question instead, or dispute the result if you think that it is wrong"
    )]
    OatOver,
    /// What was asked for is no longer to be had (S3, G3).
    #[error("This request can no longer be accepted, because {why}. Decline it, and say why in your answer")]
    NotGrantable { why: NotGrantable },
    /// The endpoints are live (G3).
    #[error(
        "The endpoints of this change are live already, so they can no longer be held. The primary business contact can take an endpoint out of use"
    )]
    AlreadyLive,
    /// The change adds no endpoint (G3).
    #[error("This change adds no endpoint, so nothing goes live that could be held")]
    NothingGoesLive,
    #[error("There is no hold to release. A request for a delay that is not answered holds too: answer it")]
    NoHold,
    /// The connection date stands (G2).
    #[error("No new connection date is needed now. To go live later, ask for a delay by a support request")]
    NoDateNeeded,
    /// As many notices as a change may have (our own bound).
    #[error(
        "A change can have up to {max} notices of downtime. Take one back that has not begun, or contact PDP support"
    )]
    TooManyDowntimeNotices { max: usize },
    /// There is no such notice on this change.
    #[error("There is no such notice of downtime on this change")]
    DowntimeNotFound,
    /// It is not the organisation that keeps everybody waiting (Q3).
    #[error(
        "Nothing in this change waits for the organisation alone, so it is not idle. Look at what waits for PDP, or wait for the test to end"
    )]
    NotTheirTurn,
    /// Something has happened not long enough ago (Q3).
    #[error(
        "PDP can withdraw a change when nothing has happened in it for {working_days} working days. For this one that is from {} on, if nothing happens before then",
        spoken(*from)
    )]
    NotIdle {
        /// The first day on which it can be.
        from: Date,
        working_days: u32,
    },
}

impl Reason {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongStatus { .. } => "wrong_status",
            Self::NoLiveEndpoints => "no_live_endpoints",
            Self::EvidenceNotFound => "evidence_not_found",
            Self::TooManyFiles { .. } => "too_many_files",
            Self::TooManyQuestions { .. } => "too_many_questions",
            Self::EvidenceDecided => "evidence_decided",
            Self::EvidenceSubmitted => "evidence_submitted",
            Self::StepTakesNoFiles { .. } => "step_takes_no_files",
            Self::StepNotNeeded { .. } => "step_not_needed",
            Self::StepBlocked { .. } => "step_blocked",
            Self::StepNotOpen { .. } => "step_not_open",
            Self::StepNotWithPdp { .. } => "step_not_with_pdp",
            Self::StepNotApproved { .. } => "step_not_approved",
            Self::StepLedToLive { .. } => "step_led_to_live",
            Self::ConfirmationStands => "confirmation_stands",
            Self::RejectionStands { .. } => "rejection_stands",
            Self::MaterialNotPublished { .. } => "material_not_published",
            Self::MaterialNotFetched { .. } => "material_not_fetched",
            Self::TestEndpointsMissing => "test_endpoints_missing",
            Self::TestEndpointsFixed => "test_endpoints_fixed",
            Self::TestingNotArranged => "testing_not_arranged",
            Self::TooLateForTestEndpoints { .. } => "too_late_for_test_endpoints",
            Self::NotTestedYet { .. } => "not_tested_yet",
            Self::TooManySupportRequests { .. } => "too_many_support_requests",
            Self::SupportRequestNotFound => "support_request_not_found",
            Self::SupportRequestAnswered => "support_request_answered",
            Self::OatNotRequired => "oat_not_required",
            Self::OatOver => "oat_over",
            Self::NotGrantable { .. } => "not_grantable",
            Self::TooManyFilesAltogether { .. } => "change_has_too_many_files",
            Self::ChangeFull => "change_full",
            Self::StepsNotBegun { .. } => "steps_not_begun",
            Self::AlreadyLive => "already_live",
            Self::NothingGoesLive => "nothing_goes_live",
            Self::NoHold => "no_hold",
            Self::NoDateNeeded => "no_date_needed",
            Self::TooManyDowntimeNotices { .. } => "too_many_downtime_notices",
            Self::NotTheirTurn => "not_waiting_for_organisation",
            Self::NotIdle { .. } => "not_idle",
            Self::DowntimeNotFound => "downtime_not_found",
        }
    }
}
