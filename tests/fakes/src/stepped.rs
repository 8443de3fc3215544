//! Work that stops before every call of a port, so that a test decides what happens between any two; and calls that get lost.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use app::Fault;
use domain::ids::MailId;

use super::tapped::{Tap, Tapped};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Nothing,
    /// This notification cannot be read.
    Unreadable(MailId),
    /// The call with this number, from 0, does not arrive.
    CallLost(usize),
    /// The call with this number does what it should, and its answer does not arrive.
    AnswerLost(usize),
}

/// Stops before every call, and counts them. Clones count their calls together.
#[derive(Debug, Clone)]
pub struct Steps {
    trouble: Trouble,
    calls: Arc<AtomicUsize>,
}

/// A port that stops before every call.
pub type Stepped<P> = Tapped<P, Steps>;

impl Tap for Steps {
    async fn call<R: Send, E: From<Fault> + Send>(
        &self,
        call: impl Future<Output = Result<R, E>> + Send,
    ) -> Result<R, E> {
        pause().await;
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let lost = || Err(Fault::retryable("call the store", "lost on the way").into());
        if self.trouble == Trouble::CallLost(number) {
            return lost();
        }
        let answer = call.await;
        if self.trouble == Trouble::AnswerLost(number) { lost() } else { answer }
    }

    fn before_notification(&self, id: MailId) -> Result<(), Fault> {
        match self.trouble {
            Trouble::Unreadable(poison) if poison == id => {
                Err(Fault::lasting("read an item", "of the future"))
            }
            _ => Ok(()),
        }
    }
}

impl<P> Stepped<P> {
    /// The port, with this trouble.
    pub fn new(inner: P, trouble: Trouble) -> Self {
        Self::by(inner, Steps { trouble, calls: Arc::default() })
    }

    /// Calls so far.
    pub fn calls(&self) -> usize {
        self.tap.calls.load(Ordering::Relaxed)
    }
}

/// Waits once.
pub async fn pause() {
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

/// Work that goes on only when it is told to.
pub struct Work<'w, T>(Option<Pin<Box<dyn Future<Output = T> + 'w>>>);

impl<'w, T> Work<'w, T> {
    /// Work that has not begun.
    pub fn new(work: impl Future<Output = T> + 'w) -> Self {
        Self(Some(Box::pin(work)))
    }

    /// Goes on to the next stop; the outcome, if it came to its end. Nothing when it had.
    pub fn step(&mut self) -> Option<T> {
        match self.0.as_mut()?.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => None,
            Poll::Ready(outcome) => {
                self.0 = None;
                Some(outcome)
            }
        }
    }

    /// Goes on to its end.
    pub fn finish(mut self) -> Option<T> {
        while !self.is_done() {
            if let Some(outcome) = self.step() {
                return Some(outcome);
            }
        }
        None
    }

    /// Whether it came to its end.
    pub const fn is_done(&self) -> bool {
        self.0.is_none()
    }
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
