//! Given / when / then of requests for OAT.

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::oat::{Command, Event, EventKind, OatRequest, Refusal, SubjectView, apply, decide};
use jiff::Timestamp;

use super::samples::connection;
use crate::support::samples::monday_morning;
use crate::support::scenario::fields;
use crate::support::{at, context};

/// A request, what is known of what it tests, and the instant of what comes next.
pub struct Given {
    oat: OatRequest,
    view: Option<SubjectView>,
    now: Timestamp,
}

/// Begins a scenario: it is the morning of the samples, and about the initial connection, unless said otherwise.
pub fn given(oat: OatRequest) -> Given {
    Given { oat, view: None, now: monday_morning() }
}

impl Given {
    /// Sets the instant of the command.
    pub fn at(self, written: &str) -> Self {
        self.on(at(written))
    }

    /// Sets the instant of the command.
    pub fn on(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }

    /// Sets what is known of what is tested.
    pub fn of(self, view: SubjectView) -> Self {
        Self { view: Some(view), ..self }
    }

    /// `actor` asks for `command`.
    pub fn when(self, actor: Actor, command: Command) -> Outcome {
        let view = self.view.unwrap_or_else(|| connection(self.now));
        let result = decide(&self.oat, command, &actor, &view, &context(self.now)).map(Trail::into_events);
        Outcome { oat: self.oat, result }
    }
}

/// The result.
pub struct Outcome {
    oat: OatRequest,
    result: Result<Vec<Event>, Refusal>,
}

impl Outcome {
    /// These events came of it, in this order; answers the request after them.
    pub fn then(self, codes: &[&str]) -> After {
        let events = self.result.unwrap_or_else(|refusal| panic!("refused: {refusal:?}"));
        let found: Vec<_> = events.iter().map(|event| event.kind.code()).collect();
        assert_eq!(found, codes);
        let mut oat = self.oat;
        events.iter().for_each(|event| apply(&mut oat, event));
        After { oat, events }
    }

    /// It was refused; answers why.
    pub fn refused(self) -> Refusal {
        match self.result {
            Err(refusal) => refusal,
            Ok(events) => panic!("not refused but {events:?}"),
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

/// The request after the events.
pub struct After {
    pub oat: OatRequest,
    pub events: Vec<Event>,
}

impl After {
    /// What the last event says.
    pub fn last(&self) -> &EventKind {
        &self.events.last().expect("an event").kind
    }
}
