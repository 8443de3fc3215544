//! Events of a request for OAT. Past tense, full of facts: they are the history (A1) and replay to the state.

use jiff::Timestamp;
use jiff::civil::Date;

use super::observation::OwnFault;
use super::{AttemptSummary, Cause, ClosedBecause, Outcome, ProfileMark, Subject, Target};
use crate::change::support::HoldReason;
use crate::endpoint::{EndpointUrl, ProposedEndpoint};
use crate::ids::{EndpointId, FindRequestId, OatId, OrganisationId};
use crate::reference::{OatReference, SupportReference};
use crate::text::FreeText;

/// Something that happened to a request for OAT.
pub type Event = crate::aggregate::Event<EventKind>;

/// A target that is in declared downtime (O11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DowntimeWait {
    pub endpoint: EndpointId,
    pub until: Timestamp,
    /// When the probe looks again whether it ended sooner; none when it waits for the end.
    pub look_at: Option<Timestamp>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// OAT was requested. Always the first event, and only the first. Begins run 1.
    OatRequested {
        id: OatId,
        reference: OatReference,
        organisation: OrganisationId,
        /// The name of the organisation at that time.
        organisation_name: String,
        subject: Subject,
        /// The policy it was requested under.
        policy: u32,
        connection_date: Date,
    },
    /// It was requested anew, after it was closed.
    OatRequestedAnew {
        run: u32,
        /// What is tested; its name may have changed.
        subject: Subject,
        /// The policy it was requested under.
        policy: u32,
        connection_date: Date,
    },
    /// The probe made attempts.
    AttemptsRecorded {
        run: u32,
        /// Everything that is tested, as it was found for this pass.
        targets: Vec<Target>,
        /// The attempts, never none.
        attempts: Vec<AttemptSummary>,
        /// The find profile of the first of them; none in events before that was noted.
        profile: Option<ProfileMark>,
    },
    /// The run waits for the end of declared downtime (O11).
    DowntimeAwaited {
        run: u32,
        /// Everything that is tested, as it was found for this pass.
        targets: Vec<Target>,
        /// What waits until when, never none.
        waits: Vec<DowntimeWait>,
    },
    /// Something on our side went wrong so often in a row that PDP has to look at it (O7).
    OwnFaultReported {
        run: u32,
        fault: OwnFault,
        in_a_row: u32,
        /// At which endpoints; none in events before that was noted.
        urls: Vec<EndpointUrl>,
    },
    /// A run passed, and OAT with it (O7).
    OatPassed { run: u32, connection_date: Date },
    /// A run failed, and OAT with it (O7).
    OatFailed {
        run: u32,
        /// Why: the cause at the first endpoint that failed.
        cause: Cause,
    },
    /// A re-run passed after OAT had been passed: the pass stands.
    RerunPassed { run: u32 },
    /// A re-run failed after OAT had been passed: PDP decides what follows (O8), and nothing goes live until then.
    RerunFailed {
        run: u32,
        /// Why: the cause at the first endpoint that failed.
        cause: Cause,
    },
    /// What was to be tested moved on.
    OatClosed { why: ClosedBecause },
    /// The service manager asked for a re-test.
    RetestRequested { run: u32, fixed: FreeText },
    /// PDP support asked for a re-run.
    RerunRequested {
        run: u32,
        /// Why, if said.
        reason: Option<FreeText>,
    },
    /// PDP support proposed another result.
    OverrideProposed { outcome: Outcome, reason: FreeText },
    /// Somebody else of PDP support approved it: it is the result from now on.
    OverrideApproved { outcome: Outcome, reason: FreeText, connection_date: Date },
    /// The proposal was declined, or taken back.
    OverrideDeclined {
        /// Why, if said.
        reason: Option<FreeText>,
    },
    /// The service manager asked for another connection date.
    DateChangeAsked { date: Date, reason: FreeText },
    /// PDP support accepted it.
    DateChangeAccepted {
        date: Date,
        /// What PDP says to it, if anything.
        reason: Option<FreeText>,
    },
    /// PDP support declined it.
    DateChangeDeclined { date: Date, reason: FreeText },
    /// A newer connection date was given, so that another one that was asked for before is not to be decided on any more.
    DateChangeSuperseded { date: Date, given: Date },
    /// The service manager gave a new connection date of an initial connection.
    ConnectionDateGiven { date: Date },
    /// The vouching scheme went live with all its endpoints, together.
    SchemeWentLive { endpoints: Vec<(EndpointId, ProposedEndpoint)> },
    /// A synthetic request came back in a registration (O10).
    FindingRecorded {
        run: u32,
        endpoint: EndpointId,
        attempt: u32,
        /// The id that came back.
        request: FindRequestId,
        /// What PDP knows of it.
        note: FreeText,
    },
    /// A support session about an initial connection was asked for (D1, O7).
    SupportAsked { reference: SupportReference, text: FreeText },
    /// PDP support answered that, or a request for a delay (D1).
    SupportAnswered {
        reference: SupportReference,
        answer: FreeText,
        /// Whether it was granted, where there was something to grant.
        accepted: Option<bool>,
    },
    /// A delay of going live of an initial connection was asked for (G3, Q5).
    DelayAsked {
        reference: SupportReference,
        /// Until which day; until further notice when none.
        until: Option<Date>,
        text: FreeText,
    },
    /// The initial connection is held: it does not go live until the hold ends (G3).
    GoingLiveHeld {
        reason: HoldReason,
        /// Until 00:00 in London on which day; until released when none.
        until: Option<Date>,
    },
    /// PDP released the hold (G3).
    GoingLiveReleased { reason: FreeText },
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
            Self::DelayAsked { .. } => "delay_asked",
            Self::GoingLiveHeld { .. } => "going_live_held",
            Self::GoingLiveReleased { .. } => "going_live_released",
        }
    }
}
