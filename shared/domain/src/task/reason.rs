//! Why a command on a task is refused.

use jiff::Timestamp;

use crate::actor::OrganisationRole;
use crate::calendar::{london_clock, london_date, spoken};
use crate::text::Name;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Somebody else has claimed it.
    #[error(
        "{} has claimed this until {} on {}. Ask them first, or take it over if they cannot go on",
        name.as_ref().map_or("Somebody else", Name::as_str),
        london_clock(*until).strftime("%H:%M"),
        spoken(london_date(*until))
    )]
    Claimed { name: Option<Name>, until: Timestamp },
    /// It waits for the organisation.
    #[error("This waits for a {role} of the organisation, so nobody at PDP claims it")]
    NotOfPdp { role: OrganisationRole },
}

impl Reason {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Claimed { .. } => "task_claimed",
            Self::NotOfPdp { .. } => "task_of_organisation",
        }
    }
}
