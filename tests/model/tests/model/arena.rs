//! Every change, event and history that was met, each once, and what the domain said of it. The domain is pure, so asking
//! once is enough.
//!
//! Must not: change anything but by the domain's own `apply`.

use std::collections::HashMap;
use std::rc::Rc;

use domain::change::{Change, Event, EventKind, Status, apply, replay};
use domain::endpoint::ProposedEndpoint;
use domain::register::EndpointState;
use jiff::Timestamp;

use crate::history::{Verdict, judge};
use crate::people::Company;
use crate::state::{EventId, HistoryId, SnapshotId};

/// What the rules ask of a change at one version.
#[derive(Debug, Clone)]
pub struct Facts {
    pub company: Company,
    pub version: u64,
    pub status: Status,
    pub live: bool,
    /// Places in [`Arena::urls`].
    pub urls: Vec<usize>,
    pub go_live_at: Option<Timestamp>,
    /// Whether the register, as the domain sees it, says the same of all endpoints.
    pub register_agrees: bool,
}

/// Entries of a history.
pub type Entries = Vec<(u64, EventId)>;

/// What was met so far.
#[derive(Debug, Default)]
pub struct Arena {
    changes: Vec<(Change, Rc<Facts>)>,
    change_ids: HashMap<String, SnapshotId>,
    events: Vec<Event>,
    event_ids: HashMap<String, EventId>,
    histories: Vec<(Entries, Rc<Verdict>)>,
    history_ids: HashMap<Entries, HistoryId>,
    applied: HashMap<(SnapshotId, EventId), SnapshotId>,
    urls: Vec<ProposedEndpoint>,
}

impl Arena {
    pub fn change(&self, id: SnapshotId) -> &Change {
        &self.changes[id.0 as usize].0
    }

    pub fn facts(&self, id: SnapshotId) -> Rc<Facts> {
        Rc::clone(&self.changes[id.0 as usize].1)
    }

    pub fn event(&self, id: EventId) -> &Event {
        &self.events[id.0 as usize]
    }

    pub fn entries(&self, id: HistoryId) -> &Entries {
        &self.histories[id.0 as usize].0
    }

    pub fn verdict(&self, id: HistoryId) -> Rc<Verdict> {
        Rc::clone(&self.histories[id.0 as usize].1)
    }

    pub fn urls(&self) -> &[ProposedEndpoint] {
        &self.urls
    }

    /// The number of `change`. Two changes have the same if they are equal: the text says everything that equality compares.
    pub fn intern_change(&mut self, change: Change) -> SnapshotId {
        let text = format!("{change:?}");
        if let Some(id) = self.change_ids.get(&text) {
            return *id;
        }
        let id = SnapshotId(self.changes.len() as u32);
        let facts = Rc::new(self.look_at(&change));
        self.changes.push((change, facts));
        self.change_ids.insert(text, id);
        id
    }

    fn look_at(&mut self, change: &Change) -> Facts {
        let proposed = change.new_endpoints();
        let urls = proposed.iter().map(|(_, endpoint)| self.url(endpoint)).collect();
        let live = change.live_at.is_some();
        let ended = matches!(change.status(), Status::Withdrawn | Status::Rejected);
        let agrees = |state| match state {
            EndpointState::Live | EndpointState::Suspended => live,
            EndpointState::Inactive => !live && ended,
            EndpointState::Proposed | EndpointState::Scheduled => !live && !ended,
        };
        Facts {
            company: Company::of(change.organisation),
            version: change.version,
            status: change.status(),
            live,
            urls,
            go_live_at: change.go_live_at(),
            register_agrees: change.register().iter().all(|entry| agrees(entry.state)),
        }
    }

    fn url(&mut self, endpoint: &ProposedEndpoint) -> usize {
        if let Some(at) = self.urls.iter().position(|known| known == endpoint) {
            return at;
        }
        self.urls.push(endpoint.clone());
        self.urls.len() - 1
    }

    pub fn intern_event(&mut self, event: Event) -> EventId {
        let text = format!("{event:?}");
        if let Some(id) = self.event_ids.get(&text) {
            return *id;
        }
        let id = EventId(self.events.len() as u32);
        self.events.push(event);
        self.event_ids.insert(text, id);
        id
    }

    /// What `event` makes of `before`; a first event, of nothing.
    pub fn apply(&mut self, before: Option<SnapshotId>, event: EventId) -> Option<SnapshotId> {
        let Some(before) = before else {
            let change = replay([self.event(event)])?;
            return Some(self.intern_change(change));
        };
        if let Some(after) = self.applied.get(&(before, event)) {
            return Some(*after);
        }
        let mut change = self.change(before).clone();
        apply(&mut change, self.event(event));
        let after = self.intern_change(change);
        self.applied.insert((before, event), after);
        Some(after)
    }

    /// The number of a history, judged when it is met first.
    pub fn intern_history(&mut self, entries: Entries) -> HistoryId {
        if let Some(id) = self.history_ids.get(&entries) {
            return *id;
        }
        let verdict = Rc::new(judge(self, &entries));
        let id = HistoryId(self.histories.len() as u32);
        self.histories.push((entries.clone(), verdict));
        self.history_ids.insert(entries, id);
        id
    }

    /// The history with `event` put at `version`, over whatever was there.
    pub fn put_event(&mut self, history: HistoryId, version: u64, event: EventId) -> HistoryId {
        let mut entries = self.entries(history).clone();
        match entries.binary_search_by_key(&version, |(at, _)| *at) {
            Ok(place) => entries[place] = (version, event),
            Err(place) => entries.insert(place, (version, event)),
        }
        self.intern_history(entries)
    }

    /// The state before the last entry of `history`.
    pub fn before_last(&mut self, history: HistoryId) -> Option<SnapshotId> {
        let (_, earlier) = self.entries(history).split_last()?;
        let earlier: Vec<_> = earlier.iter().map(|(_, event)| *event).collect();
        earlier.into_iter().fold(None, |before, event| self.apply(before, event))
    }
}

/// Whether somebody is told of it by a notification. One stands for all its notifications.
pub const fn is_told(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::ChangeSubmitted { .. }
            | EventKind::ChangeConfirmed { .. }
            | EventKind::ChangeRejected { .. }
            | EventKind::ChangeWithdrawn { .. }
            | EventKind::EndpointsWentLive { .. }
    )
}
