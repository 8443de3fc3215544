//! Commands and due-work jobs under way: read and decide, write, be answered; crash, lose a race, come twice
//! (`app::execute_command`).

use domain::calendar::london_midnight;
use domain::change::{GoingLive, Refusal, Status};
use domain::refusal::Thing;

use crate::asks::Ask;
use crate::decision::{Matter, Writes};
use crate::guards::Guard;
use crate::model::{Model, Next, Runner, Step};
use crate::people::Who;
use crate::rules::{Rule, Sight};
use crate::state::{HistoryId, PLACES, Run, SnapshotId, State};
use crate::table::{Refused, commit, has_second_half, second_half};

/// What a run is about.
#[derive(Debug, Clone, Copy)]
struct Request {
    who: Who,
    ask: Ask,
    /// The errand whose receipt it leaves and asks for.
    key: Option<usize>,
    /// The version they have seen, when they name one.
    seen: Option<u64>,
}

impl Model {
    /// Every step of a command or a due-work job.
    pub fn commands(&mut self, state: &State, next: &mut Vec<Next>) {
        let free = state.under_way() < self.scenario.at_once;
        for errand in 0..self.scenario.plans.len() {
            let plan = self.scenario.plans[errand];
            if plan.looks {
                next.extend(self.look(state, errand));
            }
            for copy in 0..plan.copies {
                // The second delivery is the one that begins later.
                let waits = copy > 0 && state.errands[errand].runs[0] == Run::Idle;
                let place = if plan.ask == Ask::Draft { copy } else { plan.place };
                if !waits {
                    self.run(state, Runner::Errand { errand, copy }, &[place], free, next);
                }
            }
        }
        for job in 0..state.jobs.len() {
            // Runs that do nothing are alike, and stand first: one of them is enough.
            if state.jobs[job] != Run::Idle || job == 0 {
                self.run(state, Runner::DueWork(job), &[0, 1][..PLACES], free, next);
            }
        }
    }

    fn run(&mut self, state: &State, runner: Runner, places: &[usize], free: bool, next: &mut Vec<Next>) {
        let run = run_of(state, runner);
        match run {
            Run::Idle if free => {
                for place in places {
                    next.extend(self.read(state, runner, *place));
                }
            }
            Run::Again { place } => next.extend(self.read(state, runner, place)),
            Run::Decided { .. } => next.push(self.write(state, runner)),
            Run::Half { .. } => next.push(self.write_rest(state, runner)),
            Run::Idle | Run::Over => {}
        }
        if run.is_under_way() {
            let mut crashed = state.clone();
            crashed.crashed = true;
            *run_mut(&mut crashed, runner) = Run::Idle;
            // What hangs is stopped: nothing waits for a request for ever.
            let own = matches!(runner, Runner::Errand { .. });
            next.push(Next { step: Step::Crash(runner), state: crashed, broken: None, own });
        }
    }

    /// Somebody looks at a change, unless they have seen it as it is.
    fn look(&mut self, state: &State, errand: usize) -> Option<Next> {
        let place = self.scenario.plans[errand].place;
        let begun = &state.errands[errand];
        let change = self.arena.change(state.rows[place].change?);
        let current = begun.seen.is_some_and(|seen| change.is_current(seen));
        let busy = begun.effects > 0 || begun.runs.iter().any(|run| run.is_under_way());
        if current || busy {
            return None;
        }
        let version = change.version;
        let mut state = state.clone();
        state.errands[errand].seen = Some(version);
        Some(Next { step: Step::Look(errand), state, broken: None, own: false })
    }

    fn request(&self, state: &State, runner: Runner) -> Request {
        match runner {
            Runner::DueWork(_) => Request { who: Who::DueWork, ask: Ask::GoLive, key: None, seen: None },
            Runner::Errand { errand, .. } => {
                let plan = self.scenario.plans[errand];
                let (key, seen) = (plan.keyed.then_some(errand), state.errands[errand].seen);
                Request { who: plan.who, ask: plan.ask, key, seen: seen.filter(|_| plan.looks) }
            }
        }
    }

    /// One round trip, and what is decided on what it brought.
    fn read(&mut self, state: &State, runner: Runner, place: usize) -> Option<Next> {
        let again = matches!(run_of(state, runner), Run::Again { .. });
        let after = self.read_to(state, runner, place, again);
        let own = matches!(runner, Runner::DueWork(_));
        let mut state_after = state.clone();
        *run_mut(&mut state_after, runner) = after;
        let step = Step::Read(runner, place);
        (state_after != *state).then_some(Next { step, state: state_after, broken: None, own })
    }

    fn read_to(&mut self, state: &State, runner: Runner, place: usize, again: bool) -> Run {
        let Request { who, ask, key, seen } = self.request(state, runner);
        if key.is_some_and(|errand| state.receipts[errand]) && self.has(Guard::ReceiptRead) {
            self.sights.insert(Sight::Repeated);
            return if again { Run::Over } else { Run::Idle };
        }
        let is_draft = ask == Ask::Draft;
        let read = state.rows[place].change.filter(|_| !is_draft);
        let looks = self.looks(runner);
        if (read.is_none() && !is_draft) || (looks && seen.is_none()) {
            return Run::Idle;
        }
        let stale = read.zip(seen).is_some_and(|(id, seen)| !self.arena.change(id).is_current(seen));
        if stale && self.has(Guard::Staleness) {
            self.sights.insert(Sight::Stale);
            return Run::Idle;
        }
        let at = state.now;
        match self.decide(Matter { place, read, who, ask, at }) {
            Ok(Some(_)) => Run::Decided { place, read, at, again },
            Ok(None) => {
                self.note_wait(read, at, ask);
                Run::Idle
            }
            Err(refusal) => {
                let outsider = refusal == Refusal::NotFound(Thing::Change);
                self.sights.insert(if outsider { Sight::OutsiderRefused } else { Sight::Refused });
                Run::Idle
            }
        }
    }

    fn looks(&self, runner: Runner) -> bool {
        matches!(runner, Runner::Errand { errand, .. } if self.scenario.plans[errand].looks)
    }

    /// Why a due-work job left a change as it is.
    fn note_wait(&mut self, read: Option<SnapshotId>, at: usize, ask: Ask) {
        let Some(change) = read.filter(|_| ask == Ask::GoLive).map(|id| self.arena.change(id)) else {
            return;
        };
        let now = self.scenario.instants[at];
        let reached = change.connection_date.is_some_and(|date| london_midnight(date) <= now);
        if change.status() == Status::Confirmed && reached && change.is_held() {
            self.sights.insert(Sight::HeldWhenDue);
        }
        if change.going_live() == GoingLive::DateNeeded {
            self.sights.insert(Sight::DateMissed);
        }
    }

    fn write(&mut self, state: &State, runner: Runner) -> Next {
        let Request { who, ask, key, seen } = self.request(state, runner);
        let Run::Decided { place, read, at, again } = run_of(state, runner) else {
            unreachable!("only what is decided is written")
        };
        let decided = self.decide(Matter { place, read, who, ask, at });
        let Ok(Some(writes)) = decided else { unreachable!("what was decided stays decided") };
        let mut after = state.clone();
        let without = self.without;
        let mut broken = None;
        let outcome = commit(&mut self.arena, &mut after, place, &writes, key, without);
        let then = match outcome {
            Ok(()) => {
                broken = self.breaks_by_writing(state, &after, place, &writes, seen);
                self.note_written(state, place, &writes);
                self.written(&mut after, runner, place, read, at, &writes)
            }
            Err(Refused::RequestRepeated) => {
                self.sights.insert(Sight::Repeated);
                Run::Over
            }
            Err(Refused::VersionConflict) => {
                self.sights.insert(Sight::RaceLost);
                // A due-work job comes again by itself.
                let tries_again = !again && matches!(runner, Runner::Errand { .. });
                if tries_again { Run::Again { place } } else { Run::Idle }
            }
            Err(Refused::UrlsTaken) => {
                self.sights.insert(Sight::UrlTaken);
                Run::Idle
            }
        };
        *run_mut(&mut after, runner) = then;
        let own = matches!(runner, Runner::DueWork(_));
        Next { step: Step::Write(runner), state: after, broken, own }
    }

    fn written(
        &self,
        after: &mut State,
        runner: Runner,
        place: usize,
        read: Option<SnapshotId>,
        at: usize,
        writes: &Writes,
    ) -> Run {
        let key = self.request(after, runner).key;
        if let Runner::Errand { errand, .. } = runner {
            after.errands[errand].effects += 1;
        }
        if has_second_half(writes, key, self.without) { Run::Half { place, read, at } } else { ended(runner) }
    }

    fn write_rest(&mut self, state: &State, runner: Runner) -> Next {
        let Request { who, ask, key, .. } = self.request(state, runner);
        let mut after = state.clone();
        if let Run::Half { place, read, at } = run_of(state, runner)
            && let Ok(Some(writes)) = self.decide(Matter { place, read, who, ask, at })
        {
            second_half(&mut self.arena, &mut after, place, &writes, key, self.without);
        }
        *run_mut(&mut after, runner) = ended(runner);
        Next { step: Step::WriteRest(runner), state: after, broken: None, own: true }
    }

    /// Rules about the step itself, which no state shows.
    fn breaks_by_writing(
        &self,
        before: &State,
        after: &State,
        place: usize,
        writes: &Writes,
        seen: Option<u64>,
    ) -> Option<Rule> {
        let history = before.rows[place].history;
        if !self.grows(history, after.rows[place].history) {
            return Some(Rule::HistoryOnlyGrows);
        }
        let since = |seen: u64| seen + 1..=writes.from;
        let mut unseen = seen.into_iter().flat_map(|seen| {
            self.arena.entries(history).iter().filter(move |(version, _)| since(seen).contains(version))
        });
        let blind = unseen.any(|(_, event)| !self.arena.event(*event).kind.leaves_views_fresh());
        blind.then_some(Rule::ActsOnWhatWasSeen)
    }

    fn grows(&self, before: HistoryId, after: HistoryId) -> bool {
        self.arena.entries(after).starts_with(self.arena.entries(before))
    }

    fn note_written(&mut self, before: &State, place: usize, writes: &Writes) {
        let facts = self.arena.facts(writes.change);
        if !writes.live.is_empty() {
            self.sights.insert(if before.crashed { Sight::LiveAfterCrash } else { Sight::Live });
        }
        match facts.status {
            Status::Withdrawn if facts.live => self.sights.insert(Sight::WithdrawnAfterLive),
            Status::Withdrawn => self.sights.insert(Sight::Withdrawn),
            Status::Rejected => self.sights.insert(Sight::Rejected),
            Status::Complete => self.sights.insert(Sight::Complete),
            _ => false,
        };
        let others =
            (0..PLACES).filter(|other| *other != place).filter_map(|other| before.rows[other].change);
        let mut ended = others
            .map(|id| self.arena.facts(id))
            .filter(|other| matches!(other.status, Status::Withdrawn | Status::Rejected));
        if ended.any(|other| other.urls.iter().any(|url| writes.reserve.contains(url))) {
            self.sights.insert(Sight::UrlTakenOver);
        }
    }
}

fn ended(runner: Runner) -> Run {
    match runner {
        Runner::Errand { .. } => Run::Over,
        Runner::DueWork(_) => Run::Idle,
    }
}

fn run_of(state: &State, runner: Runner) -> Run {
    match runner {
        Runner::Errand { errand, copy } => state.errands[errand].runs[copy],
        Runner::DueWork(job) => state.jobs[job],
    }
}

fn run_mut(state: &mut State, runner: Runner) -> &mut Run {
    match runner {
        Runner::Errand { errand, copy } => &mut state.errands[errand].runs[copy],
        Runner::DueWork(job) => &mut state.jobs[job],
    }
}
