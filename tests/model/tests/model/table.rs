//! The table: one commit, all of it or nothing, under its conditions (docs/data-model.md); and what remains of that without a
//! guard.

use crate::arena::Arena;
use crate::decision::Writes;
use crate::guards::{Guard, Without};
use crate::people::Company;
use crate::state::{Holder, Notification, NotificationState, State};

/// Why nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    RequestRepeated,
    VersionConflict,
    UrlsTaken,
}

/// Writes everything for the change at `place`. `errand` is the one whose receipt is left, if it carries a key. The half
/// that a missing guard leaves for later is written by [`second_half`].
pub fn commit(
    arena: &mut Arena,
    state: &mut State,
    place: usize,
    writes: &Writes,
    errand: Option<usize>,
    without: Without,
) -> Result<(), Refused> {
    check(arena, state, place, writes, errand, without)?;
    state.rows[place].change = Some(writes.change);
    if without.has(Guard::HistoryInTransaction) {
        put_events(arena, state, place, writes);
    }
    for url in &writes.reserve {
        state.urls[*url] = Holder::Change(place);
    }
    for url in writes.release.iter().filter(|url| !writes.reserve.contains(url)) {
        state.urls[*url] = Holder::Nobody;
    }
    let company = arena.facts(writes.change).company;
    let at_once = if without.has(Guard::EndpointsInTransaction) { writes.live.len() } else { 1 };
    go_live(state, place, company, &writes.live[..writes.live.len().min(at_once)], without);
    if without.has(Guard::NotificationInTransaction) {
        put_notifications(state, place, writes);
    }
    if let Some(errand) = errand.filter(|_| without.has(Guard::ReceiptInTransaction)) {
        state.receipts[errand] = true;
    }
    Ok(())
}

/// Writes what [`commit`] left for later.
pub fn second_half(
    arena: &mut Arena,
    state: &mut State,
    place: usize,
    writes: &Writes,
    errand: Option<usize>,
    without: Without,
) {
    if !without.has(Guard::HistoryInTransaction) {
        put_events(arena, state, place, writes);
    }
    if !without.has(Guard::EndpointsInTransaction) {
        let company = arena.facts(writes.change).company;
        go_live(state, place, company, writes.live.get(1..).unwrap_or_default(), without);
    }
    if !without.has(Guard::NotificationInTransaction) {
        put_notifications(state, place, writes);
    }
    if let Some(errand) = errand {
        state.receipts[errand] = true;
    }
}

/// Whether a guard that is missing leaves a half of this for later.
pub fn has_second_half(writes: &Writes, errand: Option<usize>, without: Without) -> bool {
    (!without.has(Guard::EndpointsInTransaction) && writes.live.len() > 1)
        || !without.has(Guard::HistoryInTransaction)
        || (!without.has(Guard::NotificationInTransaction) && !writes.told.is_empty())
        || (!without.has(Guard::ReceiptInTransaction) && errand.is_some())
}

/// The conditions, the most telling first.
fn check(
    arena: &Arena,
    state: &State,
    place: usize,
    writes: &Writes,
    errand: Option<usize>,
    without: Without,
) -> Result<(), Refused> {
    let row = &state.rows[place];
    let is_remembered = errand.is_some_and(|errand| state.receipts[errand]);
    if is_remembered && without.has(Guard::ReceiptCondition) {
        return Err(Refused::RequestRepeated);
    }
    let version = row.change.map_or(0, |id| arena.facts(id).version);
    let new = writes.from + 1..=writes.from + writes.events.len() as u64;
    let is_there = arena.entries(row.history).iter().any(|(version, _)| new.contains(version));
    let other_version = version != writes.from && without.has(Guard::VersionCondition);
    if other_version || (is_there && without.has(Guard::EventPutOnce)) {
        return Err(Refused::VersionConflict);
    }
    let free = |url: &usize| match state.urls[*url] {
        Holder::Nobody => true,
        holder => holder == Holder::Change(place),
    };
    let conditions = [
        (Guard::UrlCondition, &writes.reserve),
        (Guard::ReleaseCondition, &writes.release),
        (Guard::MoveCondition, &writes.live),
    ];
    let hold = |(guard, urls): &(Guard, &Vec<usize>)| !without.has(*guard) || urls.iter().all(free);
    if conditions.iter().all(hold) { Ok(()) } else { Err(Refused::UrlsTaken) }
}

fn go_live(state: &mut State, place: usize, company: Company, urls: &[usize], without: Without) {
    for url in urls {
        if without.has(Guard::ReservationMoves) {
            state.urls[*url] = Holder::Company(company);
        }
        state.rows[place].live += 1;
        state.live_count[company as usize] += 1;
    }
}

fn put_events(arena: &mut Arena, state: &mut State, place: usize, writes: &Writes) {
    let row = &mut state.rows[place];
    for (event, version) in writes.events.iter().zip(writes.from + 1..) {
        row.history = arena.put_event(row.history, version, *event);
    }
}

fn put_notifications(state: &mut State, place: usize, writes: &Writes) {
    for version in &writes.told {
        let state_of_notification = NotificationState::Pending;
        let (version, taken, news, lost_news) = (*version, 0, 0, 0);
        state.notifications.push(Notification {
            place,
            version,
            state: state_of_notification,
            taken,
            news,
            lost_news,
        });
    }
}
