//! Why a quota refuses, in a sentence for people.

use std::fmt;

use crate::quota::{Kind, Whose};

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Somebody asked for as much as they may in a window.
    #[error("{}", TooMuch { kind: *kind, whose: *whose, most: *most, seconds: *seconds })]
    TooMuch {
        kind: Kind,
        whose: Whose,
        most: u32,
        /// How long the window lasts.
        seconds: u32,
    },
    /// So much was asked for at the same moment that it could not be counted.
    #[error(
        "Very many requests arrived at the same moment as yours. Nothing of it was saved: send it again in a second"
    )]
    AtOnce,
    /// As many changes of the organisation are open as may be. Only an end of one helps, and nobody knows when that comes.
    #[error(
        "Your organisation has {most} technical changes that have not ended, as many as it may have at a time. Finish or withdraw one of them, also a draft that nobody needs, then begin this one. If you need more, contact PDP support"
    )]
    OpenChanges { most: u32 },
    /// As many exports are being made as may be.
    #[error(
        "There can be up to {most} exports at a time that are not ready yet, and there are. Each is usually ready within minutes: ask for this one once one of them is"
    )]
    ExportsUnderWay { most: u32 },
}

impl Reason {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooMuch { kind: Kind::Commands, .. } => "too_many_commands",
            Self::TooMuch { kind: Kind::Uploads, .. } => "too_many_uploads",
            Self::TooMuch { kind: Kind::Exports, .. } => "too_many_exports",
            Self::TooMuch { kind: Kind::PreFlights, .. } => "too_many_pre_flights",
            Self::AtOnce => "too_many_at_once",
            Self::OpenChanges { .. } => "too_many_open_changes",
            Self::ExportsUnderWay { .. } => "too_many_exports_under_way",
        }
    }

    /// After how many seconds it may be asked for again; none when time alone does not help.
    pub const fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooMuch { seconds, .. } => Some(*seconds),
            Self::AtOnce => Some(1),
            Self::OpenChanges { .. } => None,
            Self::ExportsUnderWay { .. } => Some(60),
        }
    }
}

struct TooMuch {
    kind: Kind,
    whose: Whose,
    most: u32,
    seconds: u32,
}

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (who, they) = match self.whose {
            Whose::Person(_) => ("You have", "one person"),
            Whose::Organisation(_) => ("Your organisation has", "an organisation"),
        };
        let (did, what, window) = match self.kind {
            Kind::Commands => ("sent", "requests that change something", "minute"),
            Kind::Uploads => ("begun", "uploads of files", "hour"),
            Kind::Exports => ("asked for", "exports", "hour"),
            Kind::PreFlights => ("asked for", "pre-flights", "hour"),
        };
        write!(
            f,
            "{who} {did} {} {what} in this {window}, as many as {they} may. Nothing of this request was saved: try again in {}",
            self.most,
            wait(self.seconds)
        )
    }
}

/// In words, never shorter than it is.
fn wait(seconds: u32) -> String {
    match seconds {
        0 | 1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
