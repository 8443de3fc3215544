//! Work that is killed at a wait, and work that overlaps.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Runs `work` until it has waited `steps` times, and kills it there. None if it was killed.
pub fn killed_after<T>(steps: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..steps {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return Some(done);
        }
    }
    None
}

/// Runs `one` for `steps` waits, then `other` to its end, then the rest of `one`.
pub fn overlapped<T, U>(
    steps: usize,
    one: impl Future<Output = T>,
    other: impl Future<Output = U>,
) -> (T, U) {
    let (mut one, mut context) = (pin!(one), Context::from_waker(Waker::noop()));
    let mut early = None;
    for _ in 0..steps {
        if let Poll::Ready(done) = one.as_mut().poll(&mut context) {
            early = Some(done);
            break;
        }
    }
    let other = pollster::block_on(other);
    (early.unwrap_or_else(|| pollster::block_on(one)), other)
}
