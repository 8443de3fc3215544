//! Letters: what is said, to whom, and the states a letter goes through.

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::answers::ChangeType;
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, MailId, OrganisationId};
use domain::policy::{Scale, Step};
use domain::reference::Reference;
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;

/// Everyone who holds a role when the letter is sent: someone removed meanwhile gets nothing (P2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Holders of a role in the organisation the letter is about.
    Organisation(OrganisationRole),
    /// Holders of a role at PDP.
    Pdp(PdpRole),
}

/// One letter. It is sent as one e-mail to its whole audience, at least once and as a rule exactly once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id; the sent e-mail is tagged with it.
    pub id: MailId,
    /// Who gets it.
    pub audience: Audience,
    /// The change it is about.
    pub change: ChangeId,
    /// Whose change it is.
    pub organisation: OrganisationId,
    /// The name of the organisation when it submitted.
    pub organisation_name: String,
    /// The reference, in subject and body.
    pub reference: Reference,
    /// When what it tells happened.
    pub at: Timestamp,
    /// What it says.
    pub letter: Letter,
}

/// What the organisation asked for, as letters repeat it (V2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The type of change.
    pub change_type: ChangeType,
    /// The scale it suggested.
    pub suggested_scale: Scale,
    /// Whether it asked for OAT.
    pub oat_requested: bool,
    /// The endpoints it wants to add.
    pub new_endpoints: Vec<ProposedEndpoint>,
    /// Whether it needs downtime.
    pub needs_downtime: bool,
}

/// A step, as the outcome letter lists it (V3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterStep {
    /// The step.
    pub step: Step,
    /// Who must act.
    pub by: Role,
    /// Who at PDP decides on what is submitted, if anyone does.
    pub approved_by: Option<PdpRole>,
    /// What it needs.
    pub needs: String,
    /// The code of its state: `to_do`, `cannot_start_yet`, `complete`, `not_needed` …
    pub state: String,
}

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// To the primary business contacts: the receipt (C7).
    ChangeSubmitted {
        /// What they asked.
        asked: Asked,
        /// The day PDP aims to have reviewed it by.
        due: Date,
    },
    /// To PDP's reviewers: there is something to review (C7).
    ReviewNeeded {
        /// What the organisation asks.
        asked: Asked,
        /// Why.
        reason: FreeText,
        /// The due date.
        due: Date,
    },
    /// To the primary business contacts: PDP needs to know more (V2).
    InformationRequested {
        /// What they asked.
        asked: Asked,
        /// What PDP needs to know.
        question: FreeText,
    },
    /// To PDP's reviewers: the answer is here.
    InformationSupplied {
        /// What PDP asked.
        question: FreeText,
        /// The answer.
        answer: FreeText,
        /// The new due date.
        due: Date,
    },
    /// To the primary business contacts: rejected (V2).
    ChangeRejected {
        /// What they asked.
        asked: Asked,
        /// Why.
        reason: FreeText,
    },
    /// To the primary business contacts: the outcome of the review, or a later reclassification (V2, V3, V4).
    ReviewOutcome {
        /// What they asked.
        asked: Asked,
        /// The scale before.
        from: Scale,
        /// The scale now.
        scale: Scale,
        /// Why it differs.
        reason: Option<FreeText>,
        /// Whether OAT is required.
        oat_required: bool,
        /// Whether it had been confirmed before (V4).
        reclassified: bool,
        /// The steps, in order.
        steps: Vec<LetterStep>,
    },
    /// To the primary business contacts, and to PDP's reviewers: withdrawn (C9).
    ChangeWithdrawn {
        /// Why, if said.
        reason: Option<FreeText>,
    },
}

impl Letter {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ChangeSubmitted { .. } => "change_submitted",
            Self::ReviewNeeded { .. } => "review_needed",
            Self::InformationRequested { .. } => "information_requested",
            Self::InformationSupplied { .. } => "information_supplied",
            Self::ChangeRejected { .. } => "change_rejected",
            Self::ReviewOutcome { .. } => "review_outcome",
            Self::ChangeWithdrawn { .. } => "change_withdrawn",
        }
    }
}

/// Where a letter is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailState {
    /// To be sent.
    Pending {
        /// How often sending has definitely failed.
        failures: u32,
    },
    /// Someone is sending it. After the lease nobody knows whether it went out.
    Sending {
        /// How often sending had failed before.
        failures: u32,
        /// Until when the sender may take.
        until: Timestamp,
    },
    /// The mail service took it.
    Sent {
        /// When.
        at: Timestamp,
        /// The mail service's id of it.
        message_id: String,
    },
    /// It may have gone out or not.
    Ambiguous {
        /// How often sending had failed before.
        failures: u32,
        /// Since when.
        since: Timestamp,
    },
}

impl MailState {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pending { .. } => "pending",
            Self::Sending { .. } => "sending",
            Self::Sent { .. } => "sent",
            Self::Ambiguous { .. } => "ambiguous",
        }
    }
}

/// What came of sending a letter.
#[derive(Debug)]
pub enum Outcome {
    /// The mail service took it and gave it this id.
    Sent(String),
    /// It was not sent, for sure.
    NotSent(crate::Fault),
    /// Nobody knows: the answer did not arrive.
    Unknown(crate::Fault),
}
