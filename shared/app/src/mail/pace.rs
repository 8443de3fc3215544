//! The pace at which emails go out: the mail service takes so many a second, and refuses the others (Q8).
//!
//! Responsible for: sharing the pace out between the senders, and letting each email wait for its turn. Must not: refuse or forget
//! one, or know of senders in other processes.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::mail::ports::{Mailer, Recipient};
use crate::mail::{Mail, Outcome};
use crate::services::Clock;

/// The senders have half of the pace each: those that the stream calls, and the due-work job.
const SENDERS: u32 = 2;

/// How many senders the stream calls at a time: one for each shard. A table on demand has four at first.
const SHARDS: u32 = 4;

/// The longest time between two emails of one sender. So a batch of the stream ends in time at the slowest pace.
const LONGEST: SignedDuration = SignedDuration::from_secs(4);

/// The most emails of one sender that are under way at a time.
const MOST_AT_ONCE: u32 = 32;

/// How many emails a sender may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The time from one email to the next.
    distance: SignedDuration,
}

impl Pace {
    /// The pace of the due-work job, when all together may send this many emails a second.
    pub fn of_due_work(emails_per_second: u32) -> Self {
        Self::of_one(emails_per_second, SENDERS)
    }

    /// The pace of a batch of the stream, when all together may send this many emails a second.
    pub fn of_stream(emails_per_second: u32) -> Self {
        Self::of_one(emails_per_second, SENDERS * SHARDS)
    }

    fn of_one(emails_per_second: u32, senders: u32) -> Self {
        // Rounded up, so that no second has one more.
        let nanoseconds = (1_000_000_000 * u64::from(senders)).div_ceil(u64::from(emails_per_second.max(1)));
        let distance = SignedDuration::from_nanos(i64::try_from(nanoseconds).unwrap_or(i64::MAX));
        Self { distance: distance.min(LONGEST) }
    }

    /// As many as a second has: an email takes less than that.
    fn at_once(self) -> u32 {
        let nanoseconds = self.distance.as_nanos().max(1).unsigned_abs();
        u32::try_from(1_000_000_000_u128.div_ceil(nanoseconds)).unwrap_or(MOST_AT_ONCE).clamp(1, MOST_AT_ONCE)
    }
}

/// A mailer whose emails keep a pace.
pub struct Paced<M> {
    mailer: M,
    clock: Arc<dyn Clock>,
    pace: Pace,
    /// When the next email may go out.
    next: Mutex<Timestamp>,
}

impl<M> Paced<M> {
    /// The mailer, at this pace in the time of `clock`.
    pub fn new(mailer: M, clock: Arc<dyn Clock>, pace: Pace) -> Self {
        Self { mailer, clock, pace, next: Mutex::new(Timestamp::MIN) }
    }

    /// How long the next email has to wait from `now` on. The one after it waits longer.
    fn wait(&self, now: Timestamp) -> SignedDuration {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = now.max(*next);
        *next = turn.saturating_add(self.pace.distance).unwrap_or(turn);
        turn.duration_since(now)
    }
}

impl<M: Mailer> Mailer for Paced<M> {
    fn subject(&self, mail: &Mail) -> String {
        self.mailer.subject(mail)
    }

    fn at_once(&self) -> usize {
        usize::try_from(self.pace.at_once()).unwrap_or(1)
    }

    async fn turn(&self) {
        let wait = self.wait(self.clock.now());
        if wait.is_positive() {
            self.clock.pause(wait).await;
        }
    }

    async fn send(&self, mail: &Mail, recipient: &Recipient) -> Outcome {
        self.mailer.send(mail, recipient).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds Q8.
    #[test]
    fn all_senders_together_keep_the_pace() {
        for emails in [2, 14, 100, 500] {
            let a_second = |pace: Pace| 1.0 / pace.distance.as_secs_f64();
            let together =
                a_second(Pace::of_due_work(emails)) + f64::from(SHARDS) * a_second(Pace::of_stream(emails));
            let most = f64::from(emails);
            assert!(together <= most * 1.001 && together > most * 0.999, "{emails}: {together}");
        }
    }

    #[test]
    fn a_batch_ends_in_time_at_the_slowest_pace() {
        // Ten emails, in a function that has a minute.
        assert!(Pace::of_stream(1).distance * 9 < SignedDuration::from_secs(40));
        assert_eq!(Pace::of_due_work(1).distance, SignedDuration::from_secs(2));
    }

    #[test]
    fn as_many_are_under_way_as_a_second_has() {
        let at_once = [1, 2, 14, 40, 1_000].map(|emails| Pace::of_due_work(emails).at_once());
        assert_eq!(at_once, [1, 1, 7, 20, MOST_AT_ONCE]);
    }
}
