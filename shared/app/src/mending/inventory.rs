//! What refers to what in the table: all that it takes to find what refers to nothing, or is referred to by nothing.

use std::collections::{BTreeMap, BTreeSet};

use domain::change;
use domain::evidence::FileOwner;
use domain::ids::{ChangeId, DowntimeId, EndpointId, EvidenceId, OatId, OrganisationId, PersonId, SignInId};
use domain::register::EndpointState;
use domain::task::TaskId;
use jiff::Timestamp;

use crate::command::{DeletedThing, History, Holder};
use crate::look_up::{GivenReference, ReferenceOf};
use crate::organisation::record::Party;

/// What there is.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// The items that cannot be read, by their keys, and whose state each is, if it is one.
    pub unreadable: Vec<(String, Option<History>)>,
    /// Everything that has a state, readable or not.
    pub states: BTreeSet<ReferenceOf>,
    /// Every change that can be read.
    pub changes: BTreeMap<ChangeId, ChangeFound>,
    /// Every request for OAT that can be read, and whether it is over.
    pub oats: BTreeMap<OatId, bool>,
    /// Organisations, readable or not.
    pub organisations: BTreeSet<OrganisationId>,
    /// Notices that were given without a change, readable or not.
    pub notices: BTreeSet<DowntimeId>,
    /// The changes that are in the lists by status.
    pub listed: BTreeSet<ChangeId>,
    /// Everything that has a history.
    pub histories: BTreeSet<ReferenceOf>,
    /// The register.
    pub endpoints: BTreeMap<(OrganisationId, EndpointId), EndpointState>,
    pub reserved: Vec<Reserved>,
    pub references: Vec<GivenReference>,
    /// Whom the records have, and what they sign in with.
    pub members: Vec<(Party, PersonId, SignInId)>,
    /// Who is a member of what by their membership; of nothing, when they have left.
    pub memberships: BTreeMap<SignInId, (PersonId, Option<Party>)>,
    /// Memberships that cannot be read, with their person, if that can be.
    pub unreadable_memberships: BTreeMap<SignInId, Option<PersonId>>,
    /// What waits.
    pub tasks: Vec<TaskId>,
    /// Copies of notices that are in force, and the changes that they were given with.
    pub downtime: Vec<(DowntimeId, Option<ChangeId>)>,
    /// The requests for OAT that somebody probes for, and until when.
    pub leases: Vec<(OatId, Timestamp)>,
    /// The files that are being checked, and since when.
    pub checking: Vec<(FileOwner, EvidenceId, Timestamp)>,
    /// What is deleted by half; a change together with its request for OAT, which may also be that of an initial connection.
    pub being_deleted: BTreeSet<DeletedThing>,
}

/// What is found of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeFound {
    pub status: change::Status,
    /// Whether its endpoints went live.
    pub is_live: bool,
    pub downtime: Vec<DowntimeId>,
}

/// A URL that somebody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reserved {
    pub url: String,
    pub holder: Holder,
}
