//! Refused attempts, which the history keeps (A1).

use domain::change::{CommandKind, Version};
use domain::ids::{AttemptId, ChangeId, OrganisationId, PersonId};
use jiff::Timestamp;

/// Someone tried something and was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// On which change.
    pub change: ChangeId,
    /// Whose change it is.
    pub organisation: OrganisationId,
    /// The version of the change at that time.
    pub version: Version,
    /// When.
    pub at: Timestamp,
    /// Who; none for the system.
    pub person: Option<PersonId>,
    /// Whether they belong to another organisation: then only PDP sees the entry (P1).
    pub outsider: bool,
    /// What they tried.
    pub command: CommandKind,
    /// The refusal's code.
    pub refusal: String,
}
