//! The table of the sessions, in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::Fault;
use portal::{Item, Items};

/// Items that end. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct FakeItems(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Taken ones stay, without what they held.
    items: BTreeMap<String, Option<Item>>,
    reads: usize,
    writes: usize,
    is_broken: bool,
}

impl FakeItems {
    /// Every call fails from now on, or none.
    pub fn break_down(&self, is_broken: bool) {
        self.with(|state| state.is_broken = is_broken);
    }

    /// How many reads and writes there were.
    pub fn counts(&self) -> (usize, usize) {
        self.with(|state| (state.reads, state.writes))
    }

    /// Everything that is held, written out.
    pub fn dump(&self) -> String {
        self.with(|state| format!("{:?}", state.items))
    }

    fn with<A>(&self, act: impl FnOnce(&mut State) -> A) -> A {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn call<A>(
        &self,
        is_write: bool,
        act: impl FnOnce(&mut BTreeMap<String, Option<Item>>) -> A,
    ) -> Result<A, Fault> {
        self.with(|state| {
            if is_write {
                state.writes += 1;
            } else {
                state.reads += 1;
            }
            if state.is_broken {
                return Err(Fault::retryable("call the table of the sessions", "it is broken"));
            }
            Ok(act(&mut state.items))
        })
    }
}

impl Items for FakeItems {
    async fn read(&self, id: &str) -> Result<Option<Item>, Fault> {
        self.call(false, |items| items.get(id).cloned().flatten())
    }

    async fn create(&self, id: &str, content: &str, expires_at: i64) -> Result<bool, Fault> {
        self.call(true, |items| {
            let is_new = !items.contains_key(id);
            if is_new {
                let item = Item { content: content.to_owned(), version: 1, expires_at };
                items.insert(id.to_owned(), Some(item));
            }
            is_new
        })
    }

    async fn replace(&self, id: &str, seen: u64, content: &str) -> Result<bool, Fault> {
        self.call(true, |items| match items.get_mut(id) {
            Some(Some(item)) if item.version == seen => {
                item.content = content.to_owned();
                item.version += 1;
                true
            }
            _ => false,
        })
    }

    async fn take(&self, id: &str) -> Result<Option<Item>, Fault> {
        self.call(true, |items| items.get_mut(id).and_then(Option::take))
    }
}
