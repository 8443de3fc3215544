//! One state of the model: the table, what is under way, the time. Small, so that millions can be told apart.
//!
//! Changes, events and histories are numbers here; the arena knows what they stand for.

use crate::people::Company;

/// Changes in the model.
pub const PLACES: usize = 2;

/// A change as it was at one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotId(pub u32);

/// An event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u32);

/// All entries of one history, each at its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HistoryId(pub u32);

/// What the table has of one change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Row {
    /// Its state; none before it is drafted.
    pub change: Option<SnapshotId>,
    pub history: HistoryId,
    /// How many of its endpoints the register says are live.
    pub live: usize,
}

/// Who has a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    Nobody,
    /// The change at this place.
    Change(usize),
    Company(Company),
}

/// One carrying out of a request, from reading to writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Run {
    /// Not begun, or crashed and to be begun again.
    Idle,
    /// It has read the change at `place`, and decided at the instant `at`.
    Decided { place: usize, read: Option<SnapshotId>, at: usize, again: bool },
    /// It lost a race and will read again.
    Again { place: usize },
    /// Half of what it writes is written: only when a guard is left out.
    Half { place: usize, read: Option<SnapshotId>, at: usize },
    /// It has been answered.
    Over,
}

impl Run {
    /// Whether it is between its first effect and its last.
    pub const fn is_under_way(self) -> bool {
        !matches!(self, Self::Idle | Self::Over)
    }
}

/// Something a person, or a process, set out to do under one key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Errand {
    /// The version they have seen.
    pub seen: Option<u64>,
    /// How often it took effect.
    pub effects: u8,
    /// Each delivery of the request.
    pub runs: [Run; 2],
}

/// Where a notification is on its way. Times in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotificationState {
    Pending,
    Sending { failures: u8, until: u32 },
    Failed { failures: u8, at: u32 },
    Ambiguous { failures: u8, since: u32 },
    Sent,
}

/// A notification in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Notification {
    /// The change it tells of.
    pub place: usize,
    /// The version of what it tells.
    pub version: u64,
    pub state: NotificationState,
    /// How often the mail service took it.
    pub taken: u8,
    /// How often news of that is on its way.
    pub news: u8,
    /// How often such news was lost.
    pub lost_news: u8,
}

/// A delivery of one notification, from reading to noting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delivery {
    Idle,
    /// It has seen the notification like this.
    Seen {
        notification: usize,
        state: NotificationState,
        at: u32,
    },
    /// It holds the lease.
    Leased {
        notification: usize,
        sending: NotificationState,
        until: u32,
    },
    /// It tried, and knows this of it.
    Tried {
        notification: usize,
        sending: NotificationState,
        until: u32,
        outcome: Outcome,
    },
}

/// What a sender knows of its attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    Sent,
    NotSent,
    Unknown,
}

/// Everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// Which of the instants it is.
    pub now: usize,
    pub rows: [Row; PLACES],
    /// Who has each URL.
    pub urls: Vec<Holder>,
    /// How many endpoints are counted as live at each organisation.
    pub live_count: [usize; 2],
    /// Whether each errand left a receipt.
    pub receipts: Vec<bool>,
    /// The outbox.
    pub notifications: Vec<Notification>,
    /// What people and processes set out to do.
    pub errands: Vec<Errand>,
    /// Runs of the due-work job.
    pub jobs: Vec<Run>,
    /// Deliveries of notifications.
    pub deliveries: Vec<Delivery>,
    /// Faults of the mail that may still come.
    pub faults: u8,
    /// Whether anything crashed so far.
    pub crashed: bool,
    /// Whether a state was put back to an earlier one, behind the back of all.
    pub restored: bool,
}

impl State {
    /// What is alike becomes equal: runs of the due-work job and deliveries have no names.
    pub fn in_order(mut self) -> Self {
        self.jobs.sort_unstable();
        self.deliveries.sort_unstable();
        self
    }

    /// How many runs are under way.
    pub fn under_way(&self) -> usize {
        let runs = self.errands.iter().flat_map(|errand| &errand.runs).chain(&self.jobs);
        runs.filter(|run| run.is_under_way()).count()
    }
}
