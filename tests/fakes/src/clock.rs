//! A clock that stands still until it is told otherwise.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use app::Clock;

/// A clock under the test's control. Clones show the same time, which a pause leaves as it is.
#[derive(Debug, Clone)]
pub struct FakeClock(Arc<Mutex<Timestamp>>);

impl FakeClock {
    /// A clock that shows `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Moves it on, or back.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(*now);
    }
}

impl Default for FakeClock {
    /// Monday 6 July 2026, 09:00 UTC.
    fn default() -> Self {
        let start = date(2026, 7, 6).at(9, 0, 0, 0).to_zoned(TimeZone::UTC);
        Self::at(start.map_or(Timestamp::UNIX_EPOCH, |start| start.timestamp()))
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// No time passes; whatever else is to go on has its turn.
    fn pause(&self, _: SignedDuration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let mut waited = false;
        Box::pin(poll_fn(move |turn| {
            if std::mem::replace(&mut waited, true) {
                return Poll::Ready(());
            }
            turn.waker().wake_by_ref();
            Poll::Pending
        }))
    }
}

/// Shows the time of a fake clock. Each pause moves the clock on to its end.
#[derive(Debug, Clone)]
pub struct PassingClock(pub FakeClock);

impl Clock for PassingClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn pause(&self, length: SignedDuration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let clock = self.0.clone();
        let then = clock.now().saturating_add(length).unwrap_or(Timestamp::MAX);
        Box::pin(async move {
            clock.pause(length).await;
            clock.set(clock.now().max(then));
        })
    }
}
