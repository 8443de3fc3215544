//! Commands, as histories name them when they are refused (A1).

use std::fmt;
use std::str::FromStr;

use crate::codes::Coded;
use crate::{change, dispute, downtime, oat, organisation};

codes! {
    /// What is asked for without being a command on something that is there.
    Deed {
        /// Begin a draft (C1).
        DraftChange = "draft_change", "begin a draft";
        /// Get a link to an evidence file (E4).
        LinkEvidence = "link_evidence", "download an evidence file";
        /// Have the evidence bundle of a change made (A1).
        RequestBundle = "request_bundle", "ask for an evidence bundle";
        LinkBundle = "link_bundle", "download an evidence bundle";
        /// Have the register of endpoints exported (G5).
        RequestRegister = "request_register", "ask for an export of the register";
        LinkRegister = "link_register", "download an export of the register";
        /// Request OAT for the first time (O1).
        RequestOat = "request_oat", "request OAT";
        /// Have one's endpoints tried.
        AskPreFlight = "ask_pre_flight", "ask for a pre-flight";
        /// Give notice of downtime without a change (Q6).
        DeclareDowntime = "declare_downtime", "give notice of downtime";
        /// Dispute the result of a run or of a pre-flight (Q10).
        OpenDispute = "open_dispute", "dispute a result";
        /// Say that one is at a task (Q1).
        ClaimTask = "claim_task", "claim a task";
        ReleaseTask = "release_task", "release a task";
        /// Write a note for PDP's people (Q1).
        AddNote = "add_note", "add a note";
    }
}

/// What somebody tried to do: a command or a deed, by its stable code. Where two lists have the same code, it means the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tried(&'static str);

impl Tried {
    /// The stable code, snake case.
    pub const fn code(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// No command and no deed has the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no command has this code")]
pub struct UnknownCode;

impl FromStr for Tried {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let commands = [
            change::CommandKind::CODES,
            organisation::CommandKind::CODES,
            oat::CommandKind::CODES,
            downtime::CommandKind::CODES,
            dispute::CommandKind::CODES,
        ];
        let known = commands.into_iter().chain([Deed::CODES]).flatten().find(|known| **known == code);
        known.map(|known| Self(known)).ok_or(UnknownCode)
    }
}

impl From<change::CommandKind> for Tried {
    fn from(kind: change::CommandKind) -> Self {
        Self(kind.code())
    }
}

impl From<organisation::CommandKind> for Tried {
    fn from(kind: organisation::CommandKind) -> Self {
        Self(kind.code())
    }
}

impl From<oat::CommandKind> for Tried {
    fn from(kind: oat::CommandKind) -> Self {
        Self(kind.code())
    }
}

impl From<downtime::CommandKind> for Tried {
    fn from(kind: downtime::CommandKind) -> Self {
        Self(kind.code())
    }
}

impl From<dispute::CommandKind> for Tried {
    fn from(kind: dispute::CommandKind) -> Self {
        Self(kind.code())
    }
}

impl From<Deed> for Tried {
    fn from(deed: Deed) -> Self {
        Self(deed.code())
    }
}
