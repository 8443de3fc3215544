//! A port of which every call can fail before or after it took effect, and stops for a moment on either side, so that the caller who makes
//! it can be killed there.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use app::Fault;

use super::stepped::pause;
use super::tapped::{Tap, Tapped};

/// How one call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As it does.
    Passes,
    /// Nothing happens, and it says so.
    Fails,
    /// It happens, and it says that it did not.
    FailsAfterwards,
}

impl Verdict {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Passes, Self::Fails, Self::FailsAfterwards];
}

/// How the next calls end; all others pass. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Verdicts(Arc<Mutex<VecDeque<Verdict>>>);

/// A port, of which the next calls end as they are told to.
pub type Interrupted<P> = Tapped<P, Verdicts>;

impl<P> Interrupted<P> {
    /// The port; every call passes.
    pub fn new(inner: P) -> Self {
        Self::by(inner, Verdicts::default())
    }

    /// The next calls end like this.
    pub fn tell(&self, verdicts: &[Verdict]) {
        *self.tap.0.lock().unwrap_or_else(PoisonError::into_inner) = verdicts.iter().copied().collect();
    }

    /// How many of those calls have not been made.
    pub fn untold(&self) -> usize {
        self.tap.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Tap for Verdicts {
    async fn call<R: Send, E: From<Fault> + Send>(
        &self,
        call: impl Future<Output = Result<R, E>> + Send,
    ) -> Result<R, E> {
        pause().await;
        let next = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let verdict = next.unwrap_or(Verdict::Passes);
        if verdict == Verdict::Fails {
            return Err(Fault::retryable("reach the store", "injected").into());
        }
        let answer = call.await;
        pause().await;
        match verdict {
            Verdict::FailsAfterwards => Err(Fault::retryable("hear the store", "injected").into()),
            _ => answer,
        }
    }
}
