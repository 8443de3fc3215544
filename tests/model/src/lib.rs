//! The search that the models of few requests share.

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;

/// Looks at every state that can be reached from `first`, each once, the nearest first. `name` tells states apart, and `next` says what
/// follows one. The number of states.
///
/// # Errors
/// The first of `next`, which ends the search.
pub fn explore<S, N: Eq + Hash, E>(
    first: S,
    name: impl Fn(&S) -> N,
    mut next: impl FnMut(&S) -> Result<Vec<S>, E>,
) -> Result<usize, E> {
    let mut known = HashSet::from([name(&first)]);
    let mut left = VecDeque::from([first]);
    while let Some(state) = left.pop_front() {
        for after in next(&state)? {
            if known.insert(name(&after)) {
                left.push_back(after);
            }
        }
    }
    Ok(known.len())
}
