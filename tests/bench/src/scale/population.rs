//! The content of the table: organisations with their people, and the fate of each change.
//!
//! A table consists of blocks of 1,000 changes of 30 organisations. Blocks differ only in ids, names and addresses of
//! the same length, so a change, a list and a queue's page in a large table are as big as their counterparts in a small
//! one. Must not: play a change's past.

use std::collections::{BTreeMap, BTreeSet};

use app::Ids;
use domain::actor::{Actor, OrganisationRole, PdpRole, Role};
use domain::calendar::london_midnight;
use domain::email::EmailAddress;
use domain::endpoint::{EndpointType, EndpointUrl};
use domain::ids::EndpointId;
use domain::organisation::{Organisation, PdpTeam, Person};
use domain::policy::Scale;
use domain::text::Name;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use newtype_uuid::{GenericUuid, TypedUuid, TypedUuidKind};
use uuid::Uuid;

use super::chance::{Chance, HandClock, NumberedIds};

/// Changes of a block.
pub const CHANGES: u64 = 1_000;
/// Organisations of a block: 3,000 have 100,000 changes.
pub const ORGANISATIONS: u64 = 30;
/// The first organisation of those with changes that are due: none of a block, of which there are at most 300.
pub const FIRST_WITH_DUE: u64 = 9_000;

/// Other numbers than those of blocks begin here, so that no two things share ids.
const FIRST_DUE: u64 = 1 << 29;
const FIRST_ORGANISATION: u64 = 1 << 30;
const FIRST_OF_PDP: u64 = 1 << 31;

/// The fate of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fate {
    /// Being drafted.
    #[default]
    Draft,
    /// PDP reviews it.
    InReview,
    /// PDP asked something.
    AwaitingInformation,
    /// Confirmed. Some of its steps are done; in some changes PDP has one to decide on.
    Confirmed,
    /// Everything is done, and its endpoints go live on a future date.
    Scheduled,
    /// Its endpoints may go live now.
    Due,
    /// Everything is done, and its endpoints go live at [`midnight`].
    Midnight,
    /// Everything is done.
    Complete,
    /// PDP rejected it.
    Rejected,
    /// Withdrawn: as a draft, in review or later.
    Withdrawn,
}

/// This many of 1,000 changes. Each queue still fills more than a page, and none is due to go live.
const SHARES: [(Fate, u64); 8] = [
    (Fate::Draft, 60),
    (Fate::InReview, 35),
    (Fate::AwaitingInformation, 15),
    (Fate::Confirmed, 150),
    (Fate::Scheduled, 40),
    (Fate::Complete, 540),
    (Fate::Rejected, 80),
    (Fate::Withdrawn, 80),
];

/// The present: Friday 30 June 2028, 14:00 UTC. Every change's past is before it.
pub fn present() -> Timestamp {
    let now = date(2028, 6, 30).at(14, 0, 0, 0).to_zoned(TimeZone::UTC);
    now.map_or(Timestamp::UNIX_EPOCH, |now| now.timestamp())
}

impl Fate {
    /// Whether it takes the shortest way: what it needs is known before.
    pub const fn is_plain(self) -> bool {
        matches!(self, Self::Due | Self::Midnight)
    }
}

/// The midnight at which very much is due: the beginning of Wednesday 12 July 2028 in London.
pub fn midnight() -> Timestamp {
    london_midnight(connection_date())
}

/// The day that begins at [`midnight`].
pub const fn connection_date() -> Date {
    date(2028, 7, 12)
}

/// One change to be.
#[derive(Debug)]
pub struct Plan {
    /// Its number in the table.
    pub number: u64,
    /// Its random numbers, the same for its counterparts in every block.
    pub chance: Chance,
    pub fate: Fate,
    /// The scale the organisation suggests.
    pub scale: Scale,
    /// Whether it asks for OAT.
    pub oat_requested: bool,
    /// How many endpoints it adds.
    pub new_endpoints: u64,
    /// The number of its organisation.
    pub organisation: u64,
}

/// The change of this number.
pub fn plan(number: u64) -> Plan {
    let (block, place) = (number / CHANGES, number % CHANGES);
    let mut chance = Chance::new(place);
    // An odd factor that is coprime to 1,000. Every place has another lot, and each fate its exact share.
    let mut lot = place * 389 % CHANGES;
    let fate = SHARES.iter().find(|(_, share)| lot.checked_sub(*share).map(|rest| lot = rest).is_none());
    let fate = fate.map_or(Fate::Draft, |(fate, _)| *fate);
    let scale = match chance.below(100) {
        0..25 => Scale::Minimal,
        25..60 => Scale::Minor,
        60..85 => Scale::Moderate,
        _ => Scale::Significant,
    };
    // Only changes that wait for a date must add endpoints; the date comes with OAT.
    let scheduled = fate == Fate::Scheduled;
    let adds = chance.percent(60) || scheduled;
    // The better of two draws, so that some have three times as many changes as others.
    let organisation = chance.below(ORGANISATIONS).min(chance.below(ORGANISATIONS * 2));
    Plan {
        number,
        fate,
        scale,
        oat_requested: chance.percent(30) || scheduled,
        new_endpoints: if adds { 1 + chance.below(4) } else { 0 },
        organisation: block * ORGANISATIONS + organisation,
        chance,
    }
}

/// The only change of this organisation. It may go live this many minutes after the present.
pub fn due(minutes: u64, organisation: u64) -> Plan {
    Plan {
        number: FIRST_DUE + minutes,
        chance: Chance::new(FIRST_DUE + minutes),
        fate: Fate::Due,
        scale: Scale::Minimal,
        oat_requested: false,
        new_endpoints: 2,
        organisation,
    }
}

/// A change of this organisation with two endpoints that go live at [`midnight`].
pub fn due_at_midnight(number: u64, organisation: u64) -> Plan {
    Plan { fate: Fate::Midnight, oat_requested: true, ..due(number, organisation) }
}

/// When the change of this number, which is one of [`due`], may go live.
pub fn due_at(number: u64) -> Timestamp {
    let minutes = i64::try_from(number.saturating_sub(FIRST_DUE)).unwrap_or(i64::MAX);
    let after = SignedDuration::from_mins(minutes);
    present().saturating_add(after).unwrap_or(Timestamp::MAX)
}

/// An organisation of the table, with a person for every role and an endpoint of every type; and the URLs of these.
pub fn organisation(number: u64) -> (Organisation, BTreeMap<EndpointId, EndpointUrl>) {
    let ids = NumberedIds::new(FIRST_ORGANISATION + number, HandClock::at(Timestamp::UNIX_EPOCH));
    let person = |role: &OrganisationRole| Person {
        id: id(&ids),
        sign_in: id(&ids),
        name: Name::restore(format!("Example {role}")),
        email: EmailAddress::restore(format!("{}@organisation-{number:04}.example.org", role.code())),
        roles: BTreeSet::from([*role]),
    };
    let live: Vec<(EndpointId, EndpointType)> =
        EndpointType::ALL.iter().map(|kind| (id(&ids), *kind)).collect();
    let url = |kind: EndpointType| format!("https://{}.organisation-{number:04}.example.org", kind.code());
    let urls = live.iter().map(|(id, kind)| (*id, EndpointUrl::restore(url(*kind).replace('_', "-"))));
    let urls = urls.collect();
    let organisation = Organisation {
        id: id(&ids),
        version: 1,
        name: Name::restore(format!("Example pension scheme {number:04}")),
        people: OrganisationRole::ALL.iter().map(person).collect(),
        live_endpoints: live.into_iter().collect(),
        suspended: [].into(),
        restorations: [].into(),
        vouching: None,
    };
    (organisation, urls)
}

/// The person of the organisation who holds this role.
pub fn member(of: &Organisation, role: OrganisationRole) -> Option<Actor> {
    let person = of.holders(role).next()?;
    Some(Actor::Member { person: person.id, organisation: of.id, roles: person.roles.clone(), name: None })
}

/// The holder of this role, in the organisation or at PDP.
pub fn holder(role: Role, organisation: &Organisation) -> Option<Actor> {
    match role {
        Role::Organisation(role) => member(organisation, role),
        Role::Pdp(role) => Some(staff(role)),
    }
}

/// The person of PDP who holds this role.
pub fn staff(role: PdpRole) -> Actor {
    let ids = NumberedIds::new(FIRST_OF_PDP + role as u64, HandClock::at(Timestamp::UNIX_EPOCH));
    Actor::Staff { person: id(&ids), roles: BTreeSet::from([role]), name: None }
}

/// PDP's people, a person for every role: those of [`staff`].
pub fn pdp_team() -> PdpTeam {
    let person = |role: &PdpRole| {
        let ids = NumberedIds::new(FIRST_OF_PDP + *role as u64, HandClock::at(Timestamp::UNIX_EPOCH));
        Person {
            id: id(&ids),
            sign_in: id(&ids),
            name: Name::restore(format!("Example {role}")),
            email: EmailAddress::restore(format!("{}@pdp.example.org", role.code())),
            roles: BTreeSet::from([*role]),
        }
    };
    PdpTeam { version: 1, people: PdpRole::ALL.iter().map(person).collect(), proposals: Vec::new() }
}

/// The next id.
pub fn id<K: TypedUuidKind>(ids: &(impl Ids + ?Sized)) -> TypedUuid<K> {
    TypedUuid::from_untyped_uuid(Uuid::from_bytes(ids.uuid()))
}
