//! Every fault at every call, and the runs of them, several at a time.

use std::sync::Arc;

use tokio::task::JoinSet;

use proxy::{Fault, Proxy, Span, Target, Trouble};

/// Runs at a time: time-outs are waited for together.
const AT_ONCE: usize = 10;

/// Every fault that fits, at each of these calls, for each of these spans.
pub fn troubles(calls: &[Target], spans: &[Span]) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    for (at, target) in calls.iter().enumerate() {
        for fault in Fault::ALL.into_iter().filter(|fault| fault.fits(target)) {
            // What is tried again at once is answered before anything can be very late.
            let spans = spans.iter().filter(|span| fault != Fault::VeryLate || **span != Span::Once);
            troubles.extend(spans.map(|span| Trouble {
                fault,
                call: at + 1,
                target: target.clone(),
                span: *span,
            }));
        }
    }
    assert!(!troubles.is_empty(), "there are calls to spoil");
    troubles
}

/// Tries at a run in which the trouble was not met: on a busy machine another call was too slow and ended it before.
const TRIES: usize = 3;

/// Runs under each trouble, with what the runs share, until it is met; `run` answers whether it was.
pub async fn whatever_fails<S, R>(
    troubles: Vec<Trouble>,
    shared: S,
    run: impl Fn(Arc<S>, Trouble) -> R + Copy + Send + Sync + 'static,
) where
    S: Send + Sync + 'static,
    R: Future<Output = bool> + Send + 'static,
{
    let shared = Arc::new(shared);
    all(troubles.into_iter().map(|trouble| {
        let shared = Arc::clone(&shared);
        async move { until_met(&trouble, || run(Arc::clone(&shared), trouble.clone())).await }
    }))
    .await;
}

/// Runs until the trouble is met; `run` answers whether it was.
async fn until_met<R: Future<Output = bool>>(trouble: &Trouble, run: impl Fn() -> R) {
    for _ in 0..TRIES {
        if run().await {
            return;
        }
    }
    panic!("{trouble:?} was not met, {TRIES} times");
}

/// Deliveries of an event after which somebody gives up.
const DELIVERIES: usize = 5;

/// Delivers an event until `deliver` says that it need not come again. What goes wrong goes wrong in the first delivery; answers
/// whether it did.
pub async fn delivered<D: Future<Output = bool>>(
    proxy: &Proxy,
    trouble: Option<&Trouble>,
    deliver: impl Fn() -> D,
) -> bool {
    let mut met = false;
    for _ in 0..DELIVERIES {
        let done = deliver().await;
        met |= proxy.mend();
        if trouble.is_some_and(|trouble| trouble.fault == Fault::Late) {
            proxy.deliver_late();
        }
        if done {
            return met;
        }
    }
    panic!("{trouble:?}: the event comes again and again");
}

/// Runs them all, and fails as the first that fails.
pub async fn all(runs: impl IntoIterator<Item = impl Future<Output = ()> + Send + 'static>) {
    let mut running = JoinSet::new();
    for run in runs {
        if running.len() == AT_ONCE {
            pass_on(running.join_next().await);
        }
        running.spawn(run);
    }
    while !running.is_empty() {
        pass_on(running.join_next().await);
    }
}

fn pass_on(ended: Option<Result<(), tokio::task::JoinError>>) {
    if let Some(Err(failed)) = ended {
        std::panic::resume_unwind(failed.into_panic());
    }
}
