//! Find endpoints that answer as a test says, and a log of their requests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use app::{Clock, FindProbe, FindRequest};
use domain::ids::FindRequestId;
use domain::oat::ProfileMark;
use domain::oat::observation::{Ending, Observation, OwnFault};
use fakes::{FakeClock, answered, find_profile, pause, unanswered};
use jiff::SignedDuration;
use oat_probe::Keys;

/// How an endpoint answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Status(u16),
    /// The request was not sent, because of this fault on our side.
    Ours(OwnFault),
}

/// Endpoints that all answer alike. Clones share everything.
#[derive(Clone)]
pub struct Endpoints {
    answer: Arc<Mutex<Answer>>,
    clock: FakeClock,
    asked: Arc<Mutex<Vec<FindRequest>>>,
    /// How much longer the probe's certificate is valid.
    pub certificate_lasts: Option<SignedDuration>,
}

impl Endpoints {
    /// Endpoints that answer with 202.
    pub fn new(clock: &FakeClock) -> Self {
        let answer = Arc::new(Mutex::new(Answer::Status(202)));
        Self { answer, clock: clock.clone(), asked: Arc::default(), certificate_lasts: None }
    }

    /// From now on they answer like this.
    pub fn answer(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    /// Their requests, in order.
    pub fn asked(&self) -> Vec<FindRequest> {
        self.asked.lock().unwrap().clone()
    }

    /// How many requests they got under each id.
    pub fn times(&self) -> BTreeMap<FindRequestId, usize> {
        let mut times = BTreeMap::new();
        for request in self.asked() {
            *times.entry(request.id).or_default() += 1;
        }
        times
    }
}

impl FindProbe for Endpoints {
    async fn send(&self, request: FindRequest) -> Observation {
        pause().await;
        self.asked.lock().unwrap().push(request.clone());
        pause().await;
        let (answer, now) = (*self.answer.lock().unwrap(), self.clock.now());
        match answer {
            Answer::Status(status) => answered(request.id, &request.url, now, status),
            Answer::Ours(fault) => unanswered(request.id, &request.url, now, Ending::OwnFault(fault)),
        }
    }

    fn profile(&self) -> ProfileMark {
        find_profile(1)
    }
}

impl Keys for Endpoints {
    async fn unusable(&self) -> Option<String> {
        match *self.answer.lock().unwrap() {
            Answer::Ours(fault) => Some(fault.to_string()),
            Answer::Status(_) => None,
        }
    }

    async fn certificate_lasts(&self) -> Option<SignedDuration> {
        self.certificate_lasts
    }
}
