//! Tasks: what waits for somebody to act, in a change, a request for OAT or a record (Q1). Each state says itself what waits in
//! it; a task ends when the state says so no longer.
//!
//! Must not: decide anything about what a task is about, or hold what the system does by itself.

mod chase;
mod claim;
mod id;
mod idle;
mod note;
mod of_change;
mod of_oat;
mod reason;
mod turns;

use jiff::Timestamp;
use jiff::civil::Date;

pub use self::claim::{Claim, claim, may_claim, release};
pub use self::id::{TaskId, TaskSubject};
pub use self::idle::{IDLE, idle_from, idle_since, idle_task, may_be_idle};
pub use self::note::{Note, NoteOn, may_note, may_read_notes, note};
pub use self::of_oat::{OAT_TASKS, oat_step, tasks_in};
pub use self::reason::Reason;
pub use self::turns::{OatProgress, Turns};
use crate::actor::Role;
use crate::calendar::{Calendar, london_date};
use crate::change::material::Environment;
use crate::change::support::HoldReasonKind;
use crate::policy::{Limits, Step};
use crate::reference::SupportReference;

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    DelayRequest {
        reference: SupportReference,
    },
    Override,
    DateRequest,
    FailedRerun,
    OwnFault,
    Review,
    StepDecision {
        step: Step,
    },
    IntegrationTesting,
    Material {
        environment: Environment,
    },
    SupportRequest {
        reference: SupportReference,
    },
    EmptyRole {
        /// Which; any role at all when none.
        role: Option<Role>,
    },
    Hold {
        why: HoldReasonKind,
    },
    Idle,
    Question,
    ConnectionDate,
    Step {
        step: Step,
    },
    TestEndpoints,
    Retest,
    Draft,
}

kinds_of! {
    Task: /// The kinds of tasks: those of PDP, then those of organisations. Of what is due on one day, the first in this list comes first.
    TaskKind {
        /// PDP answers a request to delay going live: while it is open, nothing goes live (G3).
        DelayRequest = "delay_request", "a request for a delay";
        /// A second person at PDP decides on a proposed override (O8).
        Override = "override", "a proposed override";
        /// PDP decides on another connection date (O2).
        DateRequest = "date_request", "another connection date";
        /// A re-run failed after a pass: PDP tests again, or two people decide whether the pass stands (O8).
        FailedRerun = "failed_rerun", "a re-run that failed";
        /// The probe keeps failing for reasons of its own (O7).
        OwnFault = "own_fault", "a fault of the probe";
        /// PDP reviews a change (V1).
        Review = "review", "a review";
        /// PDP decides on a submitted step (S2).
        StepDecision = "step_decision", "a step to decide on";
        /// PDP arranges integration testing (S3).
        IntegrationTesting = "integration_testing", "integration testing to arrange";
        /// PDP publishes a pack of cryptographic material (S4).
        Material = "cryptographic_material", "a pack to publish";
        /// PDP answers a support request (D1).
        SupportRequest = "support_request", "a support request";
        /// Nobody holds a role that must act (S5).
        EmptyRole = "empty_role", "a role that nobody holds";
        /// PDP ends a hold on going live that does not end by itself (G3, V4).
        Hold = "hold", "a hold on going live";
        /// Nothing has happened in a change for so long that PDP may withdraw it (Q3).
        Idle = "idle", "a change in which nothing happens";
        /// The organisation answers PDP's question (V2).
        Question = "question", "a question to answer";
        /// The organisation gives a new connection date (G2).
        ConnectionDate = "connection_date", "a connection date to give";
        /// The organisation takes a step (S1).
        Step = "step", "a step to take";
        /// The organisation records its test endpoints (S3).
        TestEndpoints = "test_endpoints", "test endpoints to record";
        /// The organisation mends what failed OAT, and asks for a re-test (O7).
        Retest = "retest", "a re-test to ask for";
        /// The organisation finishes a draft (C5).
        Draft = "draft", "a draft to finish";
    }
}

impl TaskKind {
    /// Whether it is PDP's to do.
    pub const fn is_of_pdp(self) -> bool {
        !matches!(
            self,
            Self::Question
                | Self::ConnectionDate
                | Self::Step
                | Self::TestEndpoints
                | Self::Retest
                | Self::Draft
        )
    }

    /// Whether the organisation that it is about may know of it: what it sees anyway of its change or its test. The rest is
    /// PDP's own business.
    pub const fn is_shown_to_organisations(self) -> bool {
        !matches!(
            self,
            Self::Override | Self::FailedRerun | Self::OwnFault | Self::EmptyRole | Self::Hold | Self::Idle
        )
    }
}

impl Task {
    /// What tells it apart from others of its kind in the same place; none where there can be one only.
    pub fn which(&self) -> Option<String> {
        match self {
            Self::DelayRequest { reference } | Self::SupportRequest { reference } => {
                Some(reference.to_string())
            }
            Self::StepDecision { step } | Self::Step { step } => Some(step.code().to_owned()),
            Self::Material { environment } => Some(environment.code().to_owned()),
            Self::EmptyRole { role } => Some(role.map_or("any", Role::code).to_owned()),
            Self::Hold { why } => Some(why.code().to_owned()),
            Self::Override
            | Self::DateRequest
            | Self::FailedRerun
            | Self::OwnFault
            | Self::Review
            | Self::IntegrationTesting
            | Self::Idle
            | Self::Question
            | Self::ConnectionDate
            | Self::TestEndpoints
            | Self::Retest
            | Self::Draft => None,
        }
    }
}

/// A task that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenTask {
    pub task: Task,
    /// Whose turn it is.
    pub role: Role,
    /// Since when somebody can act on it. It may be to come: a report is taken from the day of its test on (S3).
    pub since: Timestamp,
    /// The day by which it should be done.
    pub due: Date,
}

impl OpenTask {
    /// A task since this instant; due by the policy's working days.
    pub fn new(
        task: Task,
        role: impl Into<Role>,
        since: Timestamp,
        limits: &Limits,
        calendar: &Calendar,
    ) -> Self {
        let days = limits.work.working_days(task.kind());
        let due = calendar.add_working_days(london_date(since), days);
        Self { task, role: role.into(), since, due }
    }

    /// The same, to be done by this day.
    #[must_use]
    pub const fn due_on(self, due: Date) -> Self {
        Self { due, ..self }
    }

    /// By what the most urgent comes first: the day it is due, then its kind, then since when it waits.
    pub fn urgency(&self) -> (Date, TaskKind, Timestamp) {
        (self.due, self.task.kind(), self.since)
    }

    /// How long it has waited on the day `today`, in working days.
    pub fn age(&self, today: Date, calendar: &Calendar) -> u32 {
        calendar.working_days_between(london_date(self.since), today)
    }

    /// Whether it should have been done before `today`.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.due < today
    }
}
