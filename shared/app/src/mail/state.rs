//! The states of a notification on its way: when somebody should look at it next, and what to do then.
//!
//! Responsible for: pure steps from state to state, so that the queue and the senders follow one rule.
//! Must not: read a clock, store, send.

use jiff::{SignedDuration, Timestamp};

/// How long one attempt to send may take before nobody trusts it any more.
pub const SENDING_LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long an attempt of unknown outcome waits for news of it before the notification is sent once more.
pub const RETRY_AMBIGUOUS_AFTER: SignedDuration = SignedDuration::from_mins(15);
/// How long a notification rests after its first, second, third … failure; after the last of these, that long every time.
pub const RETRY_FAILED_AFTER: [SignedDuration; 4] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(15),
    SignedDuration::from_mins(60),
];
/// How long a notification without a recipient waits before somebody looks again.
pub const LOOK_FOR_RECIPIENTS_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// From this many failures on (more than an hour of them) a person has to look at a notification.
pub const STUCK_AFTER_FAILURES: u32 = 5;

/// Where a notification is on its way. Two different attempts never leave equal states, so comparing states tells whether anybody
/// acted in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailState {
    /// To be sent; nobody has tried.
    Pending {
        /// How often sending has definitely failed: none, but in notifications of an earlier version.
        failures: u32,
    },
    /// Someone is sending it. After the lease nobody knows whether it went out.
    Sending {
        /// How often sending had failed before.
        failures: u32,
        /// Until when the sender may take.
        until: Timestamp,
    },
    /// The mail service took it.
    Sent { at: Timestamp, message_id: String },
    /// It may have gone out or not.
    Ambiguous {
        /// How often sending had failed before.
        failures: u32,
        since: Timestamp,
    },
    /// It was not sent, for sure, and will be tried again.
    Failed {
        /// How often that has happened; at least once.
        failures: u32,
        /// When it last did.
        at: Timestamp,
    },
    /// It became a notification of its own for everyone who is to get it.
    Addressed { at: Timestamp },
    /// What it would have said is over, or was said otherwise: it is not sent (Q3, Q4).
    Over { at: Timestamp },
    /// Nobody holds the role it is for (S5). It is kept until somebody does.
    NoRecipient {
        /// How often sending had failed before.
        failures: u32,
        since: Timestamp,
        looked: Timestamp,
    },
}

/// When somebody should next look at a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextLook {
    /// When it was to be looked at anyway.
    Unchanged,
    At(Timestamp),
    Never,
}

/// What a notification needs at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Due {
    /// To be sent, if somebody is to get it.
    Sending,
    /// Nothing yet.
    Later,
    /// Nothing any more.
    Nothing,
    /// Its sender went missing: it is in this state.
    Doubt(MailState),
}

impl MailState {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pending { .. } => "pending",
            Self::Sending { .. } => "sending",
            Self::Sent { .. } => "sent",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Failed { .. } => "failed",
            Self::NoRecipient { .. } => "no_recipient",
            Self::Addressed { .. } => "addressed",
            Self::Over { .. } => "over",
        }
    }

    /// How often sending has definitely failed; of no interest once it is sent, addressed or over.
    pub const fn failures(&self) -> u32 {
        match self {
            Self::Pending { failures }
            | Self::Sending { failures, .. }
            | Self::Ambiguous { failures, .. }
            | Self::Failed { failures, .. }
            | Self::NoRecipient { failures, .. } => *failures,
            Self::Sent { .. } | Self::Addressed { .. } | Self::Over { .. } => 0,
        }
    }

    /// When somebody should next look at a notification in this state.
    pub fn next_look(&self) -> NextLook {
        let (from, rest) = match self {
            Self::Pending { .. } => return NextLook::Unchanged,
            Self::Sent { .. } | Self::Addressed { .. } | Self::Over { .. } => return NextLook::Never,
            Self::Sending { until, .. } => (until, SignedDuration::ZERO),
            Self::Ambiguous { since, .. } => (since, RETRY_AMBIGUOUS_AFTER),
            Self::Failed { failures, at } => (at, rest_after(*failures)),
            Self::NoRecipient { looked, .. } => (looked, LOOK_FOR_RECIPIENTS_AFTER),
        };
        NextLook::At(from.saturating_add(rest).unwrap_or(Timestamp::MAX))
    }

    /// What a notification in this state needs at `now`.
    pub(crate) fn due(&self, now: Timestamp) -> Due {
        match (self, self.next_look()) {
            (_, NextLook::Never) => Due::Nothing,
            // Whoever looks before its time was told that somebody took the role.
            (Self::NoRecipient { .. }, _) => Due::Sending,
            (_, NextLook::At(then)) if now < then => Due::Later,
            // An attempt that outlived its lease may have sent the notification.
            (Self::Sending { failures, until }, _) => {
                Due::Doubt(Self::Ambiguous { failures: *failures, since: *until })
            }
            _ => Due::Sending,
        }
    }

    /// Somebody begins to send it.
    pub(crate) fn sending(&self, now: Timestamp) -> Self {
        let until = now.saturating_add(SENDING_LEASE).unwrap_or(Timestamp::MAX);
        Self::Sending { failures: self.failures(), until }
    }

    /// The attempt failed for sure.
    pub(crate) fn failed(&self, now: Timestamp) -> Self {
        Self::Failed { failures: self.failures().saturating_add(1), at: now }
    }

    /// Nobody knows the result of the attempt.
    pub(crate) fn ambiguous(&self, now: Timestamp) -> Self {
        Self::Ambiguous { failures: self.failures(), since: now }
    }

    /// It has no recipient, still or now.
    pub(crate) fn without_recipient(&self, now: Timestamp) -> Self {
        let since = if let Self::NoRecipient { since, .. } = self { *since } else { now };
        Self::NoRecipient { failures: self.failures(), since, looked: now }
    }
}

/// How long a notification rests after this many failures.
fn rest_after(failures: u32) -> SignedDuration {
    let place = usize::try_from(failures).unwrap_or(usize::MAX).saturating_sub(1);
    RETRY_FAILED_AFTER[place.min(RETRY_FAILED_AFTER.len() - 1)]
}

#[cfg(test)]
mod tests;
