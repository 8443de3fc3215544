//! What the domain decides, and what a commit then writes; with a guard left out, what it would decide without it.
//!
//! A guard inside `decide` is left out by telling `decide` something untrue: that there is no hold, that it is a year later.
//! What it then decides is applied to the change as it is.

use domain::aggregate::Trail;
use domain::change::steps::StepProgress;
use domain::change::support::HoldReason;
use domain::change::{
    Change, Confirmation, Context, Event, EventKind, Refusal, Stage, Status, apply, decide, draft,
};
use domain::policy::Policy;
use domain::refusal::Thing;
use jiff::{Timestamp, ToSpan};

use crate::arena::{Arena, is_told};
use crate::asks::Ask;
use crate::guards::{Guard, Without};
use crate::people::Who;
use crate::starts::{answers, change_id, context};
use crate::state::{EventId, SnapshotId};

/// What is decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Matter {
    pub place: usize,
    pub read: Option<SnapshotId>,
    pub who: Who,
    pub ask: Ask,
    pub at: usize,
}

/// What a commit writes.
#[derive(Debug)]
pub struct Writes {
    /// The version it began from; 0 for a draft.
    pub from: u64,
    pub change: SnapshotId,
    pub events: Vec<EventId>,
    pub reserve: Vec<usize>,
    pub release: Vec<usize>,
    /// Endpoints that go live, as places in the list of URLs.
    pub live: Vec<usize>,
    /// Versions that are told.
    pub told: Vec<u64>,
}

/// Asks the domain. No writes when it is already so, or not yet the time.
pub fn ask(
    arena: &mut Arena,
    matter: Matter,
    now: Timestamp,
    without: Without,
    apart: bool,
) -> Result<Option<Writes>, Refusal> {
    let Matter { place, read, who, .. } = matter;
    let events = match read.map(|id| arena.change(id).clone()) {
        None => vec![draft(change_id(place), answers(place, apart), true, &who.actor(), &context(now))?],
        Some(change) => decided(&change, matter, now, without)?,
    };
    Ok((!events.is_empty()).then(|| written(arena, read, events, without)))
}

fn decided(change: &Change, matter: Matter, now: Timestamp, without: Without) -> Result<Vec<Event>, Refusal> {
    let Matter { place, who, ask, .. } = matter;
    let command = ask.command(place, now).ok_or(Refusal::NotFound(Thing::Change))?;
    let actor = if without.has(Guard::Permission) { who.actor() } else { who.let_in_by(change.organisation) };
    if ask != Ask::GoLive {
        let is_early = ask == Ask::WithdrawIdle && !without.has(Guard::LeftAloneLongEnough);
        let told = if is_early { a_year_after(now) } else { now };
        let mut events = decide(change, command, &actor, &context(told)).map(Trail::into_events)?;
        events.iter_mut().for_each(|event| event.at = now);
        if !without.has(Guard::HeldAfterReclassification) {
            let after = EventKind::GoingLiveHeld { reason: HoldReason::Reclassified, until: None };
            events.retain(|event| event.kind != after);
        }
        return Ok(events);
    }
    let mut told = change.clone();
    let context = mislead(&mut told, now, without);
    let mut events = decide(&told, command, &actor, &context).map(Trail::into_events)?;
    events.iter_mut().for_each(|event| event.at = now);
    Ok(events)
}

/// Tells going live that what a missing guard would see is not there.
fn mislead(change: &mut Change, now: Timestamp, without: Without) -> Context<'static> {
    if !without.has(Guard::NoHold) {
        change.holds.clear();
    }
    if !without.has(Guard::EveryHoldCounts) {
        let earlier = change.holds.len().saturating_sub(1);
        change.holds.drain(..earlier);
    }
    if !without.has(Guard::NoRequestForDelay) {
        change.support.clear();
    }
    if !without.has(Guard::NotLiveAlready) {
        change.live_at = None;
    }
    if !without.has(Guard::NotEnded)
        && matches!(change.stage, Stage::Withdrawn { .. } | Stage::Rejected { .. })
    {
        let (at, by) = (change.drafted_at, change.drafted_by);
        change.stage = Stage::Confirmed(Confirmation { at, by, oat_required: true, review: None });
    }
    if !without.has(Guard::OatPassed)
        && let Stage::Confirmed(confirmation) = &mut change.stage
    {
        confirmation.oat_required = false;
    }
    if !without.has(Guard::StepsComplete)
        && let Stage::Confirmed(confirmation) = &change.stage
        && let Some(submitted) = &change.submitted
    {
        let (at, by) = (confirmation.at, confirmation.by);
        for rule in Policy::version(submitted.policy).steps_of(submitted.scale) {
            change.progress.insert(rule.step, StepProgress::Complete { at, by });
        }
    }
    context(if without.has(Guard::DateReached) { now } else { a_year_after(now) })
}

fn a_year_after(now: Timestamp) -> Timestamp {
    now.checked_add(8_760.hours()).unwrap_or(now)
}

fn written(arena: &mut Arena, read: Option<SnapshotId>, events: Vec<Event>, without: Without) -> Writes {
    let from = read.map_or(0, |id| arena.change(id).version);
    let mut change = read.map(|id| arena.change(id).clone());
    let mut writes = Writes {
        from,
        change: SnapshotId(0),
        events: vec![],
        reserve: vec![],
        release: vec![],
        live: vec![],
        told: vec![],
    };
    let mut after = read;
    for (event, version) in events.into_iter().zip(from + 1..) {
        let before = change.as_ref().map(Change::status);
        if is_told(&event.kind) {
            writes.told.push(version);
        }
        let went_live = matches!(event.kind, EventKind::EndpointsWentLive { .. });
        if let Some(change) = &mut change {
            apply(change, &event);
        }
        let id = arena.intern_event(event);
        writes.events.push(id);
        after = arena.apply(after, id);
        let Some(facts) = after.map(|id| arena.facts(id)) else { continue };
        // Submitting proposes URLs, and so does taking back a rejection, which had released them (Q5).
        let proposes = matches!(before, Some(Status::Draft | Status::Rejected));
        if proposes && facts.status == Status::InReview {
            writes.reserve.clone_from(&facts.urls);
        }
        if went_live {
            writes.live.clone_from(&facts.urls);
        }
        // Withdrawing after going live takes nothing back (C9).
        let ended = matches!(facts.status, Status::Withdrawn | Status::Rejected);
        let keeps = facts.live && without.has(Guard::LiveNotReleased);
        if ended && before != Some(facts.status) && !keeps && without.has(Guard::ReleasedAtTheEnd) {
            writes.release.clone_from(&facts.urls);
        }
    }
    writes.change = after.unwrap_or(writes.change);
    writes
}
