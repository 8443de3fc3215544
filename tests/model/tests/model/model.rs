//! The model: from a state, every next one. Each step is one effect, and anything else may come in between two of them.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use domain::change::Refusal;
use jiff::Timestamp;

use crate::arena::Arena;
use crate::decision::{Matter, Writes, ask};
use crate::guards::{Guard, Without};
use crate::rules::{Rule, Sight};
use crate::scenario::Scenario;
use crate::starts::events;
use crate::state::{Delivery, Errand, Holder, Notification, NotificationState, PLACES, Row, Run, State};

/// Who takes a step that is one of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// A delivery of the request of an errand.
    Errand { errand: usize, copy: usize },
    /// A run of the due-work job.
    DueWork(usize),
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Time passes.
    Tick,
    /// Somebody looks at a change before they act on it.
    Look(usize),
    /// A run reads the change at a place, and decides.
    Read(Runner, usize),
    /// It writes.
    Write(Runner),
    /// It writes what it left for later.
    WriteRest(Runner),
    /// It ends in the midst of it.
    Crash(Runner),
    /// A step of a delivery of a notification.
    Deliver(usize, Sending),
    /// News that the mail service took a notification arrives.
    News(usize),
    /// Or is lost.
    NewsLost(usize),
    /// The state of a change is put back.
    Restore(usize),
}

/// A step of a delivery of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// It reads the notification.
    See(usize),
    /// It takes the lease, or notes that the status of the notification is in doubt.
    Take,
    /// The mail service takes the notification and says so.
    Sent,
    /// It refuses.
    Refused,
    /// It takes the notification, and the answer is lost.
    SentUnheard,
    /// The call is lost.
    Lost,
    /// The delivery notes what it knows.
    Note,
    Crash,
}

/// What a step led to.
#[derive(Debug, Clone)]
pub struct Next {
    pub step: Step,
    pub state: State,
    /// A rule that the step itself breaks.
    pub broken: Option<Rule>,
    /// Whether it is the system's own, and no fault: what it does by itself if nobody does anything.
    pub own: bool,
}

/// A scenario, with some guards left out.
#[derive(Debug)]
pub struct Model {
    pub scenario: Scenario,
    pub without: Without,
    pub arena: Arena,
    /// What was seen on the way.
    pub sights: BTreeSet<Sight>,
    /// The version each change begins the search with.
    pub first_versions: [u64; PLACES],
    asked: HashMap<Matter, Result<Option<Rc<Writes>>, Refusal>>,
}

impl Model {
    pub fn new(scenario: Scenario, without: Without) -> Self {
        let (arena, sights, asked) = (Arena::default(), BTreeSet::new(), HashMap::new());
        Self { scenario, without, arena, sights, first_versions: [0; PLACES], asked }
    }

    pub fn has(&self, guard: Guard) -> bool {
        self.without.has(guard)
    }

    /// Where it begins.
    pub fn first(&mut self) -> State {
        let mut rows = [(); PLACES].map(|()| None);
        for (place, (start, company)) in self.scenario.starts.into_iter().enumerate() {
            let events = events(start, place, company, self.scenario.apart);
            self.first_versions[place] = events.len() as u64;
            let entries: Vec<_> = (1..)
                .zip(events.iter())
                .map(|(at, event)| (at, self.arena.intern_event(event.clone())))
                .collect();
            let change = entries.iter().fold(None, |before, (_, event)| self.arena.apply(before, *event));
            let history = self.arena.intern_history(entries);
            rows[place] = Some(Row { change, history, live: 0 });
        }
        let rows = rows.map(|row| row.expect("every place has a row"));
        // As many URLs as two changes of two endpoints can have.
        let mut urls = vec![Holder::Nobody; 2 * PLACES];
        for (place, row) in rows.iter().enumerate() {
            for url in row.change.map(|id| self.arena.facts(id).urls.clone()).unwrap_or_default() {
                urls[url] = Holder::Change(place);
            }
        }
        let errand = Errand { seen: None, effects: 0, runs: [Run::Idle; 2] };
        let plans = self.scenario.plans.len();
        State {
            now: 0,
            rows,
            urls,
            live_count: [1; 2],
            receipts: vec![false; plans],
            notifications: vec![],
            errands: vec![errand; plans],
            jobs: vec![Run::Idle; self.scenario.jobs],
            deliveries: vec![Delivery::Idle; self.scenario.deliveries],
            faults: self.scenario.mail_faults,
            crashed: false,
            restored: false,
        }
    }

    /// Every step from `state`, with what it leads to.
    pub fn next(&mut self, state: &State) -> Vec<Next> {
        let mut next = Vec::new();
        self.commands(state, &mut next);
        self.mail(state, &mut next);
        if self.can_tick(state) {
            let mut later = state.clone();
            later.now += 1;
            self.stop_senders(&mut later);
            next.push(Next { step: Step::Tick, state: later, broken: None, own: true });
        }
        if self.scenario.restores && !state.restored {
            for place in 0..PLACES {
                let mut put_back = state.clone();
                put_back.restored = true;
                let row = &mut put_back.rows[place];
                let begun =
                    row.change.is_some_and(|id| self.arena.facts(id).version > self.first_versions[place]);
                if begun {
                    row.change = self.arena.before_last(row.history);
                    next.push(Next { step: Step::Restore(place), state: put_back, broken: None, own: false });
                }
            }
        }
        next.into_iter().map(|one| Next { state: one.state.in_order(), ..one }).collect()
    }

    /// The instant.
    pub fn instant(&self, at: usize) -> Timestamp {
        self.scenario.instants[at]
    }

    /// Whether senders may crash and the mail may fail now.
    pub fn may_fail(&self, state: &State) -> bool {
        state.now < self.scenario.mail_faults_until
    }

    /// What the domain decides on `matter`; asked once.
    pub fn decide(&mut self, matter: Matter) -> Result<Option<Rc<Writes>>, Refusal> {
        if let Some(known) = self.asked.get(&matter) {
            return known.clone();
        }
        let now = self.instant(matter.at);
        let writes = ask(&mut self.arena, matter, now, self.without, self.scenario.apart);
        let writes = writes.map(|writes| writes.map(Rc::new));
        self.asked.insert(matter, writes.clone());
        writes
    }

    /// How the status of everything stands: nothing is due that the system has not done.
    pub fn is_settled(&self, state: &State) -> bool {
        let now = self.instant(state.now);
        let live = state.rows.iter().filter_map(|row| row.change).all(|id| {
            let facts = self.arena.facts(id);
            facts.go_live_at.is_none_or(|at| at > now)
        });
        let sent = |notification: &Notification| {
            notification.state == NotificationState::Sent && notification.taken > 0
        };
        live && (state.deliveries.is_empty() || state.notifications.iter().all(sent))
    }
}
