//! The downtime that a change needs, as it is declared beside the change (D2, O11). Computed, never stored in the change.

use jiff::Timestamp;

use super::{Change, Status};
use crate::change::downtime::DowntimeNotice;
use crate::downtime::DeclaredDowntime;

impl Change {
    /// What is known of its downtime differently from now on, if it was `before`: notices that are new or changed, and those that
    /// are not in force any more because they were cancelled, or the change was rejected or withdrawn.
    pub fn declared_since(&self, before: &Self) -> Vec<DeclaredDowntime> {
        let (were, are) = (before.notices_in_force(), self.notices_in_force());
        let now_of = |notice: &DowntimeNotice| are.iter().find(|other| other.id == notice.id);
        // What is over took place, whatever becomes of the change.
        let over =
            were.iter().filter(|notice| now_of(notice).is_none() && notice.window.end > self.updated_at);
        let over = over.map(|notice| self.cancelled(notice, self.updated_at));
        let changed = are.iter().filter(|notice| !were.contains(notice));
        let changed = changed.flat_map(|notice| {
            let was = were.iter().find(|other| other.id == notice.id);
            self.declared(notice).replacing(was.map(|was| self.declared(was)))
        });
        over.chain(changed).collect()
    }

    /// The notice as others have to respect it; none when there is none, or it is not meant any more.
    pub fn declared_downtime(&self, id: crate::ids::DowntimeId) -> Option<DeclaredDowntime> {
        let notice = self.notices_in_force().iter().find(|notice| notice.id == id)?;
        Some(self.declared(notice))
    }

    /// The notices that are still meant. A complete change keeps its own: it may need downtime after it went live.
    fn notices_in_force(&self) -> &[DowntimeNotice] {
        match self.status() {
            Status::Rejected | Status::Withdrawn => &[],
            _ => &self.downtime,
        }
    }

    fn declared(&self, notice: &DowntimeNotice) -> DeclaredDowntime {
        DeclaredDowntime {
            id: notice.id,
            organisation: self.organisation,
            organisation_name: self.submitted.as_ref().map(|made| made.organisation_name.clone()),
            change: Some(self.id),
            reference: self.reference(),
            window: notice.window.clone(),
            in_force: true,
            sequence: notice.sequence,
            changed_at: Some(notice.changed_at.unwrap_or(notice.at)),
            cancelled_at: None,
        }
    }

    fn cancelled(&self, notice: &DowntimeNotice, at: Timestamp) -> DeclaredDowntime {
        let declared = self.declared(notice);
        DeclaredDowntime {
            in_force: false,
            sequence: declared.sequence.saturating_add(1),
            changed_at: Some(at),
            cancelled_at: Some(at),
            ..declared
        }
    }
}
