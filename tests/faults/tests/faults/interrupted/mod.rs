//! What stands between a use case and its ports in memory: every call of a port can fail before or after it took effect, and
//! stops for a moment on either side, so that whoever makes it can be killed there.

mod oat;
mod ports;

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use app::Fault;

/// What becomes of one call of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Passes,
    /// Nothing happens, and it says so.
    Fails,
    /// It happens, and it says that it did not.
    FailsAfterwards,
}

impl Verdict {
    pub const ALL: [Self; 3] = [Self::Passes, Self::Fails, Self::FailsAfterwards];
}

/// A port, of which the next calls end as they are told to; all others pass.
#[derive(Debug, Clone)]
pub struct Interrupted<P> {
    pub inner: P,
    verdicts: Arc<Mutex<VecDeque<Verdict>>>,
}

impl<P> Interrupted<P> {
    pub fn new(inner: P) -> Self {
        Self { inner, verdicts: Arc::default() }
    }

    /// The next calls end like this.
    pub fn tell(&self, verdicts: &[Verdict]) {
        *self.verdicts.lock().unwrap() = verdicts.iter().copied().collect();
    }

    /// How many of those calls have not been made.
    pub fn untold(&self) -> usize {
        self.verdicts.lock().unwrap().len()
    }

    async fn call<T, E: From<Fault>>(&self, call: impl Future<Output = Result<T, E>> + Send) -> Result<T, E> {
        pause().await;
        let verdict = self.verdicts.lock().unwrap().pop_front().unwrap_or(Verdict::Passes);
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

/// Waits once.
async fn pause() {
    let mut waited = false;
    poll_fn(|context| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Runs `work` until it has to wait for the `nth` time, counted from 1, and kills it there. None if it was killed.
pub async fn killed_at<T>(nth: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = Some(Box::pin(work));
    let mut waits = 0;
    let killed = poll_fn(move |context| {
        let Some(going) = work.as_mut() else { return Poll::Ready(None) };
        match pin!(going).poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => {
                waits += 1;
                if waits < nth {
                    return Poll::Pending;
                }
                work = None;
                Poll::Ready(None)
            }
        }
    });
    killed.await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_killed_has_done_what_came_before_and_nothing_after() {
        for (nth, done) in [(1, 0), (2, 1), (3, 2)] {
            let count = Mutex::new(0);
            let work = async {
                for _ in 0..2 {
                    pause().await;
                    *count.lock().unwrap() += 1;
                }
            };
            let ended = killed_at(nth, work).await;
            assert_eq!((*count.lock().unwrap(), ended.is_some()), (done, nth > 2), "{nth}");
        }
    }
}
