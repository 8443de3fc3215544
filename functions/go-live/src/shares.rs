//! Shares out the time of one invocation. Each kind of work has its share and the time that earlier kinds left over, so
//! a backlog of one never keeps the others from starting.

use app::Clock;
use jiff::{SignedDuration, Timestamp};

/// Nothing is begun in the last part of an invocation. That part is as long as the slowest work begun before it may
/// take: a command that loses two races makes five calls to the table, and each may take 4.5 seconds.
pub const LAST_PART: SignedDuration = SignedDuration::from_secs(25);

/// The end of each kind of work, in tenths of the time. Going live comes first, because people wait for it.
const GOING_LIVE: i32 = 6;
const REMINDING: i32 = 8;
const SUMMING: i32 = 9;

/// The shares of one invocation.
pub(crate) struct Shares<'a> {
    clock: &'a dyn Clock,
    going_live: Timestamp,
    reminding: Timestamp,
    summing: Timestamp,
    /// When nothing is begun any more.
    pub end: Timestamp,
}

impl<'a> Shares<'a> {
    /// Shares out `time_left` as of now.
    pub fn of(clock: &'a dyn Clock, time_left: SignedDuration) -> Self {
        let (now, time) = (clock.now(), (time_left - LAST_PART).max(SignedDuration::ZERO));
        let after = |time| now.saturating_add(time).unwrap_or(Timestamp::MAX);
        let tenths = |tenths: i32| after(time * tenths / 10);
        Self {
            clock,
            going_live: tenths(GOING_LIVE),
            reminding: tenths(REMINDING),
            summing: tenths(SUMMING),
            end: after(time),
        }
    }

    /// Whether another change may be taken live.
    pub fn going_live_goes_on(&self) -> bool {
        self.clock.now() < self.going_live
    }

    /// Whether another reminder may be begun.
    pub fn reminding_goes_on(&self) -> bool {
        self.clock.now() < self.reminding
    }

    /// Whether more may be added to the figures.
    pub fn summing_goes_on(&self) -> bool {
        self.clock.now() < self.summing
    }
}

/// The time left at `now` of an invocation that ends at `deadline`, in milliseconds since 1970 as Lambda gives it.
pub fn time_left(deadline: u64, now: Timestamp) -> SignedDuration {
    let end = i64::try_from(deadline).ok().and_then(|end| Timestamp::from_millisecond(end).ok());
    end.unwrap_or(Timestamp::MAX).duration_since(now)
}

#[cfg(test)]
mod tests {
    use fakes::FakeClock;

    use super::*;

    #[test]
    fn each_work_has_its_share_and_nothing_begins_in_the_last_part() {
        let clock = FakeClock::default();
        let shares = Shares::of(&clock, SignedDuration::from_secs(60));
        let at = |seconds| {
            clock.advance(SignedDuration::from_secs(seconds));
            (shares.going_live_goes_on(), shares.reminding_goes_on(), clock.now() < shares.end)
        };
        assert_eq!(at(20), (true, true, true));
        assert_eq!(at(1), (false, true, true), "after 21 seconds");
        assert_eq!(at(7), (false, false, true), "after 28 seconds");
        assert_eq!(at(7), (false, false, false), "after 35 seconds");
    }

    #[test]
    fn an_invocation_that_is_nearly_over_begins_nothing() {
        let clock = FakeClock::default();
        for seconds in [-1, 0, 24, 25] {
            let shares = Shares::of(&clock, SignedDuration::from_secs(seconds));
            assert!(!shares.going_live_goes_on() && shares.end <= clock.now(), "{seconds}");
        }
    }

    #[test]
    fn what_is_left_is_counted_to_the_deadline_of_lambda() {
        let now: Timestamp = "2026-11-22T09:30:00Z".parse().unwrap();
        assert_eq!(time_left(1_795_339_859_500, now), SignedDuration::from_millis(59_500));
        assert!(time_left(1_795_339_799_000, now).is_negative());
        assert!(time_left(u64::MAX, now) > SignedDuration::from_hours(1));
    }
}
