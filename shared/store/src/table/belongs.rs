//! What an item belongs to, by its key, and which items begin and end a deletion.

use app::{DeletedThing, Party};
use domain::ids::{
    ChangeId, DisputeId, DowntimeId, ExportId, MailId, OatId, OrganisationId, PersonId, PreFlightId, SignInId,
};
use domain::reference::AnyReference;
use jiff::Timestamp;
use uuid::Uuid;

use super::keys::{
    CHANGE, CONTACT, DELETION, DISPUTE, DISPUTED, DOWNLOAD, DOWNTIME, ENDPOINT, FEEDBACK, HISTORY, Key,
    LEASE, MEMBERSHIP, NOTE, NOTICE, OAT, PDP, PRE_FLIGHT, REFERENCE, RESERVATION, STATE, TASK,
};
use super::kinds::{export_of_key, mail_of_key, organisation_of_key, reference_of_key};

/// What an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Belongs {
    Change(ChangeId),
    Oat(OatId),
    Dispute(DisputeId),
    Notice(DowntimeId),
    PreFlight(PreFlightId),
    /// The disputes of a run of this request for OAT, or of this pre-flight.
    Disputed(Uuid),
    Record(Party),
    /// A copy of a notice of downtime.
    Copy,
    Endpoint(OrganisationId),
    Mail(MailId),
    Export(ExportId),
    /// A link to an export of the register.
    Download,
    Reference(AnyReference),
    Membership(SignInId),
    Feedback(Party, PersonId),
    Url,
}

/// What an item is of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    State,
    /// The mark of a deletion.
    Deletion,
    Lease,
    /// Something that happened.
    Event,
    /// Something that changed nothing, and when.
    Aside(Option<Timestamp>),
    /// A note, and when.
    Note(Option<Timestamp>),
    Other,
}

/// What the item with this key belongs to; none of what belongs to nothing that ends.
pub(crate) fn belongs(Key { pk, sk }: &Key) -> Option<Belongs> {
    fn id<T: std::str::FromStr>(pk: &str, prefix: &str) -> Option<T> {
        pk.strip_prefix(prefix)?.parse().ok()
    }
    let of_task = || {
        let (kind, id) = pk.strip_prefix(TASK)?.split_once('.')?;
        match kind {
            "technical_change" => id.parse().ok().map(Belongs::Change),
            "oat_request" => id.parse().ok().map(Belongs::Oat),
            _ => None,
        }
    };
    let of_result = || Some(Belongs::Disputed(pk.strip_prefix(DISPUTED)?.split('#').next()?.parse().ok()?));
    let of_organisation = || {
        let own = organisation_of_key(pk)?;
        Some(match sk.as_str() {
            sk if sk.starts_with(DOWNTIME) => Belongs::Copy,
            sk if sk.starts_with(ENDPOINT) => Belongs::Endpoint(own),
            _ => Belongs::Record(Party::Organisation(own)),
        })
    };
    let of_feedback = || {
        let party = match pk.strip_prefix(FEEDBACK)? {
            PDP => Party::Pdp,
            own => Party::Organisation(own.parse().ok()?),
        };
        Some(Belongs::Feedback(party, id(sk, CONTACT)?))
    };
    match sk.as_str() {
        RESERVATION => return Some(Belongs::Url),
        REFERENCE => return reference_of_key(pk).map(Belongs::Reference),
        MEMBERSHIP => return id(pk, CONTACT).map(Belongs::Membership),
        _ => {}
    }
    if pk == PDP {
        return Some(Belongs::Record(Party::Pdp));
    }
    let of_thing = id(pk, CHANGE).map(Belongs::Change).or_else(|| id(pk, OAT).map(Belongs::Oat));
    let of_thing = of_thing.or_else(|| id(pk, DISPUTE).map(Belongs::Dispute));
    let of_thing = of_thing.or_else(|| id(pk, NOTICE).map(Belongs::Notice));
    let of_thing = of_thing.or_else(|| id(pk, PRE_FLIGHT).map(Belongs::PreFlight));
    let of_thing = of_thing.or_else(of_task).or_else(of_result).or_else(of_organisation);
    let of_thing = of_thing.or_else(of_feedback).or_else(|| mail_of_key(pk).map(Belongs::Mail));
    let of_thing = of_thing.or_else(|| export_of_key(pk).map(Belongs::Export));
    of_thing.or_else(|| pk.starts_with(DOWNLOAD).then_some(Belongs::Download))
}

/// Which part it is.
pub(crate) fn part(Key { sk, .. }: &Key) -> Part {
    match sk.as_str() {
        STATE => Part::State,
        DELETION => Part::Deletion,
        LEASE => Part::Lease,
        sk if sk.starts_with(NOTE) => Part::Note(instant_of(sk.strip_prefix(NOTE))),
        sk => match sk.strip_prefix(HISTORY) {
            None => Part::Other,
            Some(place) => match place.split_once('#') {
                None if place.len() > VERSION_DIGITS => Part::Aside(instant_of(Some(place))),
                None => Part::Event,
                Some((_, note)) => Part::Aside(instant_of(Some(note))),
            },
        },
    }
}

/// The digits of a version in a sort key. What a history of downloads has there is longer.
const VERSION_DIGITS: usize = 10;

/// When a UUIDv7 was made.
fn instant_of(uuid: Option<&str>) -> Option<Timestamp> {
    let uuid: Uuid = uuid?.parse().ok()?;
    Timestamp::from_millisecond(i64::try_from(uuid.as_u128() >> 80).ok()?).ok()
}

impl Key {
    /// The state of a thing that can be deleted; none of what remains of several.
    pub(crate) fn deleted(thing: DeletedThing) -> Option<Self> {
        match thing {
            DeletedThing::Change(id) => Some(Self::change(id)),
            DeletedThing::InitialConnection(id) => Some(Self::oat(id)),
            DeletedThing::Notice(id) => Some(Self::notice(id)),
            DeletedThing::PreFlight(id) => Some(Self::pre_flight(id)),
            DeletedThing::Remains => None,
        }
    }

    /// What marks that the deletion of that which has this state was begun.
    pub(crate) fn deletion(self) -> Self {
        Self { sk: DELETION.to_owned(), ..self }
    }

    /// Whether it is a reference.
    pub(crate) fn is_reference(&self) -> bool {
        self.sk == REFERENCE
    }

    /// Whether it is the reservation of a URL.
    pub(crate) fn is_reservation(&self) -> bool {
        self.sk == RESERVATION
    }

    /// Whether it is the state of a dispute. It says to what everything else of the dispute belongs.
    pub(crate) fn is_dispute(&self) -> bool {
        self.pk.starts_with(DISPUTE) && self.sk == STATE
    }

    /// Whether its partition has nothing but what belongs to one thing, and more may have come into it.
    pub(crate) fn is_of_one_thing(&self) -> bool {
        [CHANGE, OAT, NOTICE, PRE_FLIGHT, DISPUTE, TASK].iter().any(|prefix| self.pk.starts_with(prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::keys::tasks_partition;

    fn uuid<T: std::str::FromStr<Err: std::fmt::Debug>>() -> T {
        "0198cccc-0000-7000-8000-000000000001".parse().expect("an id")
    }

    #[test]
    fn every_key_of_a_thing_says_to_what_it_belongs() {
        let (change, oat): (ChangeId, OatId) = (uuid(), uuid());
        assert_eq!(belongs(&Key::change(change)), Some(Belongs::Change(change)));
        assert_eq!(belongs(&Key::listed(change)), Some(Belongs::Change(change)));
        let task = Key { pk: tasks_partition(domain::task::TaskSubject::Oat(oat)), sk: "retest".to_owned() };
        assert_eq!(belongs(&task), Some(Belongs::Oat(oat)));
        let run = domain::dispute::ResultId::Run { oat, number: 3 };
        assert_eq!(belongs(&Key::disputes_of(run)), Some(Belongs::Disputed(uuid())));
        assert_eq!(belongs(&Key::pdp()), Some(Belongs::Record(Party::Pdp)));
        assert_eq!(belongs(&Key::feedback(Party::Pdp, uuid())), Some(Belongs::Feedback(Party::Pdp, uuid())));
        assert_eq!(belongs(&Key::export_download(uuid(), uuid())), Some(Belongs::Download));
        assert_eq!(belongs(&Key::due_dates()), None);
        assert_eq!(belongs(&Key::find_profile()), None);
    }

    #[test]
    fn what_changed_nothing_says_when_it_was() {
        let key = || Key::change(uuid());
        assert_eq!(part(&key().event(7)), Part::Event);
        let at = Timestamp::from_millisecond(0x0198_cccc_0000).expect("an instant");
        assert_eq!(part(&key().side_note(7, uuid())), Part::Aside(Some(at)));
        assert_eq!(part(&Key::export_download(uuid(), uuid())), Part::Aside(Some(at)));
        assert_eq!(part(&key().deletion()), Part::Deletion);
    }
}
