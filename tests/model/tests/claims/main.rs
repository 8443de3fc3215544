//! Claims on a task, in every order of events: two people claim it, one of them may take it over, while the task ends and another
//! begins under its id (Q1).
//!
//! Responsible for: that each guard of the transaction of a claim is needed, and that with all of them the rules hold. Must not: run
//! the code of the service; the contract suite does.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use model::explore;

/// What the transaction of a claim checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    /// The task waits since when it did when it was read.
    TaskAsRead,
    /// The claim is the one that was read.
    ClaimAsRead,
    /// A claim counts only for the task that began when it was made.
    ClaimNamesTask,
}

/// What must never be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Somebody is told that they have a task that is over.
    ToldOfWhatIsOver,
    /// Two are told that they have the same task, and neither took it over from the other.
    ToldTwice,
    /// A task that begins is somebody's already.
    BeginsClaimed,
}

/// How far somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum At {
    Start,
    /// They read this: since when the task waits, and the claim.
    Read(u8, Option<Claim>),
    /// They were told that the task which waits since then is theirs.
    Told(u8),
    Refused,
}

/// Whose it is, and since when the claimed task waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Claim {
    by: u8,
    since: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct State {
    /// Since when the task waits; none while it does not.
    task: Option<u8>,
    /// How often it began.
    begun: u8,
    claim: Option<Claim>,
    people: [At; 2],
    /// Whether somebody took it over from somebody else.
    taken_over: bool,
}

const BEGINNING: State =
    State { task: Some(1), begun: 1, claim: None, people: [At::Start, At::Start], taken_over: false };

/// Two people claim it; the second takes over if she has to.
const TAKES_OVER: [bool; 2] = [false, true];

struct Model {
    without: Option<Guard>,
    takes_over: [bool; 2],
}

impl Model {
    fn has(&self, guard: Guard) -> bool {
        self.without != Some(guard)
    }

    /// Whether a claim is one on the task that waits since then.
    fn is_on(&self, claim: Claim, since: u8) -> bool {
        claim.since == since || !self.has(Guard::ClaimNamesTask)
    }

    /// Everything that can happen next.
    fn next(&self, state: State) -> Vec<Result<State, Rule>> {
        let mut next = Vec::new();
        if state.task.is_some() {
            next.push(Ok(State { task: None, ..state }));
        } else if state.begun < 2 {
            let since = state.begun + 1;
            let is_claimed = state.claim.is_some_and(|claim| self.is_on(claim, since));
            let begins = State { task: Some(since), begun: since, ..state };
            next.push(if is_claimed { Err(Rule::BeginsClaimed) } else { Ok(begins) });
        }
        for person in 0..2_u8 {
            next.extend(self.step(state, person));
        }
        next
    }

    fn step(&self, state: State, person: u8) -> Option<Result<State, Rule>> {
        let at = |at: At, state: State| {
            let mut people = state.people;
            people[usize::from(person)] = at;
            State { people, ..state }
        };
        match state.people[usize::from(person)] {
            At::Start => Some(Ok(match state.task {
                None => at(At::Refused, state),
                Some(since) => {
                    let held = state.claim.filter(|claim| self.is_on(*claim, since) && claim.by != person);
                    match held {
                        Some(_) if !self.takes_over[usize::from(person)] => at(At::Refused, state),
                        _ => at(At::Read(since, state.claim), state),
                    }
                }
            })),
            At::Read(since, claim) => Some(self.commit(state, person, since, claim, at)),
            At::Told(_) | At::Refused => None,
        }
    }

    fn commit(
        &self,
        state: State,
        person: u8,
        since: u8,
        read: Option<Claim>,
        at: impl Fn(At, State) -> State,
    ) -> Result<State, Rule> {
        let task_changed = self.has(Guard::TaskAsRead) && state.task != Some(since);
        let claim_changed = self.has(Guard::ClaimAsRead) && state.claim != read;
        if task_changed || claim_changed {
            // It is decided again, on what is there by then.
            return Ok(at(At::Start, state));
        }
        if state.task != Some(since) {
            return Err(Rule::ToldOfWhatIsOver);
        }
        let knew = read.is_some_and(|claim| claim.by != person && claim.since == since);
        let other = state.people[usize::from(1 - person)];
        if other == At::Told(since) && !knew {
            return Err(Rule::ToldTwice);
        }
        let claim = Some(Claim { by: person, since });
        Ok(at(At::Told(since), State { claim, taken_over: state.taken_over || knew, ..state }))
    }

    /// The rule that breaks first, or every state there can be.
    fn search(&self) -> Result<BTreeSet<State>, Rule> {
        let mut met = BTreeSet::new();
        explore(BEGINNING, State::clone, |state| {
            met.insert(*state);
            self.next(*state).into_iter().collect()
        })?;
        Ok(met)
    }
}

/// Holds Q1.
#[test]
fn in_every_order_one_has_a_claim_on_what_waits() {
    for takes_over in [[false, false], TAKES_OVER, [true, true]] {
        let met = Model { without: None, takes_over }.search();
        let met = met.unwrap_or_else(|rule| panic!("{rule:?} breaks"));
        let both_told = met.iter().any(|state| state.people == [At::Told(1), At::Told(1)]);
        assert_eq!(both_told, takes_over[0] || takes_over[1], "only knowingly");
        assert!(
            met.iter().any(|state| state.task == Some(2) && state.claim.is_some_and(|old| old.since == 1))
        );
        assert!(met.iter().all(|state| state.people != [At::Told(1), At::Told(1)] || state.taken_over));
    }
}

/// Holds Q1.
#[test]
fn every_guard_of_a_claim_is_missed() {
    for (without, breaks) in [
        (Guard::TaskAsRead, Rule::ToldOfWhatIsOver),
        (Guard::ClaimAsRead, Rule::ToldTwice),
        (Guard::ClaimNamesTask, Rule::BeginsClaimed),
    ] {
        let found = Model { without: Some(without), takes_over: [false, false] }.search();
        assert_eq!(found.expect_err("a rule breaks"), breaks, "without {without:?}");
    }
}
