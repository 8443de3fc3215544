//! The common parts of aggregates (a change, a request for OAT, a record) and of their events.

use std::fmt::Debug;

use jiff::Timestamp;

use crate::actor::By;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<K> {
    pub at: Timestamp,
    /// Who did it, in which role.
    pub by: By,
    pub kind: K,
}

/// A state that events lead to.
pub trait Aggregate: Clone + Debug + Eq {
    /// What can happen to it.
    type Kind: Clone + Debug + Eq;
    /// Where it is, as its history shows it; `()` where there is only one place to be.
    type Status: Copy + Debug + Eq;

    /// The state that the first event leads to; none when no history begins with it.
    fn begin(first: &Event<Self::Kind>) -> Option<Self>;

    /// Changes the state as `event` says. Total: an event that does not fit still counts.
    fn apply(&mut self, event: &Event<Self::Kind>);

    /// Counts the events.
    fn version(&self) -> u64;

    /// Where it is.
    fn status(&self) -> Self::Status;
}

/// The state that the events lead to; none when they do not begin as a history does.
pub fn replay<'e, A: Aggregate<Kind: 'e>>(events: impl IntoIterator<Item = &'e Event<A::Kind>>) -> Option<A> {
    let mut events = events.into_iter();
    let mut state = A::begin(events.next()?)?;
    events.for_each(|event| state.apply(event));
    Some(state)
}

/// What a command leads to: events in their order, and the state after them. Each event is applied once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trail<A: Aggregate> {
    steps: Vec<Step<A>>,
    after: A,
}

/// An event, and the state before it; none when it is the first of all.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step<A: Aggregate> {
    before: Option<A>,
    event: Event<A::Kind>,
}

impl<A: Aggregate> Trail<A> {
    /// Begins at a state, with no events yet.
    pub const fn at(state: A) -> Self {
        Self { steps: Vec::new(), after: state }
    }

    /// Begins with the first event of all; none when no history begins with it.
    pub fn begin(first: Event<A::Kind>) -> Option<Self> {
        let after = A::begin(&first)?;
        Some(Self { steps: vec![Step { before: None, event: first }], after })
    }

    /// Adds an event.
    pub fn push(&mut self, event: Event<A::Kind>) {
        let before = Some(self.after.clone());
        self.after.apply(&event);
        self.steps.push(Step { before, event });
    }

    /// Whether nothing happens.
    pub const fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The state before all events; none when the first of all is among them.
    pub fn before(&self) -> Option<&A> {
        match self.steps.first() {
            Some(first) => first.before.as_ref(),
            None => Some(&self.after),
        }
    }

    /// The state after all events.
    pub const fn after(&self) -> &A {
        &self.after
    }

    /// The events.
    pub fn events(&self) -> impl Iterator<Item = &Event<A::Kind>> {
        self.steps.iter().map(|step| &step.event)
    }

    /// Each event with the state before it, if there was one, and the state after it.
    pub fn steps(&self) -> impl Iterator<Item = (Option<&A>, &Event<A::Kind>, &A)> {
        let after = self.steps.iter().skip(1).filter_map(|next| next.before.as_ref()).chain([&self.after]);
        self.steps.iter().zip(after).map(|(step, after)| (step.before.as_ref(), &step.event, after))
    }

    /// The events alone.
    pub fn into_events(self) -> Vec<Event<A::Kind>> {
        self.steps.into_iter().map(|step| step.event).collect()
    }

    /// The state after all events alone.
    pub fn into_after(self) -> A {
        self.after
    }
}
