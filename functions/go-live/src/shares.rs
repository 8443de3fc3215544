//! Shares out the time of one invocation. Each kind of work has its share and the time that earlier kinds left over, so
//! a backlog of one never keeps the others from starting. Says when midnight is so near that a job waits for it.

use app::Clock;
use domain::calendar::{london_date, london_midnight};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// Nothing is begun in the last part of an invocation. That part is as long as the slowest work begun before it may
/// take: a command that loses two races makes five calls to the table, and each may take 4.5 seconds.
pub const LAST_PART: SignedDuration = SignedDuration::from_secs(25);

/// The time from one job to the next. No job works longer, so only one that waited for midnight overlaps with the next.
const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// How often a job goes on waiting for midnight: the clock may be set while it waits.
const WAITS: usize = 3;

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
    /// Shares out `time_left` as of now, of which a job uses a minute at most.
    pub fn of(clock: &'a dyn Clock, time_left: SignedDuration) -> Self {
        Self::of_time(clock, time_left.min(MINUTE) - LAST_PART)
    }

    /// Shares out the time until `end`, after which the invocation goes on.
    pub fn until(clock: &'a dyn Clock, end: Timestamp) -> Self {
        Self::of_time(clock, end.duration_since(clock.now()))
    }

    fn of_time(clock: &'a dyn Clock, time: SignedDuration) -> Self {
        let (now, time) = (clock.now(), time.max(SignedDuration::ZERO));
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

/// The next midnight in London, if it comes before the next job, and if an invocation with `time_left` can work after it.
pub(crate) fn midnight_ahead(now: Timestamp, time_left: SignedDuration) -> Option<Timestamp> {
    let midnight = london_midnight(london_date(now).tomorrow().unwrap_or(Date::MAX));
    let wait = midnight.duration_since(now);
    (wait <= MINUTE && wait + LAST_PART < time_left).then_some(midnight)
}

/// Waits until then.
pub(crate) async fn wait_until(clock: &dyn Clock, then: Timestamp) {
    for _ in 0..WAITS {
        let wait = then.duration_since(clock.now());
        if !wait.is_positive() {
            return;
        }
        clock.pause(wait).await;
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
    fn a_job_uses_no_more_than_the_time_until_the_next() {
        let clock = FakeClock::default();
        let [minute, longer] =
            [60, 120].map(|seconds| Shares::of(&clock, SignedDuration::from_secs(seconds)).end);
        assert_eq!(minute, longer);
    }

    /// Holds Q8.
    #[test]
    fn a_job_waits_for_a_midnight_within_its_minute() {
        let whole = SignedDuration::from_secs(120);
        for (now, time_left, midnight) in [
            ("2027-03-27T23:58:59Z", whole, None),
            ("2027-03-27T23:59:00Z", whole, Some("2027-03-28T00:00:00Z")),
            ("2027-03-27T23:59:59.9Z", whole, Some("2027-03-28T00:00:00Z")),
            ("2027-03-28T00:00:00Z", whole, None),
            // Summer time.
            ("2027-03-28T23:59:30Z", whole, None),
            ("2027-03-28T22:59:30Z", whole, Some("2027-03-28T23:00:00Z")),
            // There would be no time to work.
            ("2027-03-28T22:59:30Z", SignedDuration::from_secs(55), None),
        ] {
            let ahead = midnight_ahead(now.parse().unwrap(), time_left);
            assert_eq!(ahead, midnight.map(|midnight| midnight.parse().unwrap()), "{now}");
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
