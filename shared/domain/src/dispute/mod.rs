//! Disputes: an organisation says that a result is wrong, and PDP answers (Q10) — [`open`], [`decide`], [`apply`].
//!
//! A dispute changes no result, and neither does its answer: a re-run or an override does (O8). It is the same for a run of
//! a change, a run of an initial connection, and a pre-flight. Only [`apply`] changes a [`Dispute`]; only [`open`] and
//! [`decide`] make events.

mod apply;
mod authorise;
mod command;
mod decide;
mod event;
mod of_result;
mod reason;

use jiff::Timestamp;

pub use self::apply::{apply, replay};
pub use self::authorise::{MAY_DISPUTE, authorise, authorise_opening};
pub use self::command::{Command, CommandKind};
pub use self::decide::{Opening, decide, open};
pub use self::event::{Event, EventKind};
pub use self::of_result::{Disputable, DisputedResult, DisputesOfResult, ResultId, ResultKind};
pub use self::reason::Reason;
use crate::actor::By;
pub use crate::change::{Context, Version};
use crate::evidence::EvidenceFiles;
use crate::ids::{DisputeId, OrganisationId};
use crate::oat::{ProfileMark, Target};
use crate::policy::{DisputeLimits, Limits, Policy};
use crate::reference::SupportReference;
pub use crate::refusal::Refusal;
use crate::text::FreeText;

/// A dispute of one result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    pub id: DisputeId,
    /// The reference people use: a dispute is a support request to people.
    pub reference: SupportReference,
    pub organisation: OrganisationId,
    /// The name of the organisation when it disputed the result.
    pub organisation_name: String,
    pub result: DisputedResult,
    /// The endpoints that it is about; all that were tested when none.
    pub targets: Vec<Target>,
    /// Why the result is wrong, in the person's own words.
    pub text: FreeText,
    /// The find profile by which the result came about; none where that was not kept.
    pub profile: Option<ProfileMark>,
    /// How many events it has had.
    pub version: Version,
    /// The version at which anything last happened that PDP should see before it answers.
    pub acted_version: Version,
    /// The policy it was opened under.
    pub policy: u32,
    pub opened_at: Timestamp,
    pub opened_by: By,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    pub files: EvidenceFiles,
    /// PDP's answer, once given.
    pub answer: Option<Answer>,
}

/// PDP's answer to a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub at: Timestamp,
    pub by: By,
    pub ruling: Ruling,
    /// Why, and what follows.
    pub text: FreeText,
}

codes! {
    /// What PDP decides on a dispute.
    Ruling {
        Stands = "stands", "the result stands";
        /// PDP does not rely on it any more: a re-run or an override follows, if something has to.
        SetAside = "set_aside", "the result is set aside";
    }
}

codes! {
    /// Where a dispute is.
    Status {
        Open = "open", "waits for PDP’s answer";
        Answered = "answered", "has been answered";
    }
}

impl Dispute {
    /// Where it is.
    pub const fn status(&self) -> Status {
        match self.answer {
            None => Status::Open,
            Some(_) => Status::Answered,
        }
    }

    /// Whether someone who saw `version` has seen everything that a person should see before acting.
    pub const fn is_current(&self, version: Version) -> bool {
        version >= self.acted_version && version <= self.version
    }

    /// The limits of its policy.
    pub fn limits(&self) -> &'static Limits {
        &Policy::version(self.policy).limits
    }

    fn own_limits(&self) -> &'static DisputeLimits {
        &self.limits().disputes
    }
}
