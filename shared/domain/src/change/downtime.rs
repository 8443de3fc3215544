//! Notices of planned downtime that are given with a change (D2). [`crate::downtime`] has the rules about every notice.

use jiff::Timestamp;

use crate::actor::By;
use crate::downtime::DowntimeWindow;
use crate::ids::DowntimeId;

/// A notice of planned downtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DowntimeNotice {
    pub id: DowntimeId,
    pub at: Timestamp,
    pub by: By,
    pub window: DowntimeWindow,
    /// How often it has changed since it was given.
    pub sequence: u32,
    /// When it last changed, if it has.
    pub changed_at: Option<Timestamp>,
}
