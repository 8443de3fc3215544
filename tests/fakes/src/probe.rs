//! A probe in memory: every endpoint answers what it was told to, and what was sent is on record.

use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use domain::endpoint::EndpointUrl;
use domain::oat::ProfileMark;
use domain::oat::observation::{Ending, Observation};
use jiff::Timestamp;

use super::observations::{answered, find_profile, unanswered};
use app::{FindProbe, FindRequest};

/// What an endpoint does with one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Play {
    /// It answers with this status.
    Answer(u16),
    /// It ends like this.
    End(Ending),
}

/// A probe whose endpoints accept everything, unless they were told otherwise. Each request waits once, so that others come in
/// between and its sender can be killed there. Clones share everything.
#[derive(Debug, Clone, Default)]
pub struct FakeProbe(Arc<Mutex<Played>>);

#[derive(Debug, Default)]
struct Played {
    plays: BTreeMap<EndpointUrl, VecDeque<Play>>,
    sent: Vec<FindRequest>,
    in_flight: usize,
    most_in_flight: usize,
}

impl FakeProbe {
    /// The endpoint at `url` does these things to the next requests; then it accepts again.
    pub fn play(&self, url: &EndpointUrl, plays: impl IntoIterator<Item = Play>) {
        self.state().plays.insert(url.clone(), plays.into_iter().collect());
    }

    /// What was sent, in this order.
    pub fn sent(&self) -> Vec<FindRequest> {
        self.state().sent.clone()
    }

    /// How many requests were on their way at the same time, at most.
    pub fn most_in_flight(&self) -> usize {
        self.state().most_in_flight
    }

    fn state(&self) -> MutexGuard<'_, Played> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FindProbe for FakeProbe {
    async fn send(&self, request: FindRequest) -> Observation {
        let play = {
            let mut state = self.state();
            state.sent.push(request.clone());
            state.in_flight += 1;
            state.most_in_flight = state.most_in_flight.max(state.in_flight);
            state.plays.get_mut(&request.url).and_then(VecDeque::pop_front)
        };
        wait_once().await;
        self.state().in_flight -= 1;
        // The real time is another than that of decisions.
        let at = Timestamp::UNIX_EPOCH;
        match play.unwrap_or(Play::Answer(202)) {
            Play::Answer(status) => answered(request.id, &request.url, at, status),
            Play::End(ending) => unanswered(request.id, &request.url, at, ending),
        }
    }

    fn profile(&self) -> ProfileMark {
        find_profile(1)
    }
}

async fn wait_once() {
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
