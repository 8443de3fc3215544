//! The ports that administration needs, named for their role, and what passes through them: the records of organisations and
//! of PDP's team, and the sign-ins of people.

use std::future::Future;

use domain::actor::{Actor, PdpRole};
use domain::email::EmailAddress;
use domain::ids::{EndpointId, OrganisationId, PersonId};
use domain::organisation::{Event, EventKind, MemberEvent, Organisation, PdpTeam, Version};
use domain::register::RegisteredEndpoint;
use domain::text::Name;
use jiff::Timestamp;

use crate::command::receipt::{Receipt, RequestKey};
use crate::command::refused::{Attempt, Attempts};
use crate::error::Fault;
use crate::page::{Page, PageFault, PageRequest};

/// Whose record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// An organisation's.
    Organisation(OrganisationId),
    /// PDP's.
    Pdp,
}

impl Party {
    /// Whose side `actor` is on; none for the system.
    pub fn of(actor: &Actor) -> Option<Self> {
        match actor {
            Actor::Member { organisation, .. } => Some(Self::Organisation(*organisation)),
            Actor::Staff { .. } => Some(Self::Pdp),
            Actor::System(_) => None,
        }
    }
}

/// A record of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// An organisation's.
    Organisation(Organisation),
    /// PDP's.
    Pdp(PdpTeam),
}

impl Record {
    /// Whose it is.
    pub const fn party(&self) -> Party {
        match self {
            Self::Organisation(organisation) => Party::Organisation(organisation.id),
            Self::Pdp(_) => Party::Pdp,
        }
    }

    /// Counts what happened to it.
    pub const fn version(&self) -> Version {
        match self {
            Self::Organisation(organisation) => organisation.version,
            Self::Pdp(team) => team.version,
        }
    }
}

/// What happened to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordEvent {
    /// To an organisation's.
    Organisation(Event<EventKind>),
    /// To PDP's.
    Pdp(Event<MemberEvent<PdpRole>>),
}

impl RecordEvent {
    /// When.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Organisation(event) => event.at,
            Self::Pdp(event) => event.at,
        }
    }
}

/// One entry of the history of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordEntry {
    /// Something happened.
    Happened {
        /// The version it led to.
        version: Version,
        /// What.
        event: RecordEvent,
        /// What who did it was called then; none when that is not known.
        name: Option<Name>,
    },
    /// Someone tried something and was refused.
    Refused(Attempt),
}

/// What a command on a record reads, in one round trip.
#[derive(Debug, Clone, Copy)]
pub struct WantRecord<'a> {
    /// Whose record.
    pub party: Party,
    /// An endpoint of that organisation, if the command is about one.
    pub endpoint: Option<EndpointId>,
    /// The request, if it carries a key.
    pub request: Option<&'a RequestKey>,
    /// The instant of the request: what has expired by then counts as absent.
    pub now: Timestamp,
}

/// What was read of a record.
#[derive(Debug, Clone, Default)]
pub struct LoadedRecord {
    /// The record; PDP always has one.
    pub record: Option<Record>,
    /// What the register has of the endpoint.
    pub endpoint: Option<RegisteredEndpoint>,
    /// What is remembered of the request; none once it has expired.
    pub receipt: Option<Receipt>,
}

/// What becomes of a person's membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MembershipChange {
    /// They are a member now, and were of nothing.
    Joined(Actor),
    /// They were a member of the same party; now it is like this.
    Changed(Actor),
    /// They were a member of this party, and are of nothing now.
    Left(PersonId),
}

/// Everything one command on a record writes, in one transaction.
#[derive(Debug, Clone)]
pub struct RecordCommit {
    /// The version that was read; none when the record is new.
    pub read_version: Option<Version>,
    /// The record after.
    pub record: Record,
    /// The events, oldest first, each with the version it led to.
    pub events: Vec<(Version, RecordEvent)>,
    /// What who did it is called; none when that is not known.
    pub name: Option<Name>,
    /// What becomes of whose membership.
    pub memberships: Vec<MembershipChange>,
    /// Endpoints that are proposed now. Their URLs are reserved for the organisation, if nobody has them.
    pub proposed: Vec<RegisteredEndpoint>,
    /// Endpoints that are out of use now, or will never be in use; their URLs are free again.
    pub retired: Vec<RegisteredEndpoint>,
    /// The request, and what to remember of it.
    pub request: Option<(RequestKey, Receipt)>,
}

/// Why nothing of a commit was written.
#[derive(Debug, thiserror::Error)]
pub enum RecordCommitFault {
    /// Someone else changed the record since it was read.
    #[error("version conflict")]
    VersionConflict,
    /// The request was carried out already.
    #[error("request repeated")]
    RequestRepeated,
    /// Who should join is a member of something.
    #[error("member elsewhere")]
    MemberElsewhere,
    /// Somebody else has the URLs of the proposed endpoints in these places.
    #[error("URLs taken")]
    UrlsTaken(Vec<usize>),
    /// Something outside failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// An organisation as a row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: Name,
}

/// The records of organisations and of PDP's team: state, history, list.
pub trait Organisations: Attempts {
    /// Reads what a command needs. One round trip.
    fn load_record(&self, want: WantRecord<'_>) -> impl Future<Output = Result<LoadedRecord, Fault>> + Send;

    /// Writes everything of a command, or nothing. One round trip. The receipt is kept as of the last event.
    fn commit_record(
        &self,
        commit: &RecordCommit,
    ) -> impl Future<Output = Result<(), RecordCommitFault>> + Send;

    /// The history of a record, oldest first.
    fn record_history(
        &self,
        party: Party,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<RecordEntry>, PageFault>> + Send;

    /// Every organisation, by name.
    fn organisations(
        &self,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<OrganisationRow>, PageFault>> + Send;
}

/// The sign-ins of people, wherever they are kept. They say who somebody is and nothing of what they may do (P3).
pub trait Identities: Send + Sync {
    /// The id of the person who signs in with this address. If there is none, one is made under this name and the person is
    /// invited by email. Asked again, it answers the same.
    fn find_or_invite(
        &self,
        email: &EmailAddress,
        name: &Name,
    ) -> impl Future<Output = Result<PersonId, Fault>> + Send;
}
