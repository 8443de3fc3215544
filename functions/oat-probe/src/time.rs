//! How long a batch may begin work. Nothing begins in the last part of an invocation, so that everything begun is
//! recorded.

use jiff::{SignedDuration, Timestamp};

/// Longer than everything in a run except the request itself: its lease, two reads, the keys, and two tries to record
/// the observations, each with 4.5 seconds at worst.
pub const COMMIT: SignedDuration = SignedDuration::from_secs(35);

/// When nothing is claimed any more: `time_left` of the invocation as of `now`, less what the slowest request may take, twice: what is
/// claimed may have to wait for another to end.
pub(crate) fn end(now: Timestamp, time_left: SignedDuration, deadline: SignedDuration) -> Timestamp {
    let requests = deadline.saturating_add(deadline);
    let time = time_left.saturating_sub(requests).saturating_sub(COMMIT).max(SignedDuration::ZERO);
    now.saturating_add(time).unwrap_or(Timestamp::MAX)
}

/// The time left at `now` of an invocation that ends at `deadline`, in milliseconds since 1970 as Lambda gives it.
pub fn time_left(deadline: u64, now: Timestamp) -> SignedDuration {
    let end = i64::try_from(deadline).ok().and_then(|end| Timestamp::from_millisecond(end).ok());
    end.unwrap_or(Timestamp::MAX).duration_since(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEADLINE: SignedDuration = SignedDuration::from_secs(10);

    fn now() -> Timestamp {
        "2026-11-22T09:30:00Z".parse().unwrap()
    }

    #[test]
    fn nothing_is_claimed_that_could_not_be_recorded() {
        let end = end(now(), SignedDuration::from_secs(120), DEADLINE);
        assert_eq!(end.duration_since(now()), SignedDuration::from_secs(65));
    }

    #[test]
    fn an_invocation_that_is_nearly_over_begins_nothing() {
        for seconds in [-1, 0, 44, 45, 55] {
            assert_eq!(end(now(), SignedDuration::from_secs(seconds), DEADLINE), now(), "{seconds}");
        }
    }

    #[test]
    fn what_is_left_is_counted_to_the_deadline_of_lambda() {
        assert_eq!(time_left(1_795_339_859_500, now()), SignedDuration::from_millis(59_500));
        assert!(time_left(1_795_339_799_000, now()).is_negative());
        assert!(time_left(u64::MAX, now()) > SignedDuration::from_hours(1));
    }
}
