//! Operational acceptance testing (O1–O11): a request for it, its runs, and their results — [`request`], [`decide`], [`apply`],
//! [`replay`], and reading what follows (what is due, when a scheme goes live).
//!
//! Only [`apply`] changes an [`OatRequest`]; only [`request`] and [`decide`] make events. The facts of an attempt are an
//! [`observation::Observation`]; whether it is a pass is [`cause_of`], and nothing else.

mod apply;
mod attempt;
mod authorise;
mod cause;
mod command;
mod decide;
mod event;
mod going_live;
mod meaning;
pub mod observation;
mod profile;
mod reason;
mod retry_after;
mod run;
mod subject;
mod verdict;
mod warning;

use jiff::Timestamp;
use jiff::civil::Date;

pub use self::apply::{apply, replay};
pub use self::attempt::{AttemptSummary, PlannedAttempt, RecordedAttempt};
pub use self::authorise::{authorise, authorise_request};
pub use self::cause::{Cause, CauseClass};
pub use self::command::{Command, CommandKind, FoundAttempt, OatAnswers};
pub use self::decide::{decide, request};
pub use self::event::{DowntimeWait, Event, EventKind};
pub use self::meaning::meaning;
pub use self::profile::ProfileMark;
pub use self::reason::Reason;
pub use self::retry_after::retry_after;
pub use self::run::{
    LastAttempt, Run, RunEnd, RunOutcome, RunReason, RunReasonKind, RunState, Target, TargetProgress,
    TargetState, Verdict,
};
pub use self::subject::{
    ClosedBecause, Subject, SubjectKind, SubjectStatus, SubjectStatusKind, SubjectView, id_of_change,
    id_of_organisation,
};
pub use self::verdict::cause_of;
pub use self::warning::{Doubt, Warning, doubts, warnings};
use crate::actor::By;
use crate::change::support::{Hold, SupportRequest};
pub use crate::change::{Context, Version};
use crate::ids::{EndpointId, FindRequestId, OatId, OrganisationId};
use crate::policy::{Limits, OatLimits, Policy};
use crate::reference::OatReference;
pub use crate::refusal::Refusal;
use crate::text::FreeText;

/// A request for operational acceptance testing, with everything that came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OatRequest {
    /// Its id; that of its subject.
    pub id: OatId,
    /// The reference people use; the same when it is requested anew.
    pub reference: OatReference,
    pub organisation: OrganisationId,
    /// The name of the organisation when it was first requested.
    pub organisation_name: String,
    pub subject: Subject,
    /// How many events it has had.
    pub version: Version,
    /// The version at which anything last happened that a person should see before acting; attempts make no one's view stale.
    pub acted_version: Version,
    /// The policy it was last requested under.
    pub policy: u32,
    /// When it was last requested: for the first time, or anew.
    pub requested_at: Timestamp,
    pub requested_by: By,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// The connection date (O2). Once a change's OAT is passed, that of the change counts.
    pub connection_date: Date,
    pub stage: Stage,
    /// Its runs, oldest first, never none. Only the last can be under way.
    pub runs: Vec<Run>,
    /// What PDP support proposed the result should be, while nobody else has decided on it (O8).
    pub proposed_override: Option<ProposedOverride>,
    /// Other dates that were asked for, oldest first. Only the last can be open (O2).
    pub date_changes: Vec<DateChange>,
    /// Synthetic requests that came back in a registration, oldest first (O10).
    pub findings: Vec<Finding>,
    /// Support requests of an initial connection, oldest first (D1, O7). Those of a change are the change's.
    pub support: Vec<SupportRequest>,
    /// The holds on going live of an initial connection (G3, Q5), at most one of each kind of reason. Those of a change are the
    /// change's.
    pub holds: Vec<Hold>,
}

/// Where a request is, with what is known only there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// A run is queued or under way.
    Testing,
    /// It was not passed. The organisation may ask for a re-test (O7), PDP for a re-run (O8).
    Failed { at: Timestamp, because: Failure },
    /// It was passed. A change goes on by itself; an initial connection goes live on its date. A re-run may be under way.
    Passed { at: Timestamp, because: Pass },
    /// The initial connection is live. Terminal.
    Live { at: Timestamp },
    /// What was to be tested moved on. It may be requested anew.
    Closed { at: Timestamp, why: ClosedBecause },
}

/// How it came to a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    Run {
        run: u32,
        /// Why: the cause at the first endpoint that failed.
        cause: Cause,
    },
    /// Two people of PDP overrode the pass (O8).
    Override { reason: FreeText },
}

/// How it came to a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pass {
    /// A run passed.
    Run { run: u32 },
    /// Two people of PDP overrode the failure (O8).
    Override { reason: FreeText },
}

codes! {
    /// The name of a stage.
    Status {
        Testing = "testing", "is being tested";
        Failed = "failed", "was not passed";
        Passed = "passed", "was passed";
        Live = "live", "was passed, and the scheme is live";
        Closed = "closed", "was closed";
    }
}

codes! {
    /// A queue of requests for OAT; each request stands in one.
    Queue {
        /// The probe has something to do, when that is due.
        Probe = "probe", "to be probed";
        /// An initial connection goes live, when that is due.
        GoLive = "go_live", "to go live";
        /// Failed, since when.
        Failed = "failed", "failed";
        /// Passed, since when; nothing is waited for here.
        Passed = "passed", "passed";
        /// Live or closed, since when.
        Ended = "ended", "ended";
    }
}

codes! {
    /// What can come of OAT, as an override says it (O8).
    Outcome {
        Passed = "passed", "passed";
        Failed = "failed", "failed";
    }
}

/// A result that somebody of PDP support proposes, with the approval of somebody else to come (O8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedOverride {
    pub at: Timestamp,
    pub by: By,
    /// What the result should be.
    pub outcome: Outcome,
    pub reason: FreeText,
}

/// Another connection date that was asked for (O2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateChange {
    pub at: Timestamp,
    pub by: By,
    pub date: Date,
    pub reason: FreeText,
    /// PDP's answer, once given.
    pub decision: Option<DateDecision>,
}

/// PDP's answer to another connection date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateDecision {
    pub at: Timestamp,
    pub by: By,
    pub accepted: bool,
    /// Why; always said when PDP does not grant it.
    pub reason: Option<FreeText>,
    /// The newer date that was given instead, when that settled it without an answer of PDP.
    pub superseded_by: Option<Date>,
}

/// A synthetic request that came back in a registration (O10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub at: Timestamp,
    pub by: By,
    pub run: u32,
    pub endpoint: EndpointId,
    pub attempt: u32,
    /// The id that came back.
    pub request: FindRequestId,
    /// What PDP knows of it.
    pub note: FreeText,
}

impl OatRequest {
    /// The name of its stage.
    pub const fn status(&self) -> Status {
        match self.stage {
            Stage::Testing => Status::Testing,
            Stage::Failed { .. } => Status::Failed,
            Stage::Passed { .. } => Status::Passed,
            Stage::Live { .. } => Status::Live,
            Stage::Closed { .. } => Status::Closed,
        }
    }

    /// The run that is queued or under way.
    pub fn open_run(&self) -> Option<&Run> {
        self.runs.last().filter(|run| run.ended.is_none())
    }

    /// The run of this number, from 1.
    pub fn run(&self, number: u32) -> Option<&Run> {
        self.runs.iter().find(|run| run.number == number)
    }

    /// The other date that PDP has to decide on.
    pub fn open_date_change(&self) -> Option<&DateChange> {
        self.date_changes.last().filter(|change| change.decision.is_none())
    }

    /// Whether someone who saw `version` has seen everything that a person should see before acting.
    pub const fn is_current(&self, version: Version) -> bool {
        version >= self.acted_version && version <= self.version
    }

    fn limits(&self) -> &'static Limits {
        &Policy::version(self.policy).limits
    }

    fn oat_limits(&self) -> &'static OatLimits {
        &self.limits().oat
    }

    const fn is_initial_connection(&self) -> bool {
        matches!(self.subject, Subject::InitialConnection { .. })
    }
}
