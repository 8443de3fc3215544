//! What the rules say of a history: whole, by people who may, and live only when it was time.
//!
//! Looks at the events and at what `replay` and `apply` make of them. Must not: ask `decide`, `going_live` or `authorise`, which it
//! is there to check.

use std::mem::{Discriminant, discriminant};

use domain::actor::{By, Process};
use domain::calendar::{Calendar, london_date, london_midnight};
use domain::change::steps::StepProgress;
use domain::change::support::{HoldReason, SupportSubject};
use domain::change::{Change, Event, EventKind, Stage, apply, replay};
use domain::policy::Policy;
use domain::register::endpoint_id;
use jiff::Timestamp;

use crate::arena::{Arena, Entries, is_told};
use crate::people::{Company, Who};
use crate::rules::Rule;
use crate::state::SnapshotId;

/// What is known of a history.
#[derive(Debug)]
pub struct Verdict {
    /// The first rule it breaks.
    pub broken: Option<Rule>,
    pub leads_to: Option<SnapshotId>,
    /// Versions at which somebody was told something.
    pub told: Vec<u64>,
}

/// Judges a history.
pub fn judge(arena: &mut Arena, entries: &Entries) -> Verdict {
    let events: Vec<Event> = entries.iter().map(|(_, event)| arena.event(*event).clone()).collect();
    let has_gap = entries.iter().zip(1..).any(|((version, _), expected)| *version != expected);
    let broken = if has_gap { Some(Rule::HistoryHasNoGap) } else { first_broken(&events) };
    let told = entries.iter().zip(&events).filter(|(_, event)| is_told(&event.kind));
    let told = told.map(|((version, _), _)| *version).collect();
    let leads_to = replay(&events).map(|change| arena.intern_change(change));
    Verdict { broken, leads_to, told }
}

fn first_broken(events: &[Event]) -> Option<Rule> {
    let (first, rest) = events.split_first()?;
    let mut change = replay([first])?;
    let mut so_far = SoFar::default();
    for event in rest {
        if let Some(rule) = breaks(&change, &so_far, event) {
            return Some(rule);
        }
        let was_done = done_since(&change).is_some();
        apply(&mut change, event);
        so_far.note(event, was_done, done_since(&change).is_some());
    }
    breaks_alone(&change, first)
}

/// What a state does not tell of how it came to be.
#[derive(Debug, Default)]
struct SoFar {
    /// Holds without a date that nobody has released, nor given a date: one of each kind of reason.
    held: Vec<Discriminant<HoldReason>>,
    /// A reclassification left nothing to be done, or made OAT unnecessary while something was undecided about it; and nobody has
    /// released it since.
    freed: bool,
}

impl SoFar {
    fn note(&mut self, event: &Event, was_done: bool, is_done: bool) {
        match &event.kind {
            EventKind::GoingLiveHeld { reason, until } => {
                self.held.retain(|kind| *kind != discriminant(reason));
                self.held.extend(until.is_none().then(|| discriminant(reason)));
            }
            EventKind::GoingLiveReleased { .. } => {
                self.held.clear();
                self.freed = false;
            }
            EventKind::OatSettled | EventKind::OatRevoked { .. } => {
                self.held.retain(|kind| *kind != discriminant(&HoldReason::Oat));
            }
            EventKind::ChangeReclassified { oat_required: Some(false), .. }
                if is_done && self.held.contains(&discriminant(&HoldReason::Oat)) =>
            {
                self.freed = true;
            }
            EventKind::ChangeReclassified { .. } | EventKind::ChangeConfirmed { .. }
                if !was_done && is_done =>
            {
                self.freed = true;
            }
            _ => {}
        }
        // What goes live then does so by what is still to be done.
        if !is_done {
            self.freed = false;
            self.held.retain(|kind| *kind != discriminant(&HoldReason::Reclassified));
        }
    }
}

fn breaks(change: &Change, so_far: &SoFar, event: &Event) -> Option<Rule> {
    if let Some(rule) = breaks_alone(change, event) {
        return Some(rule);
    }
    if let EventKind::ChangeWithdrawn { idle_since: Some(_), .. } = &event.kind {
        return (!was_left_alone(change, event.at)).then_some(Rule::OnlyTheIdle);
    }
    let EventKind::EndpointsWentLive { endpoints } = &event.kind else { return None };
    let proposed = change.submitted.iter().flat_map(|submitted| &submitted.submission.new_endpoints);
    let all = proposed.enumerate().map(|(at, endpoint)| (endpoint_id(change.id, at), endpoint.clone()));
    if !all.eq(endpoints.iter().cloned()) {
        return Some(Rule::LiveTogether);
    }
    if change.live_at.is_some() {
        return Some(Rule::LiveOnce);
    }
    match &change.stage {
        Stage::Withdrawn { .. } | Stage::Rejected { .. } => return Some(Rule::EndIsFinal),
        _ if !is_due(change, event.at) => return Some(Rule::LiveOnlyWhenDone),
        _ => {}
    }
    if is_held(change, event.at) || !so_far.held.is_empty() {
        return Some(Rule::HoldWins);
    }
    so_far.freed.then_some(Rule::NotByReclassification)
}

/// Whether nothing had happened for 60 working days, and nothing had been submitted that PDP decides on.
fn was_left_alone(change: &Change, now: Timestamp) -> bool {
    let with_pdp = |progress: &StepProgress| matches!(progress, StepProgress::WithPdp { .. });
    let calendar = Calendar::england_and_wales();
    let days = calendar.working_days_between(london_date(change.updated_at), london_date(now));
    days >= 60 && !change.progress.values().any(with_pdp) && matches!(change.stage, Stage::Confirmed(_))
}

/// Who did it.
fn breaks_alone(change: &Change, event: &Event) -> Option<Rule> {
    match event.by {
        By::Person { .. } => match Who::named(event.by) {
            None => Some(Rule::ActorIsKnown),
            Some(Who::FirstStaff | Who::SecondStaff) => None,
            Some(own) if own == Company::of(change.organisation).contact() => None,
            Some(_) => Some(Rule::OwnPeopleOnly),
        },
        // A person who only reads does nothing.
        By::Reader { .. } => Some(Rule::ActorIsKnown),
        By::System(process) => {
            let does = match &event.kind {
                EventKind::EndpointsWentLive { .. } => process == Process::GoLive,
                EventKind::OatPassed { .. }
                | EventKind::OatSettled
                | EventKind::GoingLiveHeld { reason: HoldReason::Oat, .. }
                | EventKind::OatRevoked { .. }
                | EventKind::ConnectionDateMoved { .. } => process == Process::OperationalAcceptanceTesting,
                EventKind::EvidenceReceived { .. } | EventKind::EvidenceAccepted { .. } => {
                    process == Process::EvidenceInspection
                }
                // It follows from whatever was last done.
                EventKind::ChangeCompleted => true,
                _ => false,
            };
            (!does).then_some(Rule::ActorIsKnown)
        }
    }
}

/// Since when every step is complete that comes before going live.
fn done_since(change: &Change) -> Option<Timestamp> {
    let (Stage::Confirmed(confirmation), Some(submitted)) = (&change.stage, &change.submitted) else {
        return None;
    };
    let (scale, oat) = (submitted.scale, confirmation.oat_required);
    let policy = Policy::version(submitted.policy);
    let last = policy.last_step_before_live(scale, oat);
    let mut since = confirmation.at;
    for rule in policy.steps_of(scale) {
        match change.progress.get(&rule.step) {
            Some(StepProgress::Complete { at, .. }) => since = since.max(*at),
            _ if rule.only_with_oat && !oat => {}
            _ => return None,
        }
        if rule.step == last {
            return Some(since);
        }
    }
    None
}

/// Every step complete; with OAT, a date that lay ahead when they were, and is reached.
fn is_due(change: &Change, now: Timestamp) -> bool {
    let Some(done) = done_since(change) else { return false };
    let oat = matches!(&change.stage, Stage::Confirmed(confirmation) if confirmation.oat_required);
    !oat || change
        .connection_date
        .is_some_and(|date| date > london_date(done) && london_midnight(date) <= now)
}

fn is_held(change: &Change, now: Timestamp) -> bool {
    let mut holds = change.holds.iter();
    let holds = holds.any(|hold| hold.until.is_none_or(|until| london_midnight(until) > now));
    let is_delay = |subject: &SupportSubject| matches!(subject, SupportSubject::DelayGoingLive { .. });
    holds || change.support.iter().any(|request| request.answer.is_none() && is_delay(&request.subject))
}
