//! Organisations and PDP's team: who belongs to them in which roles, which endpoints are live, which vouching scheme connects
//! an organisation for the first time, and the functions on these — [`decide`], [`apply`], [`replay`], for the team
//! [`decide_team`] and [`apply_team`].
//!
//! Only `apply` changes a record; only `decide` and [`register`] make events. An organisation's endpoints become live through
//! its changes and the tests of its vouching scheme, beside these events; they are suspended and end here.

mod apply;
mod command;
mod decide;
mod event;
mod members;
mod name_search;
mod proposal;
mod reason;
mod sign_in;
mod suspension;
mod team;
mod vouching;

use std::collections::{BTreeMap, BTreeSet};

pub use self::apply::{apply, replay};
pub use self::command::{Command, CommandKind, MemberCommand, TeamCommand};
pub use self::decide::{authorise, decide, register};
pub use self::event::{Event, EventKind, MemberEvent, TeamEventKind};
pub use self::members::{MAX_MEMBERS, PartyRole, admit, corrected};
pub use self::name_search::NameSearch;
pub use self::proposal::{MAX_PROPOSALS, RoleProposal, TypedWhom, Whom};
pub use self::reason::Reason;
pub use self::sign_in::{SignIn, SignInStage, SignInState};
pub use self::suspension::ProposedRestoration;
pub use self::team::{apply_team, authorise_team, decide_team};
pub use self::vouching::{SchemeProposal, VouchingScheme};
use crate::actor::{OrganisationRole, PdpRole};
use crate::email::EmailAddress;
use crate::endpoint::EndpointType;
use crate::ids::{EndpointId, OrganisationId, PersonId, SignInId};
pub use crate::refusal::Refusal;
use crate::text::Name;

/// Counts what happened to a record. 0 only for records that were kept before there were versions.
pub type Version = u64;

/// A person as the membership records know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person<R> {
    pub id: PersonId,
    /// What they sign in with.
    pub sign_in: SignInId,
    pub name: Name,
    pub email: EmailAddress,
    /// The roles they hold; may be several or none (P1).
    pub roles: BTreeSet<R>,
}

/// What can be wrong about a person and be corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub name: Name,
    pub email: EmailAddress,
}

impl<R> Person<R> {
    /// Their name and address.
    pub fn contact(&self) -> Contact {
        Contact { name: self.name.clone(), email: self.email.clone() }
    }
}

/// An organisation that is connected, or is going to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub id: OrganisationId,
    /// Counts what happened to it, what its changes did to its live endpoints included.
    pub version: Version,
    /// Its name, as shown to PDP.
    pub name: Name,
    /// Its endpoints that are live now (C1, C2), and those that are suspended.
    pub live_endpoints: BTreeMap<EndpointId, EndpointType>,
    /// Those of them that PDP has suspended (Q5). They still count for changes (C1): the organisation reports the change that mends
    /// them.
    pub suspended: BTreeSet<EndpointId>,
    /// Those of the suspended ones that somebody of PDP proposes to make live again.
    pub restorations: BTreeMap<EndpointId, ProposedRestoration>,
    /// The scheme with which it is connected for the first time (O1); none before it is on record, and for those connected
    /// before there was this record.
    pub vouching: Option<VouchingScheme>,
    pub people: Vec<Person<OrganisationRole>>,
}

impl Organisation {
    /// Everyone who holds `role`.
    pub fn holders(&self, role: OrganisationRole) -> impl Iterator<Item = &Person<OrganisationRole>> {
        self.people.iter().filter(move |person| person.roles.contains(&role))
    }
}

/// PDP's own people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PdpTeam {
    /// Counts what happened to it.
    pub version: Version,
    /// Everyone with access.
    pub people: Vec<Person<PdpRole>>,
    /// Roles that wait for a second administrator, the oldest first.
    pub proposals: Vec<RoleProposal>,
}

impl PdpTeam {
    /// Everyone who holds `role`.
    pub fn holders(&self, role: PdpRole) -> impl Iterator<Item = &Person<PdpRole>> {
        self.people.iter().filter(move |person| person.roles.contains(&role))
    }
}
