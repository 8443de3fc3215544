//! What is tested, as it moves on while a walk goes by.

use std::sync::LazyLock;

use domain::downtime::DowntimeWindow;
use domain::oat::{EventKind, Outcome, SubjectStatus, SubjectView};
use domain::text::FreeText;
use jiff::{Span, Timestamp};

use crate::oat::samples::{connection, open_change, target, view_of};
use crate::support::samples::monday_morning;

/// How what is tested moves on.
#[derive(Debug, Clone)]
pub enum Turn {
    /// The change is withdrawn, or the scheme is taken off the record.
    Ends,
    /// It can be tested again.
    Opens,
    /// Fewer endpoints are to be tested: at most as many of the three as it says. One that is out of use never comes back (G5).
    Targets(usize),
    /// One of them is in downtime for so many minutes from now on.
    Downtime(u128, i64),
}

/// What is tested.
pub struct World {
    of_change: bool,
    ended: bool,
    settled: bool,
    passed: bool,
    targets: usize,
    windows: Vec<DowntimeWindow>,
}

impl World {
    /// A change, or an initial connection.
    pub fn new(of_change: bool) -> Self {
        Self { of_change, ended: false, settled: false, passed: false, targets: 2, windows: vec![] }
    }

    /// What is known of it at `now`.
    pub fn view(&self, now: Timestamp) -> SubjectView {
        static CHANGE: LazyLock<SubjectView> = LazyLock::new(|| view_of(&open_change(), monday_morning()));
        let connection = connection(now);
        let base = if self.of_change {
            SubjectView {
                earliest_date: connection.earliest_date,
                latest_date: connection.latest_date,
                ..CHANGE.clone()
            }
        } else {
            connection
        };
        let status = match (self.ended, self.settled, self.of_change) {
            (_, true, _) => SubjectStatus::Settled,
            (true, _, true) => SubjectStatus::Ended,
            (true, _, false) => SubjectStatus::NoScheme,
            _ if self.of_change && self.passed => SubjectStatus::Done,
            _ => SubjectStatus::Open,
        };
        let targets = (1..=self.targets as u128).map(target).collect();
        SubjectView { status, targets, ..base }.with_downtime(&self.windows, now)
    }

    /// It moves on by itself.
    pub fn turn(&mut self, turn: &Turn, now: Timestamp) {
        match turn {
            Turn::Ends => self.ended = true,
            Turn::Opens => self.ended = false,
            Turn::Targets(targets) => self.targets = self.targets.min(*targets),
            Turn::Downtime(n, minutes) => self.windows.push(DowntimeWindow {
                start: now,
                end: now + Span::new().minutes(*minutes),
                nature: FreeText::restore("The database moves".to_owned()),
                affected_endpoints: [target(*n).endpoint].into(),
                short_notice: None,
            }),
        }
    }

    /// It moves on because of what happened to the request, as it is committed together.
    pub fn follow(&mut self, kind: &EventKind) {
        match kind {
            EventKind::OatPassed { .. } | EventKind::OverrideApproved { outcome: Outcome::Passed, .. } => {
                self.passed = true;
            }
            EventKind::OverrideApproved { outcome: Outcome::Failed, .. } => self.passed = false,
            EventKind::SchemeWentLive { .. } => self.settled = true,
            EventKind::OatRequestedAnew { .. } => self.passed = false,
            // What is requested anew is tested from its beginning: others may be in use by then.
            EventKind::OatClosed { .. } => self.targets = 3,
            _ => {}
        }
    }
}
