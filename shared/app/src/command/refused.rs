//! Refused commands, which the histories keep (A1): the command, the person and the reason.
//!
//! Every refusal of a command is kept where it belongs: in the history of the change, of the request for OAT, of the
//! notice of downtime, of the dispute, or of the record.
//! A command that names nothing that exists has no such place, and its refusal is not kept.

use std::collections::BTreeSet;

use domain::actor::Role;
use domain::ids::{ChangeId, DisputeId, DowntimeId, OatId, PersonId, RefusedCommandId};
use domain::text::Name;
use domain::tried::Tried;
use jiff::Timestamp;

use crate::organisation::record::Party;

/// In whose history an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    Change(ChangeId),
    Oat(OatId),
    Downtime(DowntimeId),
    Record(Party),
    Dispute(DisputeId),
}

/// Someone tried something and was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedCommand {
    pub id: RefusedCommandId,
    pub on: History,
    pub party: Party,
    /// The version of it at that time; 0 when there was nothing yet.
    pub version: u64,
    pub at: Timestamp,
    /// Who; none for the system.
    pub person: Option<PersonId>,
    /// What they were called then; none when that is not known.
    pub name: Option<Name>,
    /// The roles they held then; none when that was not kept.
    pub roles: Option<BTreeSet<Role>>,
    /// Whether they belong to another party: then only PDP sees the entry (P1).
    pub outsider: bool,
    pub command: Tried,
    /// The refusal's code.
    pub refusal: String,
}
