//! What passed, what is to be spoiled, and what is still on its way.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard};

use super::Fault;
use super::target::{Target, notification};
use super::wire::Message;

/// How long a trouble lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// The first try of the call.
    Once,
    /// Every try of the call.
    Call,
    /// Every try of the call and of all calls after it, until [`super::Proxy::mend`].
    Outage,
}

/// What is to go wrong, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub fault: Fault,
    /// At which call, from 1.
    pub call: usize,
    /// What that call asks, without trouble.
    pub target: Target,
    pub span: Span,
}

/// One try of one call.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What was done to it.
    pub fault: Option<Fault>,
    /// What the emulator answered, if it was asked.
    pub status: Option<u16>,
    /// The notification it was about, if it was about one, and what it did with it: `send`, or the state that it noted.
    pub notification: Option<(String, String)>,
}

#[derive(Debug, Default)]
pub(super) struct Log {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    trouble: Option<Trouble>,
    /// The SDK's name for each call, and what it asked; in order.
    calls: Vec<(String, Target)>,
    seen: Vec<Seen>,
    late: Vec<(usize, Message)>,
    under_way: usize,
    /// Rights that functions lacked, in words; whatever else is forgotten.
    lacking: BTreeSet<String>,
}

impl Log {
    pub(super) fn begin(&self, trouble: Option<Trouble>) {
        let mut state = self.state();
        state.calls.clear();
        state.seen.clear();
        state.trouble = trouble;
    }

    pub(super) fn mend(&self) {
        self.state().trouble = None;
    }

    /// Notes a request; answers its number among the tries, and what is to be done to it.
    pub(super) fn note(&self, request: &Message, target: &Target) -> (usize, Option<Fault>) {
        let mut state = self.state();
        let name = request.header("amz-sdk-invocation-id").unwrap_or_default().to_owned();
        let known = state.calls.iter().any(|(known, _)| *known == name && !name.is_empty());
        if !known {
            state.calls.push((name.clone(), target.clone()));
        }
        let met = state.trouble.as_ref().filter(|trouble| state.meets(trouble, &name, known));
        let fault = met.map(|met| met.fault);
        let fault = fault.filter(|fault| fault.fits(target));
        state.seen.push(Seen { fault, status: None, notification: notification(request) });
        state.under_way += 1;
        (state.seen.len() - 1, fault)
    }

    /// Notes that a try has come to its end, and what the emulator said.
    pub(super) fn done(&self, at: usize, status: Option<u16>) {
        let mut state = self.state();
        if let Some(seen) = state.seen.get_mut(at) {
            seen.status = status;
        }
        state.under_way = state.under_way.saturating_sub(1);
        self.changed.notify_all();
    }

    pub(super) fn keep_back(&self, at: usize, request: Message) {
        let mut state = self.state();
        state.late.push((at, request));
        state.under_way = state.under_way.saturating_sub(1);
        self.changed.notify_all();
    }

    pub(super) fn take_late(&self) -> Vec<(usize, Message)> {
        let mut state = self.state();
        state.under_way += state.late.len();
        std::mem::take(&mut state.late)
    }

    pub(super) fn note_lacking(&self, lacking: Vec<String>) {
        if !lacking.is_empty() {
            self.state().lacking.extend(lacking);
        }
    }

    pub(super) fn lacking(&self) -> Vec<String> {
        self.state().lacking.iter().cloned().collect()
    }

    pub(super) fn settle(&self) {
        let state = self.state();
        drop(self.changed.wait_while(state, |state| state.under_way > 0).expect("the log"));
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    pub(super) fn calls(&self) -> Vec<Target> {
        self.state().calls.iter().map(|(_, target)| target.clone()).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("the log")
    }
}

impl State {
    /// Whether the trouble is at the call of this name, of which a try is known already or not.
    fn meets(&self, trouble: &Trouble, name: &str, known: bool) -> bool {
        let Some(place) = self.calls.iter().position(|(call, _)| call == name) else { return false };
        match trouble.span {
            Span::Once => place + 1 == trouble.call && !known,
            Span::Call => place + 1 == trouble.call,
            Span::Outage => place + 1 >= trouble.call,
        }
    }
}
