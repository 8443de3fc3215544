//! Finds what refers to nothing or is referred to by nothing, and says what mends it. Pure, but for the reading.

use domain::change::Status;
use domain::evidence::{CHECKED_WITHIN, FileOwner};
use domain::ids::{ChangeId, PersonId};
use domain::register::EndpointState;
use domain::task::{TaskId, TaskKind, TaskSubject};
use jiff::{SignedDuration, Timestamp};

use crate::command::{DeletedThing, History, Holder};
use crate::error::Fault;
use crate::look_up::ReferenceOf;
use crate::mending::inventory::Inventory;
use crate::mending::ports::Repairs;
use crate::organisation::record::Party;
use crate::services::Services;

/// A lease that ended so long ago is nobody's; the next batch may take it.
const LEASE_OVER: SignedDuration = SignedDuration::from_hours(1);

/// Something that refers to nothing or is referred to by nothing, or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// What it is, in words.
    pub what: String,
    pub remedy: Remedy,
}

/// What mends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The state is made again from the history.
    Rebuild(History),
    /// The membership is made again from the record.
    Membership(PersonId),
    /// The file is inspected again, or is uploaded again.
    Inspect(FileOwner),
    /// The record is put again, because no history tells how it began.
    PutAgain,
    /// The deletion goes on.
    GoOnDeleting,
    /// Nothing: it does no harm.
    Nothing,
    /// No command: nothing here says what it should be.
    Unknown,
}

/// Everything of the kind, after a reading of the whole table.
///
/// # Errors
/// [`Fault`].
pub async fn find_orphans<S: Repairs>(services: &Services<S>) -> Result<Vec<Orphan>, Fault> {
    let inventory = services.store.inventory().await?;
    Ok(orphans(&inventory, services.clock.now()))
}

fn orphans(all: &Inventory, now: Timestamp) -> Vec<Orphan> {
    let mut found = Vec::new();
    let mut tell = |what: String, remedy| found.push(Orphan { what, remedy });
    for (item, of) in &all.unreadable {
        let remedy = match of {
            Some(History::Record(Party::Pdp)) => Remedy::PutAgain,
            Some(of) => Remedy::Rebuild(*of),
            None => Remedy::Unknown,
        };
        tell(format!("{item}: cannot be read"), remedy);
    }
    for thing in &all.being_deleted {
        tell(format!("{}: its deletion was begun, and has not ended", deleted(*thing)), Remedy::GoOnDeleting);
    }
    let is_left = |of: &ReferenceOf| !is_being_deleted(all, *of);
    for of in all.histories.difference(&all.states).filter(|of| is_left(of)) {
        tell(format!("{}: has a history and no state", named(*of)), rebuilds(*of));
    }
    for id in all.changes.keys().filter(|id| !all.listed.contains(id)) {
        tell(format!("change {id}: in no list by status"), Remedy::Rebuild(History::Change(*id)));
    }
    for id in all.listed.iter().filter(|id| !all.states.contains(&ReferenceOf::Change(**id))) {
        tell(format!("row of change {id}: has no state"), Remedy::Rebuild(History::Change(*id)));
    }
    for reserved in &all.reserved {
        if let Some((why, remedy)) = reserved_for_nothing(all, reserved.holder) {
            tell(format!("reservation of {}: {why}", reserved.url), remedy);
        }
    }
    for given in all.references.iter().filter(|given| !all.states.contains(&given.of) && is_left(&given.of)) {
        tell(format!("reference {}: {} is not there", given.reference, named(given.of)), rebuilds(given.of));
    }
    people(all, &mut tell);
    let of_task = |task: &TaskId| match task.subject() {
        TaskSubject::Change(id) => is_left(&ReferenceOf::Change(id)),
        TaskSubject::Oat(id) => is_left(&ReferenceOf::Oat(id)),
        TaskSubject::Organisation(_) | TaskSubject::Pdp => true,
    };
    for task in all.tasks.iter().filter(|task| of_task(task)) {
        if let Some((why, on)) = waits_for_nothing(all, task) {
            tell(format!("task {task}: {why}"), Remedy::Rebuild(on));
        }
    }
    for (id, change) in &all.downtime {
        let remedy = match change {
            Some(change) => match all.changes.get(change) {
                Some(own) if own.downtime.contains(id) => None,
                Some(_) => Some(Remedy::Unknown),
                // Of one that cannot be read nobody knows.
                None if all.states.contains(&ReferenceOf::Change(*change)) => None,
                None if !is_left(&ReferenceOf::Change(*change)) => None,
                None => Some(Remedy::Rebuild(History::Change(*change))),
            },
            None if all.being_deleted.contains(&DeletedThing::Notice(*id)) => None,
            None => (!all.notices.contains(id)).then_some(Remedy::Rebuild(History::Downtime(*id))),
        };
        if let Some(remedy) = remedy {
            tell(format!("copy of the notice of downtime {id}: the notice is not there"), remedy);
        }
    }
    for (id, until) in &all.leases {
        if !is_left(&ReferenceOf::Oat(*id)) {
            continue;
        }
        if !all.states.contains(&ReferenceOf::Oat(*id)) {
            let remedy = Remedy::Rebuild(History::Oat(*id));
            tell(format!("lease of the request for OAT {id}: the request is not there"), remedy);
        } else if now.duration_since(*until) > LEASE_OVER {
            tell(format!("lease of the request for OAT {id}: ended at {until}"), Remedy::Nothing);
        }
    }
    for (of, id, since) in &all.checking {
        if now.duration_since(*since) > CHECKED_WITHIN {
            tell(format!("file {id}: being checked since {since}"), Remedy::Inspect(*of));
        }
    }
    found
}

/// Whether something of it is left only because its deletion stopped.
fn is_being_deleted(all: &Inventory, of: ReferenceOf) -> bool {
    let is = |thing| all.being_deleted.contains(&thing);
    match of {
        ReferenceOf::Change(id) => is(DeletedThing::Change(id)),
        ReferenceOf::Oat(id) => {
            is(DeletedThing::InitialConnection(id))
                || is(DeletedThing::Change(ChangeId::from_u128(id.as_u128())))
        }
        ReferenceOf::PreFlight(id) => is(DeletedThing::PreFlight(id)),
        ReferenceOf::Dispute(_) => false,
    }
}

fn deleted(thing: DeletedThing) -> String {
    match thing {
        DeletedThing::Change(id) => format!("change {id}"),
        DeletedThing::InitialConnection(id) => format!("request for OAT {id}"),
        DeletedThing::Notice(id) => format!("notice of downtime {id}"),
        DeletedThing::PreFlight(id) => format!("pre-flight {id}"),
        DeletedThing::Remains => "what belongs to nothing".to_owned(),
    }
}

/// Members without their membership, and memberships without their member.
fn people(all: &Inventory, tell: &mut impl FnMut(String, Remedy)) {
    for (party, person, sign_in) in &all.members {
        if all.memberships.get(sign_in) != Some(&(*person, Some(*party))) {
            let remedy = Remedy::Membership(*person);
            tell(format!("member {person}: the membership of {sign_in} says otherwise"), remedy);
        }
    }
    let is_member = |party, person, sign_in| all.members.contains(&(party, person, sign_in));
    for (sign_in, (person, party)) in &all.memberships {
        // A person of whom the record says something else is found above.
        if party.is_some_and(|party| !is_member(party, *person, *sign_in))
            && all.members.iter().all(|(_, _, other)| other != sign_in)
        {
            tell(format!("membership of {sign_in}: no record has {person}"), Remedy::Membership(*person));
        }
    }
    for (sign_in, person) in &all.unreadable_memberships {
        let is_known = all.members.iter().any(|(_, _, other)| other == sign_in);
        if !is_known {
            let remedy = person.map_or(Remedy::Unknown, Remedy::Membership);
            tell(format!("membership of {sign_in}: cannot be read"), remedy);
        }
    }
}

fn reserved_for_nothing(all: &Inventory, holder: Holder) -> Option<(&'static str, Remedy)> {
    match holder {
        Holder::Change(id) => {
            let on = Remedy::Rebuild(History::Change(id));
            match all.changes.get(&id) {
                None if all.states.contains(&ReferenceOf::Change(id)) => None,
                None => Some(("its change is not there", on)),
                Some(own) if is_given_up(own.status) && !own.is_live => Some(("its change has ended", on)),
                Some(_) => None,
            }
        }
        Holder::Endpoint(own, id) => {
            let on = Remedy::Rebuild(History::Record(Party::Organisation(own)));
            match all.endpoints.get(&(own, id)) {
                // The register is what an organisation is made again from.
                None => Some(("its endpoint is not there", Remedy::Unknown)),
                Some(EndpointState::Inactive) => Some(("its endpoint is out of use", on)),
                Some(_) => None,
            }
        }
    }
}

const fn is_given_up(status: Status) -> bool {
    matches!(status, Status::Rejected | Status::Withdrawn)
}

fn waits_for_nothing(all: &Inventory, task: &TaskId) -> Option<(&'static str, History)> {
    let kinds = [TaskKind::SupportRequest, TaskKind::DelayRequest];
    let is_support = kinds.iter().any(|kind| task.name().starts_with(kind.code()));
    match task.subject() {
        TaskSubject::Change(id) => {
            let on = History::Change(id);
            match all.changes.get(&id) {
                None if all.states.contains(&ReferenceOf::Change(id)) => None,
                None => Some(("its change is not there", on)),
                // What somebody asked before the end is still answered.
                Some(own) if own.status.is_terminal() && !is_support => Some(("its change has ended", on)),
                Some(_) => None,
            }
        }
        TaskSubject::Oat(id) => {
            let on = History::Oat(id);
            match all.oats.get(&id) {
                None if all.states.contains(&ReferenceOf::Oat(id)) => None,
                None => Some(("its request for OAT is not there", on)),
                Some(true) if !is_support => Some(("its request for OAT has ended", on)),
                Some(_) => None,
            }
        }
        TaskSubject::Organisation(id) => {
            let on = History::Record(Party::Organisation(id));
            (!all.organisations.contains(&id)).then_some(("its organisation is not there", on))
        }
        TaskSubject::Pdp => None,
    }
}

const fn rebuilds(of: ReferenceOf) -> Remedy {
    match of {
        ReferenceOf::Change(id) => Remedy::Rebuild(History::Change(id)),
        ReferenceOf::Oat(id) => Remedy::Rebuild(History::Oat(id)),
        ReferenceOf::Dispute(id) => Remedy::Rebuild(History::Dispute(id)),
        // It has no history; nothing depends on it.
        ReferenceOf::PreFlight(_) => Remedy::Nothing,
    }
}

fn named(of: ReferenceOf) -> String {
    match of {
        ReferenceOf::Change(id) => format!("change {id}"),
        ReferenceOf::Oat(id) => format!("request for OAT {id}"),
        ReferenceOf::Dispute(id) => format!("dispute {id}"),
        ReferenceOf::PreFlight(id) => format!("pre-flight {id}"),
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::SignInId;
    use domain::reference::{AnyReference, Reference};

    use super::*;
    use crate::look_up::GivenReference;
    use crate::mending::inventory::{ChangeFound, Reserved};

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(number: u32) -> T {
        format!("0198cccc-0000-7000-8000-{number:012}").parse().expect("an id")
    }

    fn now() -> Timestamp {
        "2026-11-02T09:00:00Z".parse().expect("an instant")
    }

    /// One change in this status, which is in order.
    fn with_change(status: Status) -> Inventory {
        let mut all = Inventory::default();
        let found = ChangeFound { status, is_live: false, downtime: Vec::new() };
        all.changes.insert(id(1), found);
        all.states.insert(ReferenceOf::Change(id(1)));
        all.histories.insert(ReferenceOf::Change(id(1)));
        all.listed.insert(id(1));
        all
    }

    fn whats(all: &Inventory) -> Vec<String> {
        orphans(all, now()).into_iter().map(|orphan| orphan.what).collect()
    }

    #[test]
    fn what_is_in_order_is_no_orphan() {
        assert_eq!(whats(&with_change(Status::InReview)), [""; 0]);
    }

    #[test]
    fn a_url_is_kept_for_a_change_that_goes_on() {
        let change: ChangeId = id(1);
        let reserved = Reserved { url: "https://a.example".to_owned(), holder: Holder::Change(change) };
        let with = |status| Inventory { reserved: vec![reserved.clone()], ..with_change(status) };
        assert_eq!(whats(&with(Status::Confirmed)), [""; 0]);
        let ended = orphans(&with(Status::Withdrawn), now());
        let remedy = Remedy::Rebuild(History::Change(change));
        let what = "reservation of https://a.example: its change has ended".to_owned();
        assert_eq!(ended, [Orphan { what, remedy }]);
    }

    #[test]
    fn a_history_without_a_state_is_rebuilt() {
        let mut all = with_change(Status::Draft);
        all.states.clear();
        all.changes.clear();
        assert_eq!(orphans(&all, now()).len(), 2, "the state, and the row that it was in lists by");
        assert!(
            orphans(&all, now())
                .iter()
                .all(|orphan| orphan.remedy == Remedy::Rebuild(History::Change(id(1))))
        );
    }

    #[test]
    fn a_deletion_that_stopped_goes_on_and_nothing_is_rebuilt() {
        let mut all = with_change(Status::Withdrawn);
        all.states.clear();
        all.changes.clear();
        all.listed.clear();
        let given = GivenReference {
            reference: AnyReference::Change(Reference::from_bits(1)),
            of: ReferenceOf::Change(id(1)),
            organisation: None,
        };
        all.references.push(given);
        all.leases.push((id(1), now()));
        all.downtime.push((id(8), Some(id(1))));
        assert_eq!(orphans(&all, now()).len(), 4, "without a mark it is broken");
        all.being_deleted.insert(DeletedThing::Change(id(1)));
        let found = orphans(&all, now());
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].remedy, Remedy::GoOnDeleting);
    }

    #[test]
    fn members_and_memberships_are_compared_both_ways() {
        let (person, sign_in): (PersonId, SignInId) = (id(4), id(5));
        let remedy = Remedy::Membership(person);
        let mut all = Inventory { members: vec![(Party::Pdp, person, sign_in)], ..Inventory::default() };
        assert_eq!(orphans(&all, now())[0].remedy, remedy, "there is no membership");
        all.memberships.insert(sign_in, (person, Some(Party::Pdp)));
        assert_eq!(whats(&all), [""; 0]);
        all.members.clear();
        assert_eq!(orphans(&all, now())[0].remedy, remedy, "there is no member");
        all.memberships.insert(sign_in, (person, None));
        assert_eq!(whats(&all), [""; 0], "they have left");
    }

    #[test]
    fn a_file_may_be_checked_for_a_day() {
        let checking = |hours: i64| Inventory {
            checking: vec![(FileOwner::Change(id(1)), id(7), now() - SignedDuration::from_hours(hours))],
            ..with_change(Status::Draft)
        };
        assert_eq!(whats(&checking(23)), [""; 0]);
        assert_eq!(orphans(&checking(25), now())[0].remedy, Remedy::Inspect(FileOwner::Change(id(1))));
    }
}
