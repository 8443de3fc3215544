//! Sorts each item of the table by the thing that it belongs to.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    DeletedThing, Entry, Fault, HeldState, Holding, Holdings, ItemKey, Party, RecordEntry, RecordHappened,
    ReferenceOf, Remnant, RemnantKind, Standing,
};
use domain::ids::{ChangeId, DisputeId, OatId, OrganisationId, PersonId, PreFlightId};
use domain::oat::OatRequest;
use domain::organisation::{EventKind, MemberEvent, TeamEventKind};
use domain::register::RegisteredEndpoint;
use jiff::Timestamp;
use newtype_uuid::GenericUuid as _;
use uuid::Uuid;

use crate::item::oat::{lease, state as oat};
use crate::item::read_past::Past;
use crate::item::{
    Item, change, dispute, downtime, export, membership, organisation, pre_flight, record_entry, reference,
    register, reservation,
};
use crate::table::belongs::{Belongs, Part, belongs, part};
use crate::table::keys::{Key, QUEUE};

/// The table, as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Belongings {
    all: Holdings,
    /// By the request for OAT: whose it is, is only known when every organisation was read.
    oats: BTreeMap<OatId, Holding>,
    tests: BTreeMap<OatId, OatRequest>,
    organisations: BTreeSet<OrganisationId>,
    disputes: BTreeMap<DisputeId, Holding>,
    /// What each dispute is about: a run of this request for OAT, or this pre-flight.
    disputed: BTreeMap<DisputeId, Uuid>,
    /// The items of the disputes of a result.
    results: BTreeMap<Uuid, Vec<ItemKey>>,
    pre_flights: BTreeSet<PreFlightId>,
    /// Entries of the register that no change made.
    of_schemes: Vec<RegisteredEndpoint>,
    /// Who was taken out of which record, and when they last were.
    left: BTreeMap<(Party, PersonId), Timestamp>,
    members: BTreeSet<(Party, PersonId)>,
    memberships: Vec<(ItemKey, PersonId)>,
    feedback: Vec<(ItemKey, Party, PersonId)>,
    /// Reservations of URLs that nobody holds.
    free_urls: BTreeSet<ItemKey>,
}

/// The text of an attribute, however the rest of the item reads.
fn said<T: std::str::FromStr>(item: &Item, name: &str) -> Option<T> {
    item.get(name)?.as_s().ok()?.parse().ok()
}

/// A value some maps deep.
fn said_in(item: &Item, path: [&str; 3]) -> Option<Uuid> {
    let [first, second, third] = path;
    let inner = item.get(first)?.as_m().ok()?.get(second)?.as_m().ok()?.get(third)?;
    inner.as_s().ok()?.parse().ok()
}

impl Belongings {
    /// Adds one item, at `now`.
    pub(super) fn add(&mut self, item: Item, now: Timestamp) {
        let key = Key::of_item(&item);
        let Some(of) = belongs(&key) else { return };
        let name = format!("{} {}", key.pk, key.sk);
        let key_of = ItemKey { pk: key.pk.clone(), sk: key.sk.clone() };
        let read = match of {
            Belongs::Change(id) => self.add_of_change(id, &key, item),
            Belongs::Oat(id) => self.add_of_oat(id, &key, item, now),
            Belongs::Dispute(id) => self.add_of_dispute(id, &key, item),
            Belongs::Notice(id) => {
                let holding = self.thing(DeletedThing::Notice(id));
                add_item(holding, &key);
                match part(&key) {
                    Part::State => downtime::read_notice(item, &mut Past::default())
                        .map(|notice| holding.state = HeldState::Notice(Box::new(notice))),
                    _ => Ok(()),
                }
                .inspect_err(|_| holding.unreadable.push(name.clone()))
            }
            Belongs::PreFlight(id) => self.add_of_pre_flight(id, &key, item, now),
            Belongs::Disputed(of) => {
                self.results.entry(of).or_default().push(key_of);
                Ok(())
            }
            Belongs::Record(party) => self.add_of_record(party, &key, item),
            Belongs::Copy => self.add_copy(&key, item),
            Belongs::Endpoint(_) => self.add_endpoint(&key, item),
            Belongs::Mail(_) => {
                self.add_mail(&key, &item);
                Ok(())
            }
            Belongs::Export(_) => self.add_export(&key, item, now),
            Belongs::Download => {
                if let Part::Aside(Some(since)) = part(&key) {
                    self.remains(RemnantKind::Download, key_of, since);
                }
                Ok(())
            }
            Belongs::Reference(reference) => self.add_reference(&key, reference, item),
            Belongs::Membership(_) => membership::read(item).map(|standing| {
                if let Standing::Left(person) = standing {
                    self.memberships.push((key_of, person));
                }
            }),
            Belongs::Feedback(party, person) => {
                self.feedback.push((key_of, party, person));
                Ok(())
            }
            Belongs::Url => {
                if reservation::is_free(&item) {
                    self.free_urls.insert(key_of);
                }
                Ok(())
            }
        };
        if read.is_err() {
            self.all.unreadable.push(name);
        }
    }

    fn remains(&mut self, kind: RemnantKind, item: ItemKey, since: Timestamp) {
        self.all.remnants.push(Remnant { kind, item, since });
    }

    fn thing(&mut self, thing: DeletedThing) -> &mut Holding {
        self.all.things.entry(thing).or_default()
    }

    fn add_of_change(&mut self, id: ChangeId, key: &Key, item: Item) -> Result<(), Fault> {
        let holding = self.thing(DeletedThing::Change(id));
        add_item(holding, key);
        if part(key) != Part::State {
            return Ok(());
        }
        let read = change::read(item, &mut Past::default());
        read.map(|change| holding.state = HeldState::Change(Box::new(change), None))
            .inspect_err(|_| holding.unreadable.push(format!("{} {}", key.pk, key.sk)))
    }

    fn add_of_oat(&mut self, id: OatId, key: &Key, item: Item, now: Timestamp) -> Result<(), Fault> {
        let holding = self.oats.entry(id).or_default();
        add_item(holding, key);
        match part(key) {
            Part::Lease => add_lease(holding, key, &item, now)?,
            Part::State => match oat::read(item, &mut Past::default()) {
                Ok(read) => drop(self.tests.insert(id, read)),
                Err(fault) => {
                    holding.unreadable.push(format!("{} {}", key.pk, key.sk));
                    return Err(fault);
                }
            },
            _ => {}
        }
        Ok(())
    }

    fn add_of_dispute(&mut self, id: DisputeId, key: &Key, item: Item) -> Result<(), Fault> {
        let holding = self.disputes.entry(id).or_default();
        add_item(holding, key);
        if part(key) != Part::State {
            return Ok(());
        }
        let about = said_in(&item, ["result", "run", "oat"]);
        let about = about.or_else(|| said_in(&item, ["result", "pre_flight", "id"]));
        self.disputed.extend(about.map(|about| (id, about)));
        dispute::read(item, &mut Past::default())
            .map(|dispute| holding.around.disputes.push(dispute))
            .inspect_err(|_| holding.unreadable.push(format!("{} {}", key.pk, key.sk)))
    }

    fn add_of_pre_flight(
        &mut self,
        id: PreFlightId,
        key: &Key,
        item: Item,
        now: Timestamp,
    ) -> Result<(), Fault> {
        self.pre_flights.insert(id);
        let holding = self.thing(DeletedThing::PreFlight(id));
        add_item(holding, key);
        match part(key) {
            Part::Lease => add_lease(holding, key, &item, now)?,
            Part::State => match pre_flight::read(item) {
                Ok(read) => holding.state = HeldState::PreFlight(Box::new(read)),
                Err(fault) => {
                    holding.unreadable.push(format!("{} {}", key.pk, key.sk));
                    return Err(fault);
                }
            },
            _ => {}
        }
        Ok(())
    }

    fn add_of_record(&mut self, party: Party, key: &Key, item: Item) -> Result<(), Fault> {
        match (part(key), party) {
            (Part::State, Party::Organisation(id)) => {
                self.organisations.insert(id);
                let own = organisation::read(item)?;
                self.members.extend(own.people.iter().map(|one| (party, one.id)));
                self.all.organisations.insert(id, own);
            }
            (Part::State, Party::Pdp) => {
                let team = organisation::read_team(item)?;
                self.members.extend(team.people.iter().map(|one| (party, one.id)));
            }
            (Part::Event, _) => {
                if let Some((person, at)) = removed(&record_entry::read(party, item)?) {
                    let last = self.left.entry((party, person)).or_insert(at);
                    *last = at.max(*last);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn add_copy(&mut self, key: &Key, item: Item) -> Result<(), Fault> {
        let of_change: Option<ChangeId> = said(&item, "change");
        let of_notice = said(&item, "id").map(DeletedThing::Notice);
        let thing = of_change.map(DeletedThing::Change).or(of_notice);
        thing.into_iter().for_each(|thing| add_item(self.thing(thing), key));
        downtime::read(item).map(drop)
    }

    fn add_endpoint(&mut self, key: &Key, item: Item) -> Result<(), Fault> {
        let of_change: Option<ChangeId> = said(&item, "change");
        let read = register::read(item);
        match (of_change, &read) {
            (None, Ok(entry)) => self.of_schemes.push(entry.clone()),
            (None, Err(_)) => {}
            (Some(id), read) => {
                let holding = self.thing(DeletedThing::Change(id));
                add_item(holding, key);
                match read {
                    Ok(entry) => holding.around.endpoints.push(entry.clone()),
                    Err(_) => holding.unreadable.push(format!("{} {}", key.pk, key.sk)),
                }
            }
        }
        read.map(drop)
    }

    /// By its attributes: one that cannot be read goes with what it is about.
    fn add_mail(&mut self, key: &Key, item: &Item) {
        let holding = if let Some(id) = said(item, "change") {
            self.thing(DeletedThing::Change(id))
        } else if let Some(id) = said(item, "oat") {
            self.oats.entry(id).or_default()
        } else if let Some(id) = said(item, "dispute") {
            self.disputes.entry(id).or_default()
        } else {
            let is_settled = !item.contains_key(QUEUE);
            if let Some(at) = said(item, "at").filter(|_| is_settled) {
                let item = ItemKey { pk: key.pk.clone(), sk: key.sk.clone() };
                self.remains(RemnantKind::Notification, item, at);
            }
            return;
        };
        add_item(holding, key);
        holding.notifications += 1;
    }

    fn add_export(&mut self, key: &Key, item: Item, now: Timestamp) -> Result<(), Fault> {
        let Some(id) = said_in(&item, ["subject", "evidence_bundle", "change"]) else { return Ok(()) };
        let holding = self.thing(DeletedThing::Change(ChangeId::from_untyped_uuid(id)));
        add_item(holding, key);
        let read = export::read(item, now);
        match &read {
            Ok(export) => holding.around.is_exported |= export.is_some(),
            Err(_) => holding.unreadable.push(format!("{} {}", key.pk, key.sk)),
        }
        read.map(drop)
    }

    fn add_reference(
        &mut self,
        key: &Key,
        reference: domain::reference::AnyReference,
        item: Item,
    ) -> Result<(), Fault> {
        if !reference::names_something(&item) {
            return Ok(());
        }
        let given = reference::read(reference, item)?;
        let holding = match given.of {
            ReferenceOf::Change(id) => self.thing(DeletedThing::Change(id)),
            ReferenceOf::Oat(id) => self.oats.entry(id).or_default(),
            ReferenceOf::PreFlight(id) => self.thing(DeletedThing::PreFlight(id)),
            ReferenceOf::Dispute(id) => self.disputes.entry(id).or_default(),
        };
        add_item(holding, key);
        Ok(())
    }

    /// Everything together, when every item was added.
    pub(super) fn sorted(mut self) -> Holdings {
        for (id, holding) in std::mem::take(&mut self.disputes) {
            match self.disputed.get(&id) {
                Some(about) => self.add_to_result(*about, holding),
                // Its state is gone, so nobody knows to what it belongs.
                None => self.all.unreadable.extend(holding.items.iter().map(named)),
            }
        }
        for (about, items) in std::mem::take(&mut self.results) {
            self.add_to_result(about, Holding { items, ..Holding::default() });
        }
        for (id, mut holding) in std::mem::take(&mut self.oats) {
            let own = OrganisationId::from_untyped_uuid(id.into_untyped_uuid());
            let test = self.tests.remove(&id);
            if self.organisations.contains(&own) {
                let scheme = self.all.organisations.get(&own).and_then(|own| own.vouching.as_ref());
                let is_of_scheme = |entry: &&RegisteredEndpoint| {
                    scheme.is_some_and(|scheme| scheme.endpoints.iter().any(|(id, _)| *id == entry.id))
                };
                holding.around.endpoints.extend(self.of_schemes.iter().filter(is_of_scheme).cloned());
                if let Some(test) = test {
                    holding.state = HeldState::InitialConnection(Box::new(test));
                }
                self.all.things.insert(DeletedThing::InitialConnection(id), holding);
            } else {
                let id = ChangeId::from_untyped_uuid(id.into_untyped_uuid());
                let whole = self.thing(DeletedThing::Change(id));
                if let HeldState::Change(_, oat) = &mut whole.state {
                    *oat = test.map(Box::new);
                }
                join(whole, holding);
            }
        }
        self.people();
        for (thing, holding) in &mut self.all.things {
            if let DeletedThing::Change(_) = thing {
                let urls = holding.around.endpoints.iter().map(|entry| Key::url(&entry.endpoint));
                let keys = urls.map(|Key { pk, sk }| ItemKey { pk, sk });
                holding.items.extend(keys.filter(|key| self.free_urls.contains(key)));
            }
            let mark = Key::deleted(*thing).map(Key::deletion);
            let is_mark = |key: &ItemKey| mark.as_ref().is_some_and(|mark| mark.is(key));
            // As long as there is a mark, the deletion goes on, also if a state was made again meanwhile.
            if holding.items.iter().any(is_mark) {
                holding.state = HeldState::BeingDeleted;
            }
            holding.items.retain(|key| !is_mark(key));
        }
        self.all
    }

    fn add_to_result(&mut self, about: Uuid, holding: Holding) {
        let pre_flight = PreFlightId::from_untyped_uuid(about);
        let whole = match self.pre_flights.contains(&pre_flight) {
            true => self.thing(DeletedThing::PreFlight(pre_flight)),
            false => self.oats.entry(OatId::from_untyped_uuid(about)).or_default(),
        };
        join(whole, holding);
    }

    /// What is kept of people who left. Of somebody whose leaving is in no history, nobody knows since when it is of no use.
    fn people(&mut self) {
        for (item, person) in std::mem::take(&mut self.memberships) {
            let last = self.left.iter().filter(|((_, left), _)| *left == person).map(|(_, at)| *at).max();
            let is_back = self.members.iter().any(|(_, member)| *member == person);
            if let Some(since) = last.filter(|_| !is_back) {
                self.remains(RemnantKind::Membership, item, since);
            }
        }
        for (item, party, person) in std::mem::take(&mut self.feedback) {
            let last = self.left.get(&(party, person)).copied();
            if let Some(since) = last.filter(|_| !self.members.contains(&(party, person))) {
                self.remains(RemnantKind::DeliveryStatus, item, since);
            }
        }
    }
}

fn named(key: &ItemKey) -> String {
    format!("{} {}", key.pk, key.sk)
}

fn add_lease(holding: &mut Holding, key: &Key, item: &Item, now: Timestamp) -> Result<(), Fault> {
    let until = lease::until(item);
    let until = until.inspect_err(|_| holding.unreadable.push(format!("{} {}", key.pk, key.sk)))?;
    holding.around.is_probed |= until.is_some_and(|until| now < until);
    Ok(())
}

fn add_item(holding: &mut Holding, key: &Key) {
    holding.items.push(ItemKey { pk: key.pk.clone(), sk: key.sk.clone() });
    match part(key) {
        Part::Event => holding.entries += 1,
        Part::Aside(at) => {
            holding.entries += 1;
            holding.around.noted_at = holding.around.noted_at.max(at);
        }
        Part::Note(at) => holding.around.noted_at = holding.around.noted_at.max(at),
        Part::State | Part::Deletion | Part::Lease | Part::Other => {}
    }
}

/// Adds a part of a thing to it.
fn join(whole: &mut Holding, part: Holding) {
    whole.items.extend(part.items);
    whole.entries += part.entries;
    whole.notifications += part.notifications;
    whole.unreadable.extend(part.unreadable);
    let around = &mut whole.around;
    around.endpoints.extend(part.around.endpoints);
    around.disputes.extend(part.around.disputes);
    around.is_exported |= part.around.is_exported;
    around.is_probed |= part.around.is_probed;
    around.noted_at = around.noted_at.max(part.around.noted_at);
}

/// Who was taken out of a record by this entry, and when.
fn removed(entry: &RecordEntry) -> Option<(PersonId, Timestamp)> {
    match entry {
        Entry::Happened(RecordHappened::Organisation(recorded)) => match &recorded.event.kind {
            EventKind::Member(MemberEvent::MemberRemoved { member }) => Some((member.id, recorded.event.at)),
            _ => None,
        },
        Entry::Happened(RecordHappened::Pdp(recorded)) => match &recorded.event.kind {
            TeamEventKind::Member(MemberEvent::MemberRemoved { member }) => {
                Some((member.id, recorded.event.at))
            }
            _ => None,
        },
        _ => None,
    }
}
