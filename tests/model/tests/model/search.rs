//! The search: every state that can be reached, the nearest first, so that what it finds is as short as can be.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::{Model, Step};
use crate::rules::Rule;
use crate::state::State;
use crate::story::tell;

/// How large the search was.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub states: usize,
    pub steps: usize,
    pub depth: usize,
}

/// A rule that breaks, and the shortest way to where it does.
#[derive(Debug)]
pub struct Counterexample {
    pub rule: Rule,
    pub path: Vec<String>,
    /// States met until then.
    pub states: usize,
}

/// How a state was reached first.
#[derive(Debug, Clone, Copy)]
struct Way {
    from: usize,
    step: Step,
}

/// Searches everything.
///
/// # Errors
/// The nearest counterexample.
pub fn search(model: &mut Model) -> Result<Size, Counterexample> {
    let first = model.first();
    if let Some(rule) = model.broken(&first) {
        return Err(Counterexample { rule, path: vec![], states: 1 });
    }
    let mut known = HashMap::from([(fingerprint(&first), 0)]);
    let mut ways: Vec<Option<Way>> = vec![None];
    let mut settled = vec![model.is_settled(&first)];
    // By themselves: edges of what the system does if nobody else does anything, against their direction.
    let mut back: Vec<Vec<u32>> = vec![vec![]];
    let mut level = vec![(0, first)];
    let mut size = Size { states: 1, steps: 0, depth: 0 };
    while !level.is_empty() {
        let mut deeper = Vec::new();
        for (from, state) in level {
            for next in model.next(&state) {
                size.steps += 1;
                let way = Way { from, step: next.step };
                if let Some(rule) = next.broken {
                    return Err(counterexample(model, &ways, Some(way), rule));
                }
                let at = match known.entry(fingerprint(&next.state)) {
                    Entry::Occupied(known) => *known.get(),
                    Entry::Vacant(new) => {
                        let at = ways.len();
                        new.insert(at);
                        if let Some(rule) = model.broken(&next.state) {
                            return Err(counterexample(model, &ways, Some(way), rule));
                        }
                        ways.push(Some(way));
                        settled.push(model.is_settled(&next.state));
                        back.push(vec![]);
                        deeper.push((at, next.state));
                        at
                    }
                };
                if next.own {
                    back[at].push(from as u32);
                }
            }
        }
        size.depth += 1;
        level = deeper;
    }
    size.states = ways.len();
    match never_settled(model, settled, &back) {
        Some(at) => Err(counterexample(model, &ways, ways[at], Rule::CanBeFinished)),
        None => Ok(size),
    }
}

/// The nearest state from which the system alone reaches no settled one.
fn never_settled(model: &Model, mut settles: Vec<bool>, back: &[Vec<u32>]) -> Option<usize> {
    let mut open: Vec<usize> = (0..settles.len()).filter(|at| settles[*at]).collect();
    while let Some(at) = open.pop() {
        for from in &back[at] {
            let from = *from as usize;
            if !settles[from] {
                settles[from] = true;
                open.push(from);
            }
        }
    }
    settles.iter().position(|settles| !settles).filter(|_| model.must_finish())
}

/// 128 bits, so that two states are never taken for one.
fn fingerprint(state: &State) -> (u64, u64) {
    let digest = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        state.hash(&mut hasher);
        hasher.finish()
    };
    (digest(1), digest(2))
}

/// Tells the way again, from the beginning.
fn counterexample(model: &mut Model, ways: &[Option<Way>], last: Option<Way>, rule: Rule) -> Counterexample {
    let mut steps = Vec::new();
    let mut way = last;
    while let Some(Way { from, step, .. }) = way {
        steps.push(step);
        way = ways[from];
    }
    let mut state = model.first();
    let mut path = Vec::new();
    for step in steps.into_iter().rev() {
        let mut next = model.next(&state).into_iter();
        let Some(next) = next.find(|next| next.step == step) else { break };
        path.push(tell(model, &state, step, &next.state));
        state = next.state;
    }
    Counterexample { rule, path, states: ways.len() }
}
