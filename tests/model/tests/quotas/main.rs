//! The last places of a quota, in every order of events: four requests, of which one is sent twice and one is refused by the rules,
//! meet at a count that has room for two (Q7).
//!
//! Responsible for: that each guard of a count is needed, and that with all of them the rules hold. Must not: run the code of the
//! service; the contract suite does.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use model::explore;

/// How much there may be.
const MOST: u8 = 2;
/// The requests: which of them are refused by the rules, and which one is sent again after its answer was lost.
const REFUSED: [bool; REQUESTS] = [false, false, true, false];
const REQUESTS: usize = 4;
const SENT_TWICE: usize = 0;

/// What keeps a count exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    /// Adding depends on what there is by then, not on what was read.
    CountInTransaction,
    /// It is told once that the quota is spent.
    ToldOnce,
    /// A request that was carried out is found before it is counted.
    ReceiptFirst,
    /// A refused command is counted with the entry that keeps it.
    RefusedCount,
}

/// What must never be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// More is carried out or kept than there may be.
    MoreThanThereMayBe,
    /// It is on record twice that the quota is spent.
    ToldTwice,
    /// One request is counted twice.
    CountedTwice,
    /// A history grows by what is not counted.
    KeptUncounted,
}

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum At {
    Start,
    /// This much was used when it was read, and whether somebody was told.
    Read(u8, bool),
    /// It is to be kept that the quota is spent.
    Spent,
    /// Carried out, or refused by the rules and kept.
    Done,
    /// Answered, and nothing of it kept.
    Answered,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct State {
    used: u8,
    told: bool,
    /// How often it is on record that the quota is spent.
    entries: u8,
    /// How often each request was counted.
    counted: [u8; REQUESTS],
    /// Whether each is carried out or kept.
    written: [bool; REQUESTS],
    at: [At; REQUESTS],
    sent_again: bool,
}

const BEGINNING: State = State {
    used: 0,
    told: false,
    entries: 0,
    counted: [0; REQUESTS],
    written: [false; REQUESTS],
    at: [At::Start; REQUESTS],
    sent_again: false,
};

struct Model {
    without: Option<Guard>,
}

impl Model {
    fn has(&self, guard: Guard) -> bool {
        self.without != Some(guard)
    }

    fn next(&self, state: State) -> Vec<State> {
        let mut next: Vec<_> = (0..REQUESTS).filter_map(|request| self.step(state, request)).collect();
        if state.at[SENT_TWICE] == At::Done && !state.sent_again {
            let mut again = State { sent_again: true, ..state };
            again.at[SENT_TWICE] = At::Start;
            next.push(again);
        }
        next
    }

    fn step(&self, mut state: State, request: usize) -> Option<State> {
        let is_repeated = state.written[request] && self.has(Guard::ReceiptFirst);
        state.at[request] = match state.at[request] {
            At::Start if is_repeated => At::Answered,
            At::Start => At::Read(state.used, state.told),
            At::Read(used, told) if used >= MOST => {
                if told {
                    At::Answered
                } else {
                    At::Spent
                }
            }
            At::Read(used, _) => self.commit(&mut state, request, used),
            At::Spent => {
                if !(state.told && self.has(Guard::ToldOnce)) {
                    state.entries += 1;
                }
                state.told = true;
                At::Answered
            }
            At::Done | At::Answered => return None,
        };
        Some(state)
    }

    /// The transaction of a command, or of the entry of a refused one.
    fn commit(&self, state: &mut State, request: usize, read: u8) -> At {
        let is_counted = !REFUSED[request] || self.has(Guard::RefusedCount);
        let is_full = if self.has(Guard::CountInTransaction) { state.used >= MOST } else { read >= MOST };
        if is_counted && is_full {
            // A command is told so; a refusal by the rules is answered, and not kept.
            return if REFUSED[request] { At::Answered } else { At::Spent };
        }
        if is_counted {
            state.used += 1;
            state.counted[request] += 1;
        }
        state.written[request] = true;
        At::Done
    }

    fn broken(state: &State) -> Option<Rule> {
        let uncounted = (0..REQUESTS).any(|request| state.written[request] && state.counted[request] == 0);
        [
            (state.used > MOST, Rule::MoreThanThereMayBe),
            (state.entries > 1, Rule::ToldTwice),
            (state.counted.iter().any(|times| *times > 1), Rule::CountedTwice),
            (uncounted, Rule::KeptUncounted),
        ]
        .into_iter()
        .find_map(|(is_broken, rule)| is_broken.then_some(rule))
    }

    /// The rule that breaks first, or every state there can be.
    fn search(&self) -> Result<BTreeSet<State>, Rule> {
        let mut met = BTreeSet::new();
        explore(BEGINNING, State::clone, |state| {
            met.insert(*state);
            let after: Vec<_> = self.next(*state);
            match after.iter().find_map(Self::broken) {
                Some(rule) => Err(rule),
                None => Ok(after),
            }
        })?;
        Ok(met)
    }
}

/// Holds Q7.
#[test]
fn in_every_order_as_many_pass_as_may() {
    let met = Model { without: None }.search().unwrap_or_else(|rule| panic!("{rule:?} breaks"));
    assert!(met.len() > 100, "{}", met.len());
    let ends: Vec<_> =
        met.iter().filter(|state| (0..REQUESTS).all(|one| state.at[one] >= At::Done)).collect();
    assert!(ends.iter().all(|state| state.used == MOST), "nobody is refused for nothing");
    assert!(ends.iter().all(|state| state.entries == 1), "of three commands one has no place");
    assert!(ends.iter().any(|state| state.sent_again && state.at[SENT_TWICE] == At::Answered));
}

/// Holds Q7.
#[test]
fn every_guard_of_a_count_is_missed() {
    for (without, breaks) in [
        (Guard::CountInTransaction, Rule::MoreThanThereMayBe),
        (Guard::ToldOnce, Rule::ToldTwice),
        (Guard::ReceiptFirst, Rule::CountedTwice),
        (Guard::RefusedCount, Rule::KeptUncounted),
    ] {
        let found = Model { without: Some(without) }.search();
        assert_eq!(found.err(), Some(breaks), "without {without:?}");
    }
}
