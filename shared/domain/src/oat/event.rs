//! What happened to a request for OAT. Past tense, full of facts: the events are the history (A1) and replay to the state.

use jiff::Timestamp;
use jiff::civil::Date;

use super::observation::OwnFault;
use super::{AttemptSummary, Cause, ClosedBecause, Outcome, Subject, Target};
use crate::endpoint::{EndpointUrl, ProposedEndpoint};
use crate::ids::{EndpointId, FindRequestId, OatId, OrganisationId};
use crate::reference::{OatReference, SupportReference};
use crate::text::FreeText;

/// Something that happened to a request for OAT.
pub type Event = crate::aggregate::Event<EventKind>;

/// A target that is in declared downtime (O11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DowntimeWait {
    /// Which.
    pub endpoint: EndpointId,
    /// Until when.
    pub until: Timestamp,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// OAT was requested. Always the first event, and only the first. Begins run 1.
    OatRequested {
        /// Its id.
        id: OatId,
        /// Its reference.
        reference: OatReference,
        /// Whose it is.
        organisation: OrganisationId,
        /// The name of the organisation at that time.
        organisation_name: String,
        /// What is tested.
        subject: Subject,
        /// The policy it was requested under.
        policy: u32,
        /// The connection date.
        connection_date: Date,
    },
    /// It was requested anew, after it was closed.
    OatRequestedAnew {
        /// The run that begins.
        run: u32,
        /// What is tested; its name may have changed.
        subject: Subject,
        /// The policy it was requested under.
        policy: u32,
        /// The connection date.
        connection_date: Date,
    },
    /// The probe made attempts.
    AttemptsRecorded {
        /// The run.
        run: u32,
        /// Everything that is tested, as it was found for this pass.
        targets: Vec<Target>,
        /// The attempts, never none.
        attempts: Vec<AttemptSummary>,
    },
    /// The run waits for the end of declared downtime (O11).
    DowntimeAwaited {
        /// The run.
        run: u32,
        /// Everything that is tested, as it was found for this pass.
        targets: Vec<Target>,
        /// What waits until when, never none.
        waits: Vec<DowntimeWait>,
    },
    /// Something on our side went wrong so often in a row that PDP has to look at it (O7).
    OwnFaultReported {
        /// The run.
        run: u32,
        /// What.
        fault: OwnFault,
        /// How often in a row.
        in_a_row: u32,
        /// At which endpoints; none in events before that was noted.
        urls: Vec<EndpointUrl>,
    },
    /// A run passed, and OAT with it (O7).
    OatPassed {
        /// The run.
        run: u32,
        /// The connection date.
        connection_date: Date,
    },
    /// A run failed, and OAT with it (O7).
    OatFailed {
        /// The run.
        run: u32,
        /// Why: the cause at the first endpoint that failed.
        cause: Cause,
    },
    /// A re-run passed after OAT had been passed: the pass stands.
    RerunPassed {
        /// The run.
        run: u32,
    },
    /// A re-run failed after OAT had been passed: PDP decides what follows (O8), and nothing goes live until then.
    RerunFailed {
        /// The run.
        run: u32,
        /// Why: the cause at the first endpoint that failed.
        cause: Cause,
    },
    /// What was to be tested moved on.
    OatClosed {
        /// Why.
        why: ClosedBecause,
    },
    /// The service manager asked for a re-test.
    RetestRequested {
        /// The run that begins.
        run: u32,
        /// What was fixed.
        fixed: FreeText,
    },
    /// PDP support asked for a re-run.
    RerunRequested {
        /// The run that begins.
        run: u32,
        /// Why, if said.
        reason: Option<FreeText>,
    },
    /// PDP support proposed another result.
    OverrideProposed {
        /// What it should be.
        outcome: Outcome,
        /// Why.
        reason: FreeText,
    },
    /// Somebody else of PDP support approved it: it is the result from now on.
    OverrideApproved {
        /// The result.
        outcome: Outcome,
        /// Why.
        reason: FreeText,
        /// The connection date.
        connection_date: Date,
    },
    /// The proposal was declined, or taken back.
    OverrideDeclined {
        /// Why, if said.
        reason: Option<FreeText>,
    },
    /// The service manager asked for another connection date.
    DateChangeAsked {
        /// The date.
        date: Date,
        /// Why.
        reason: FreeText,
    },
    /// PDP support accepted it.
    DateChangeAccepted {
        /// The date.
        date: Date,
        /// What PDP says to it, if anything.
        reason: Option<FreeText>,
    },
    /// PDP support declined it.
    DateChangeDeclined {
        /// The date that was asked for.
        date: Date,
        /// Why.
        reason: FreeText,
    },
    /// A newer connection date was given, so that another one that was asked for before is not to be decided on any more.
    DateChangeSuperseded {
        /// The date that was asked for.
        date: Date,
        /// The newer one.
        given: Date,
    },
    /// The service manager gave a new connection date of an initial connection.
    ConnectionDateGiven {
        /// The date.
        date: Date,
    },
    /// The vouching scheme went live with all its endpoints, together.
    SchemeWentLive {
        /// Which.
        endpoints: Vec<(EndpointId, ProposedEndpoint)>,
    },
    /// A synthetic request came back in a registration (O10).
    FindingRecorded {
        /// The run.
        run: u32,
        /// The endpoint.
        endpoint: EndpointId,
        /// The number of the attempt at it.
        attempt: u32,
        /// The id that came back.
        request: FindRequestId,
        /// What PDP knows of it.
        note: FreeText,
    },
    /// A support session was asked for.
    SupportAsked {
        /// Its reference.
        reference: SupportReference,
        /// The person's own words.
        text: FreeText,
    },
    /// PDP support answered.
    SupportAnswered {
        /// Its reference.
        reference: SupportReference,
        /// The answer.
        answer: FreeText,
    },
}

impl EventKind {
    /// Whether somebody who has not seen it may still act: what the probe does on its way takes nothing away.
    pub const fn leaves_views_fresh(&self) -> bool {
        matches!(
            self,
            Self::AttemptsRecorded { .. } | Self::DowntimeAwaited { .. } | Self::OwnFaultReported { .. }
        )
    }

    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OatRequested { .. } => "oat_requested",
            Self::OatRequestedAnew { .. } => "oat_requested_anew",
            Self::AttemptsRecorded { .. } => "attempts_recorded",
            Self::DowntimeAwaited { .. } => "downtime_awaited",
            Self::OwnFaultReported { .. } => "own_fault_reported",
            Self::OatPassed { .. } => "oat_passed",
            Self::OatFailed { .. } => "oat_failed",
            Self::RerunPassed { .. } => "rerun_passed",
            Self::RerunFailed { .. } => "rerun_failed",
            Self::OatClosed { .. } => "oat_closed",
            Self::RetestRequested { .. } => "retest_requested",
            Self::RerunRequested { .. } => "rerun_requested",
            Self::OverrideProposed { .. } => "override_proposed",
            Self::OverrideApproved { .. } => "override_approved",
            Self::OverrideDeclined { .. } => "override_declined",
            Self::DateChangeAsked { .. } => "date_change_asked",
            Self::DateChangeAccepted { .. } => "date_change_accepted",
            Self::DateChangeDeclined { .. } => "date_change_declined",
            Self::DateChangeSuperseded { .. } => "date_change_superseded",
            Self::ConnectionDateGiven { .. } => "connection_date_given",
            Self::SchemeWentLive { .. } => "scheme_went_live",
            Self::FindingRecorded { .. } => "finding_recorded",
            Self::SupportAsked { .. } => "support_asked",
            Self::SupportAnswered { .. } => "support_answered",
        }
    }
}
