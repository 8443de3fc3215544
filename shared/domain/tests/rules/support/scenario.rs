//! Given / when / then.

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::change::{Change, Command, Event, EventKind, Reason, Refusal, apply, decide};
use domain::problem::Problem;
use jiff::Timestamp;

use super::{context, samples};

/// A change, and the instant of what comes next.
pub struct Given {
    change: Change,
    now: Timestamp,
}

/// Begins a scenario; it is the morning of the samples unless [`Given::at`] says otherwise.
pub fn given(change: Change) -> Given {
    Given { change, now: samples::monday_morning() }
}

impl Given {
    /// Sets the instant of the command.
    pub fn at(self, written: &str) -> Self {
        self.on(super::at(written))
    }

    /// Sets the instant of the command.
    pub fn on(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }

    /// `actor` asks for `command`.
    pub fn when(self, actor: Actor, command: Command) -> Outcome {
        let result = decide(&self.change, command, &actor, &context(self.now)).map(Trail::into_events);
        Outcome { change: self.change, result }
    }
}

/// The result.
pub struct Outcome {
    change: Change,
    result: Result<Vec<Event>, Refusal>,
}

impl Outcome {
    /// These events came of it, in this order; answers the change after them.
    pub fn then(self, codes: &[&str]) -> After {
        let events = self.result.unwrap_or_else(|refusal| panic!("refused: {refusal:?}"));
        let found: Vec<_> = events.iter().map(|event| event.kind.code()).collect();
        assert_eq!(found, codes);
        let mut change = self.change;
        events.iter().for_each(|event| apply(&mut change, event));
        After { change, events }
    }

    /// It was refused; answers why.
    pub fn refused(self) -> Refusal {
        match self.result {
            Err(refusal) => refusal,
            Ok(events) => panic!("not refused but {events:?}"),
        }
    }

    /// It was refused because the change is not where it applies.
    pub fn refused_for_status(self) {
        let status = self.change.status();
        match self.refused() {
            Refusal::Change(Reason::WrongStatus { status: said, .. }) => assert_eq!(said, status),
            other => panic!("refused for another reason: {other:?}"),
        }
    }

    /// It was refused because of answers; each as `field: code`.
    pub fn refused_fields(self) -> Vec<String> {
        match self.refused() {
            Refusal::Invalid(problems) => fields(&problems),
            other => panic!("refused for another reason: {other:?}"),
        }
    }
}

/// Problems as `field: code`.
pub fn fields(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| format!("{}: {}", problem.field, problem.violation.code())).collect()
}

/// The change after the events.
pub struct After {
    pub change: Change,
    pub events: Vec<Event>,
}

impl After {
    /// What the last event says.
    pub fn last(&self) -> &EventKind {
        &self.events.last().expect("an event").kind
    }
}
