//! What the table has of each thing that ends, and what belongs to nothing that ends.

use std::collections::BTreeMap;

use domain::change::Change;
use domain::downtime::Notice;
use domain::ids::OrganisationId;
use domain::oat::OatRequest;
use domain::organisation::Organisation;
use domain::reference::AnyReference;
use domain::retention::Surroundings;
use jiff::Timestamp;

use crate::command::{Deleted, DeletedThing};
use crate::pre_flight::state::PreFlight;

/// Where an item is. The store writes it, and reads it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemKey {
    pub pk: String,
    pub sk: String,
}

/// The state of a thing, as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum HeldState {
    /// A change, with the request for its OAT.
    Change(Box<Change>, Option<Box<OatRequest>>),
    InitialConnection(Box<OatRequest>),
    Notice(Box<Notice>),
    PreFlight(Box<PreFlight>),
    /// It is gone, because the deletion was begun; something of the thing is left.
    BeingDeleted,
    /// There is none, or it cannot be read.
    #[default]
    Absent,
}

impl HeldState {
    /// Whose it is.
    pub fn organisation(&self) -> Option<OrganisationId> {
        match self {
            Self::Change(change, _) => Some(change.organisation),
            Self::InitialConnection(oat) => Some(oat.organisation),
            Self::Notice(notice) => Some(notice.organisation),
            Self::PreFlight(pre_flight) => Some(pre_flight.organisation),
            Self::BeingDeleted | Self::Absent => None,
        }
    }

    /// What people call it.
    pub fn reference(&self) -> Option<AnyReference> {
        match self {
            Self::Change(change, _) => change.reference().map(AnyReference::Change),
            Self::InitialConnection(oat) => Some(AnyReference::Oat(oat.reference)),
            Self::PreFlight(pre_flight) => pre_flight.reference.map(AnyReference::PreFlight),
            Self::Notice(_) | Self::BeingDeleted | Self::Absent => None,
        }
    }
}

/// Everything that there is of a thing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holding {
    pub state: HeldState,
    pub around: Surroundings,
    /// Every item of it.
    pub items: Vec<ItemKey>,
    /// Of these, the entries of its histories, and the notifications.
    pub entries: u32,
    pub notifications: u32,
    /// Those that cannot be read, and say something about whether it may go.
    pub unreadable: Vec<String>,
}

impl Holding {
    /// What a record says of its deletion.
    pub fn counted(&self, what: DeletedThing) -> Deleted {
        let all = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let others = all.saturating_sub(self.entries).saturating_sub(self.notifications);
        let (entries, notifications) = (self.entries, self.notifications);
        Deleted { what, reference: self.state.reference(), entries, notifications, others }
    }
}

/// An item that belongs to nothing that ends: a record of something at `since`, or of somebody who left then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remnant {
    pub kind: RemnantKind,
    pub item: ItemKey,
    pub since: Timestamp,
}

/// What such an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemnantKind {
    /// A notification about people or an endpoint of an organisation, or about PDP's team, that is settled.
    Notification,
    /// That somebody got a link to an export of the register.
    Download,
    /// That somebody who left is still the same person when they come back.
    Membership,
    /// How emails reached somebody who left.
    DeliveryStatus,
}

impl RemnantKind {
    /// What several of them are, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Notification => "notifications that belong to no thing",
            Self::Download => "downloads of the register",
            Self::Membership => "memberships of people who left",
            Self::DeliveryStatus => "delivery statuses of people who left",
        }
    }
}

/// Everything, after a reading of the whole table.
#[derive(Debug, Clone, Default)]
pub struct Holdings {
    pub things: BTreeMap<DeletedThing, Holding>,
    pub organisations: BTreeMap<OrganisationId, Organisation>,
    pub remnants: Vec<Remnant>,
    /// Items that cannot be read, and of which nobody knows to what they belong.
    pub unreadable: Vec<String>,
}
