//! A notice of downtime as others have to respect it (O11) and as calendars show it (Q6), whether it was given with a change or
//! without. Computed from the notice, never decided.

use jiff::Timestamp;

use super::{DowntimeState, DowntimeWindow, Notice, Status};
use crate::ids::{ChangeId, DowntimeId, OrganisationId};
use crate::reference::Reference;

/// A notice of downtime outside what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredDowntime {
    pub id: DowntimeId,
    pub organisation: OrganisationId,
    /// What the organisation was called when it gave notice; none in copies from before that was kept.
    pub organisation_name: Option<String>,
    /// The change that it was given with; none when it was given without one.
    pub change: Option<ChangeId>,
    /// The reference of that change; none in copies from before that was kept.
    pub reference: Option<Reference>,
    pub window: DowntimeWindow,
    /// Whether it is still meant, with this end: it was not cancelled, its end was not moved, and its change was neither rejected nor
    /// withdrawn.
    pub in_force: bool,
    /// How often it has changed since it was given.
    pub sequence: u32,
    /// When it last changed; none in copies from before that was kept.
    pub changed_at: Option<Timestamp>,
    /// When it was cancelled, if it was, or its change was rejected or withdrawn.
    pub cancelled_at: Option<Timestamp>,
}

impl DeclaredDowntime {
    /// The copies that have to be kept from now on, when the notice was known as `before`. They are kept by their end: when that
    /// moves, the copy that was is not in force any more.
    pub fn replacing(self, before: Option<Self>) -> Vec<Self> {
        let has_other_end = |before: &Self| before.window.end != self.window.end;
        let left = before.filter(has_other_end).map(|before| Self { in_force: false, ..before });
        left.into_iter().chain([self]).collect()
    }

    /// Where it is at `now`.
    pub fn state(&self, now: Timestamp) -> DowntimeState {
        if self.cancelled_at.is_some() { DowntimeState::Cancelled } else { self.window.state(now) }
    }
}

impl Notice {
    /// As others have to respect it.
    pub fn declared(&self) -> DeclaredDowntime {
        let is_cancelled = self.status == Status::Cancelled;
        DeclaredDowntime {
            id: self.id,
            organisation: self.organisation,
            organisation_name: Some(self.organisation_name.to_string()),
            change: None,
            reference: None,
            window: self.window.clone(),
            in_force: !is_cancelled,
            sequence: u32::try_from(self.version.saturating_sub(1)).unwrap_or(u32::MAX),
            changed_at: Some(self.updated_at),
            cancelled_at: is_cancelled.then_some(self.updated_at),
        }
    }

    /// What has to be kept differently from now on, if it was `before`.
    pub fn declared_since(&self, before: Option<&Self>) -> Vec<DeclaredDowntime> {
        self.declared().replacing(before.map(Self::declared))
    }
}
