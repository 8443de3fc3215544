//! Repeatable random numbers, and the clock and ids of a generated change.
//!
//! Must not: read a clock or make randomness.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use app::{Clock, Ids};
use jiff::{SignedDuration, Timestamp};
use uuid::Builder;

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of SplitMix64: a bijection that spreads a count over all bits.
fn spread(count: u64) -> u64 {
    let mut bits = count;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// Draws that depend on the seed alone.
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    /// The draws of this seed.
    pub fn new(seed: u64) -> Self {
        Self(spread(seed.wrapping_add(STEP)))
    }

    /// Less than `bound`; 0 when that is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        spread(self.0).checked_rem(bound).unwrap_or(0)
    }

    /// True in this many of 100 cases.
    pub fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    /// One of these; the default if there are none.
    pub fn one_of<T: Copy + Default>(&mut self, these: &[T]) -> T {
        let at = self.below(these.len() as u64);
        usize::try_from(at).ok().and_then(|at| these.get(at)).copied().unwrap_or_default()
    }
}

/// A clock moved by hand, in milliseconds since 1970. Clones show the same time.
#[derive(Debug, Clone)]
pub struct HandClock(Arc<AtomicI64>);

impl HandClock {
    /// A clock that shows `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.as_millisecond())))
    }

    /// Moves it on.
    pub fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// Moves it on to `then`, unless that is past.
    pub fn reach(&self, then: Timestamp) {
        self.0.fetch_max(then.as_millisecond(), Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap_or(Timestamp::MAX)
    }

    fn pause(&self, _: SignedDuration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(ready(()))
    }
}

/// UUIDv7 of a clock's time, and bits, all different for different numbers.
#[derive(Debug)]
pub struct NumberedIds {
    clock: HandClock,
    number: u64,
    drawn: AtomicU64,
}

impl NumberedIds {
    /// Ids of the thing of this number, less than 2³².
    pub fn new(number: u64, clock: HandClock) -> Self {
        Self { clock, number, drawn: AtomicU64::new(0) }
    }

    fn next(&self) -> u64 {
        (self.number << 32) + self.drawn.fetch_add(1, Ordering::Relaxed)
    }
}

impl Ids for NumberedIds {
    fn uuid(&self) -> [u8; 16] {
        let mut rest = [0; 10];
        rest[2..].copy_from_slice(&spread(self.next()).to_be_bytes());
        let now = u64::try_from(self.clock.now().as_millisecond()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(now, &rest).into_uuid().into_bytes()
    }

    fn bits(&self) -> u64 {
        // References take the lowest 40 bits: an odd factor keeps different numbers different there.
        (self.number << 4 | (self.drawn.fetch_add(1, Ordering::Relaxed) & 0xF)).wrapping_mul(STEP)
    }
}
