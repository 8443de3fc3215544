//! A technical change: its state, and the four things done with it — [`decide`], [`apply`], [`replay`], and reading what
//! follows from it (steps, due date).
//!
//! Only [`apply`] changes a [`Change`]; only [`decide`], [`draft`] and [`draft_from`] make events.

pub mod answers;
mod apply;
mod authorise;
mod command;
mod decide;
mod declared;
pub mod downtime;
mod event;
pub mod form;
mod going_live;
pub mod material;
mod missing_part;
mod not_grantable;
mod reason;
mod reclassified;
mod review_clock;
pub mod step_answers;
pub mod steps;
mod stored_size;
pub mod support;
pub mod testing;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

pub use self::apply::{apply, replay};
pub use self::authorise::authorise;
pub use self::command::{Command, CommandKind, Context, HostsAtReview};
pub use self::decide::{authorise_draft, decide, draft, draft_from, preview_reclassification};
pub use self::event::{Event, EventKind};
pub use self::going_live::{GoingLive, GoingLiveKind};
pub use self::missing_part::MissingPart;
pub use self::not_grantable::NotGrantable;
pub use self::reason::Reason;
pub use self::reclassified::{Reclassified, ReclassifiedStep, StepEffect};
pub use self::review_clock::{ReviewClock, ReviewStanding, Reviewed};
use crate::actor::By;
use crate::calendar::{Calendar, london_date};
use crate::change::answers::{Answers, Submission};
use crate::change::downtime::DowntimeNotice;
use crate::change::material::{Environment, Pack};
use crate::change::step_answers::StepSubmission;
use crate::change::steps::{StepFacts, StepProgresses, StepView};
use crate::change::support::{Hold, SupportRequest};
use crate::change::testing::IntegrationTesting;
use crate::evidence::EvidenceFiles;
use crate::ids::{ChangeId, EvidenceId, OrganisationId};
use crate::policy::{Limits, Policy, Scale, Step};
use crate::reference::Reference;
pub use crate::refusal::Refusal;
use crate::text::FreeText;

/// Counts the events of a change, from 1.
pub type Version = u64;

/// A technical change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub id: ChangeId,
    pub organisation: OrganisationId,
    /// How many events it has had.
    pub version: Version,
    /// The version at which answers, questions or decisions last changed. Files that come and go make no one's view stale.
    pub acted_version: Version,
    pub drafted_at: Timestamp,
    pub drafted_by: By,
    /// The earlier change of the organisation whose answers its draft began with, if it began with one's (Q5).
    pub begun_from: Option<ChangeId>,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// The answers as typed.
    pub answers: Answers,
    pub evidence: EvidenceFiles,
    /// What was submitted; none while it is a draft, or when it was withdrawn as one.
    pub submitted: Option<Submitted>,
    /// PDP's questions, oldest first. Only the last can be open.
    pub questions: Vec<Question>,
    pub stage: Stage,
    /// What was last done on each step.
    pub progress: StepProgresses,
    /// What each step was last submitted with; everything before is in the history (S2).
    pub submissions: BTreeMap<Step, SubmittedStep>,
    /// Integration testing (S3).
    pub testing: IntegrationTesting,
    /// The latest pack of cryptographic material of each environment (S4).
    pub material: BTreeMap<Environment, Pack>,
    /// Support requests, oldest first (D1).
    pub support: Vec<SupportRequest>,
    /// The holds on going live (G3), at most one of each kind of reason: each of them wins, so none replaces another. One
    /// with a date is over when the date is reached.
    pub holds: Vec<Hold>,
    /// The connection date (O2, G2).
    pub connection_date: Option<Date>,
    /// When its endpoints went live (G4).
    pub live_at: Option<Timestamp>,
    /// Since when its endpoints are in the state that the register tells (G5); none when it adds none, and when it was last kept
    /// before this was noted.
    pub endpoints_since: Option<Timestamp>,
    /// The day PDP was last reminded of the review (V1).
    pub reminded_on: Option<Date>,
    /// Notices of planned downtime, oldest first (D2).
    pub downtime: Vec<DowntimeNotice>,
}

/// What a step was submitted with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmittedStep {
    pub at: Timestamp,
    pub by: By,
    pub submission: StepSubmission,
    /// The files that belong to it.
    pub evidence: Vec<EvidenceId>,
}

/// A submission that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The reference people use (C7).
    pub reference: Reference,
    /// The name of the organisation when it submitted.
    pub organisation_name: String,
    pub at: Timestamp,
    pub by: By,
    /// The policy it was submitted under.
    pub policy: u32,
    pub submission: Submission,
    /// The scale as it stands: suggested, then as PDP sees it.
    pub scale: Scale,
    /// Why PDP sees another scale than the one before, if it does.
    pub scale_reason: Option<FreeText>,
}

/// A question of PDP and its answer (V2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub at: Timestamp,
    pub by: By,
    pub text: FreeText,
    /// The answer, once given.
    pub answer: Option<Answer>,
    /// That PDP took it back, if it did before there was an answer (Q5).
    pub taken_back: Option<TakenBack>,
}

/// That PDP took a question back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    pub at: Timestamp,
    pub by: By,
    pub reason: FreeText,
}

/// An answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub at: Timestamp,
    pub by: By,
    pub text: FreeText,
}

/// Where a change is, with what is known only there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Not submitted.
    Draft,
    InReview {
        /// The day PDP aims to have reviewed it by (V1).
        due: Date,
        /// The working days PDP had when the clock was started; none when it was late by then, and when it was kept before this
        /// was noted.
        working_days: Option<u32>,
        /// The day on which the clock was started, in London, when PDP started it by taking something back (Q5). Otherwise it is
        /// that of the submission, or of the last answer.
        from: Option<Date>,
    },
    /// PDP asked something; the clock is stopped (V2).
    AwaitingInformation {
        /// Working days PDP has left when the answer comes.
        working_days_left: u32,
        /// By how many working days the review was late when PDP asked, if it was: it is as late when the answer comes.
        working_days_late: Option<u32>,
    },
    /// PDP confirmed it; its steps are to be taken (V3).
    Confirmed(Confirmation),
    /// PDP rejected it. Terminal, unless PDP takes that back (Q5).
    Rejected {
        reason: FreeText,
        at: Timestamp,
        /// How the review stood; none when it was kept before this was noted.
        review: Option<ReviewStanding>,
    },
    /// The organisation withdrew it, or PDP because nothing happened in it. Terminal.
    Withdrawn {
        /// Why, if said.
        reason: Option<FreeText>,
        at: Timestamp,
        /// As it was confirmed, if it was: its steps stay readable (S1).
        confirmation: Option<Confirmation>,
    },
    /// All its steps are done. Terminal.
    Complete { at: Timestamp, confirmation: Confirmation },
}

/// PDP's confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// When it was first confirmed.
    pub at: Timestamp,
    pub by: By,
    /// Whether OAT is required (V2).
    pub oat_required: bool,
    /// How the review stood when it was confirmed, in case that PDP takes that back (Q5); none when it was kept before this was
    /// noted.
    pub review: Option<ReviewStanding>,
}

codes! {
    /// A decision of PDP that it can take back (Q5), with words that follow “PDP has taken back”.
    Decision {
        /// A question that is not answered.
        Question = "question", "its question";
        /// The confirmation, while nothing is live.
        Confirmation = "confirmation", "its confirmation";
        /// A rejection, for some days.
        Rejection = "rejection", "its rejection";
    }
}

codes! {
    /// The name of a stage, with words that finish “the change …”.
    Status {
        /// See [`Stage::Draft`].
        Draft = "draft", "is still a draft";
        /// See [`Stage::InReview`].
        InReview = "in_review", "is being reviewed by PDP";
        /// See [`Stage::AwaitingInformation`].
        AwaitingInformation = "awaiting_information", "is waiting for information that PDP asked for";
        /// See [`Stage::Confirmed`].
        Confirmed = "confirmed", "has been confirmed by PDP";
        /// See [`Stage::Rejected`].
        Rejected = "rejected", "was rejected by PDP";
        /// See [`Stage::Withdrawn`].
        Withdrawn = "withdrawn", "was withdrawn";
        /// See [`Stage::Complete`].
        Complete = "complete", "is complete";
    }
}

impl Status {
    /// Whether nothing can happen any more, unless PDP takes a rejection back (Q5).
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Rejected | Self::Withdrawn | Self::Complete)
    }
}

impl Change {
    /// The name of its stage.
    pub const fn status(&self) -> Status {
        match self.stage {
            Stage::Draft => Status::Draft,
            Stage::InReview { .. } => Status::InReview,
            Stage::AwaitingInformation { .. } => Status::AwaitingInformation,
            Stage::Confirmed(_) => Status::Confirmed,
            Stage::Rejected { .. } => Status::Rejected,
            Stage::Withdrawn { .. } => Status::Withdrawn,
            Stage::Complete { .. } => Status::Complete,
        }
    }

    /// The day PDP aims to have reviewed it by; none while the clock is stopped or there is nothing to review (V1).
    pub const fn review_due(&self) -> Option<Date> {
        match self.stage {
            Stage::InReview { due, .. } => Some(due),
            _ => None,
        }
    }

    /// The last day on which its rejection can be taken back; none when it is not rejected (Q5).
    pub fn rejection_stands_after(&self, calendar: &Calendar) -> Option<Date> {
        let (Stage::Rejected { at, .. }, Some(submitted)) = (&self.stage, &self.submitted) else {
            return None;
        };
        let days = Policy::version(submitted.policy).limits.rejection_working_days;
        Some(calendar.add_working_days(london_date(*at), days))
    }

    /// The reference, once submitted.
    pub fn reference(&self) -> Option<Reference> {
        self.submitted.as_ref().map(|submitted| submitted.reference)
    }

    /// The numbers it is judged by: those it was submitted under, for a draft those in force.
    pub fn limits(&self, ctx: &Context<'_>) -> &'static Limits {
        &self.submitted.as_ref().map_or(ctx.policy, |submitted| Policy::version(submitted.policy)).limits
    }

    /// The confirmation, once there is one; a change that is withdrawn keeps it.
    pub const fn confirmation(&self) -> Option<&Confirmation> {
        match &self.stage {
            Stage::Confirmed(confirmation) | Stage::Complete { confirmation, .. } => Some(confirmation),
            Stage::Withdrawn { confirmation, .. } => confirmation.as_ref(),
            _ => None,
        }
    }

    /// Its steps, once confirmed; none before (V3). Those of a withdrawn change are as they were when it was (S1): nobody acts on
    /// them any more.
    pub fn steps(&self) -> Vec<StepView> {
        let (Some(confirmation), Some(submitted)) = (self.confirmation(), &self.submitted) else {
            return Vec::new();
        };
        let own = self.evidence.any_accepted();
        let facts = StepFacts {
            confirmed_at: confirmation.at,
            scale: submitted.scale,
            oat_required: confirmation.oat_required,
            has_evidence: own || !self.evidence.accepted_for(Step::ServiceAcceptance).is_empty(),
            is_live: self.live_at.is_some(),
            progress: &self.progress,
        };
        steps::view(Policy::version(submitted.policy), &facts)
    }

    /// One of its steps; none that it neither has nor had worked on.
    pub fn step(&self, step: Step) -> Option<StepView> {
        self.steps().into_iter().find(|view| view.step == step)
    }

    /// The step that somebody acts on next; none before it is confirmed, and when it has ended.
    pub fn next_step(&self) -> Option<StepView> {
        if self.status().is_terminal() { None } else { steps::next(&self.steps()).cloned() }
    }

    /// Whether someone who saw `version` has seen the answers, questions and decisions as they are.
    pub const fn is_current(&self, version: Version) -> bool {
        version >= self.acted_version && version <= self.version
    }
}
