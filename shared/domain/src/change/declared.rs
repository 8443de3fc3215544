//! The downtime that a change needs, as it is declared beside the change (D2, O11). Computed, never stored in the change.

use super::{Change, Status};
use crate::change::downtime::{DeclaredDowntime, DowntimeNotice};

impl Change {
    /// What is known of its downtime differently from now on, if it was `before`: notices that are new, and those that are not
    /// in force any more because they were taken back, or the change was rejected or withdrawn.
    pub fn declared_since(&self, before: &Self) -> Vec<DeclaredDowntime> {
        let (were, are) = (before.notices_in_force(), self.notices_in_force());
        let is_new = |notice: &&DowntimeNotice| !were.contains(notice);
        let is_over = |notice: &&DowntimeNotice| are.iter().all(|other| other.id != notice.id);
        let over = were.iter().filter(is_over).map(|notice| self.declared(notice, false));
        over.chain(are.iter().filter(is_new).map(|notice| self.declared(notice, true))).collect()
    }

    /// The notices that are still meant. A complete change keeps its own: it may need downtime after it went live.
    fn notices_in_force(&self) -> &[DowntimeNotice] {
        match self.status() {
            Status::Rejected | Status::Withdrawn => &[],
            _ => &self.downtime,
        }
    }

    fn declared(&self, notice: &DowntimeNotice, in_force: bool) -> DeclaredDowntime {
        let (organisation, change) = (self.organisation, self.id);
        DeclaredDowntime { id: notice.id, organisation, change, window: notice.window.clone(), in_force }
    }
}
