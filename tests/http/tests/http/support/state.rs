//! Everything the store holds, to compare before and after.

use app::fakes::MemoryStore;

/// What a store holds, written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Changes, URLs, references, remembered requests, letters, members.
    pub all_but_history: String,
    pub history: String,
}

impl State {
    pub fn of(store: &MemoryStore) -> Self {
        let text = format!("{store:?}");
        let (before, rest) = text.split_once(", history: {").expect("the history");
        let (history, after) = rest.split_once("}, urls: {").expect("what follows the history");
        Self { all_but_history: format!("{before}{after}"), history: history.to_owned() }
    }
}
