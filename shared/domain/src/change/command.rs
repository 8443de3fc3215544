//! What can be asked of a change. Imperative; answered by [`super::decide`].

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::answers::Answers;
use crate::calendar::Calendar;
use crate::endpoint::EndpointType;
use crate::evidence::{AcceptedFile, FileFormat, FileRejection};
use crate::ids::{EndpointId, EvidenceId};
use crate::policy::{Policy, Scale};
use crate::reference::Reference;

/// What a decision may depend on besides the change itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The instant of the decision.
    pub now: Timestamp,
    /// The day it is in London.
    pub today: Date,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The policy in force today.
    pub policy: &'static Policy,
}

impl<'a> Context<'a> {
    /// The context at `now`.
    pub fn at(now: Timestamp, calendar: &'a Calendar) -> Self {
        let today = crate::calendar::london_date(now);
        Self { now, today, calendar, policy: Policy::in_force(today) }
    }
}

macro_rules! commands {
    ($($(#[$doc:meta])* $variant:ident $({ $($(#[$fdoc:meta])* $field:ident: $type:ty,)+ })? = $code:literal;)+) => {
        /// A command.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Command { $($(#[$doc])* $variant $({ $($(#[$fdoc])* $field: $type,)+ })?,)+ }

        /// The name of a command.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CommandKind { $($(#[$doc])* $variant,)+ }

        impl CommandKind {
            /// Every command.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code, snake case.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The command with this code, if there is one.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl Command {
            /// Its name.
            pub const fn kind(&self) -> CommandKind {
                match self { $(Self::$variant { .. } => CommandKind::$variant,)+ }
            }
        }
    };
}

commands! {
    /// Replace the answers of a draft (C5).
    EditDraft {
        /// The answers, all of them.
        answers: Answers,
    } = "edit_draft";
    /// Ask for an upload form (E1).
    RequestUpload {
        /// The id the file will have.
        id: EvidenceId,
        /// The name of the person's own file, as sent.
        file_name: String,
        /// The format the person says it has; the store refuses an upload that says otherwise.
        declared: FileFormat,
    } = "request_upload";
    /// A file arrived (E2).
    ReceiveEvidence {
        /// Which.
        id: EvidenceId,
    } = "receive_evidence";
    /// A file was inspected and counts (E2).
    AcceptEvidence {
        /// Which.
        id: EvidenceId,
        /// What is known of it.
        file: AcceptedFile,
    } = "accept_evidence";
    /// A file was inspected and does not count (E2).
    RejectEvidence {
        /// Which.
        id: EvidenceId,
        /// Why.
        reason: FileRejection,
    } = "reject_evidence";
    /// Take a file out of a draft (C5).
    RemoveEvidence {
        /// Which.
        id: EvidenceId,
    } = "remove_evidence";
    /// Confirm and submit (C5, C7).
    Submit {
        /// The reference it will have.
        reference: Reference,
        /// The name of the organisation, as PDP will see it.
        organisation_name: String,
        /// The organisation's live endpoints (C1, C2).
        live_endpoints: BTreeMap<EndpointId, EndpointType>,
    } = "submit";
    /// Ask the organisation for more information (V2).
    AskForInformation {
        /// What PDP needs to know.
        question: String,
    } = "ask_for_information";
    /// Answer PDP's question (V2).
    AnswerQuestion {
        /// The answer.
        answer: String,
    } = "answer_question";
    /// Confirm the change (V2, V3).
    Confirm {
        /// The scale.
        scale: Scale,
        /// Why, when it is another scale than before.
        reason: Option<String>,
        /// Whether OAT is required.
        oat_required: bool,
    } = "confirm";
    /// Reject the change (V2).
    Reject {
        /// Why.
        reason: String,
    } = "reject";
    /// Give the change another scale, before or after it is confirmed (V4).
    Reclassify {
        /// The scale.
        scale: Scale,
        /// Why.
        reason: String,
        /// Whether OAT is required from now on; unchanged when not said. Only once confirmed.
        oat_required: Option<bool>,
    } = "reclassify";
    /// Withdraw the change (C9).
    Withdraw {
        /// Why, if the person says so.
        reason: Option<String>,
    } = "withdraw";
}
