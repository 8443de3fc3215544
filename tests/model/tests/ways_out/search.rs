//! The search: every state that can be reached, the nearest first; then back from the ends, over what leads onward.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use crate::moves::Moves;
use crate::state::State;

/// How large the search was, and what was found.
pub struct Found {
    pub states: usize,
    pub ends: usize,
    /// The shortest story to each dead end, one for each that reads differently.
    pub dead: Vec<Vec<String>>,
    /// Everything that happened somewhere.
    pub seen: BTreeSet<String>,
}

/// Searches everything from where the world begins.
pub fn search(moves: &Moves) -> Found {
    let first = moves.first();
    let mut known = HashMap::from([(first.fingerprint(), 0_usize)]);
    let mut ways: Vec<Option<(usize, usize)>> = vec![None];
    let mut ended = vec![moves.has_ended(&first)];
    let mut back: Vec<Vec<usize>> = vec![vec![]];
    let mut places = vec![first.words()];
    let mut seen = BTreeSet::new();
    let mut level = vec![(0, first)];
    while !level.is_empty() {
        let mut deeper = Vec::new();
        for (from, state) in level {
            // What has ended goes nowhere.
            if ended[from] {
                continue;
            }
            for (number, next) in moves.next(&state).into_iter().enumerate() {
                let at = match known.entry(next.state.fingerprint()) {
                    Entry::Occupied(known) => *known.get(),
                    Entry::Vacant(new) => {
                        let at = ways.len();
                        new.insert(at);
                        ways.push(Some((from, number)));
                        ended.push(moves.has_ended(&next.state));
                        back.push(vec![]);
                        places.push(next.state.words());
                        deeper.push((at, next.state));
                        at
                    }
                };
                if next.onward {
                    back[at].push(from);
                }
                seen.insert(next.words);
            }
        }
        level = deeper;
    }
    let mut leads = ended.clone();
    let mut open: Vec<usize> = (0..ended.len()).filter(|at| ended[*at]).collect();
    while let Some(at) = open.pop() {
        for from in &back[at] {
            if !leads[*from] {
                leads[*from] = true;
                open.push(*from);
            }
        }
    }
    let mut told: Vec<&String> = Vec::new();
    let mut dead = Vec::new();
    for at in (0..leads.len()).filter(|at| !leads[*at]) {
        if !told.contains(&&places[at]) {
            told.push(&places[at]);
            dead.push(story(moves, &ways, at));
        }
    }
    Found { states: ways.len(), ends: ended.iter().filter(|ended| **ended).count(), dead, seen }
}

/// Tells the way there again, from the beginning.
fn story(moves: &Moves, ways: &[Option<(usize, usize)>], to: usize) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut at = to;
    while let Some((from, number)) = ways[at] {
        numbers.push(number);
        at = from;
    }
    let mut state: State = moves.first();
    let mut told = Vec::new();
    for number in numbers.into_iter().rev() {
        let next = moves.next(&state).swap_remove(number);
        told.push(next.words);
        state = next.state;
    }
    told.push(format!("and from there nothing leads to an end: {}", state.words()));
    told
}
