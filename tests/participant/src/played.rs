//! One provider while it is played: its armed behaviours, their counts, and the state of its port. Must not: speak to
//! anybody.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::{Mutex as Turns, mpsc, oneshot};
use tokio_rustls::TlsAcceptor;

use crate::behaviour::{Behaviour, Door};
use crate::config::Provider;
use crate::tls::{Handshakes, TlsFault};

/// A command to the keeper of the port: its new state, and where to confirm it.
pub(crate) type Order = (Door, oneshot::Sender<()>);

/// A provider while it is played.
pub(crate) struct Played {
    pub(crate) provider: Provider,
    pub(crate) port: u16,
    armed: Mutex<VecDeque<Armed>>,
    door: Turns<Door>,
    orders: mpsc::Sender<Order>,
    usual: OnceLock<TlsAcceptor>,
}

struct Armed {
    behaviour: Behaviour,
    /// How many times more; for ever when none.
    left: Option<u32>,
}

impl Played {
    /// Its port is open until [`Played::settle`] changes it.
    pub(crate) fn new(provider: Provider, port: u16, orders: mpsc::Sender<Order>) -> Self {
        let (armed, door, usual) = (Mutex::default(), Turns::new(Door::Open), OnceLock::new());
        Self { provider, port, armed, door, orders, usual }
    }

    /// Arms a behaviour after earlier ones, in place of one that would last for ever.
    pub(crate) async fn arm(&self, behaviour: Behaviour, times: Option<u32>) {
        if times != Some(0) {
            let mut armed = self.locked();
            armed.pop_back_if(|last| last.left.is_none());
            armed.push_back(Armed { behaviour, left: times });
        }
        self.settle().await;
    }

    /// Back to what it usually does.
    pub(crate) async fn recover(&self) {
        self.locked().clear();
        self.settle().await;
    }

    /// The armed behaviour, and how many times it remains.
    pub(crate) fn armed(&self) -> Vec<(Behaviour, Option<u32>)> {
        self.locked().iter().map(|armed| (armed.behaviour.clone(), armed.left)).collect()
    }

    /// The behaviour for a new connection.
    pub(crate) async fn take(&self) -> Behaviour {
        let behaviour = self.next(|armed| armed.behaviour.door() == Door::Open);
        self.settle().await;
        behaviour.unwrap_or_else(|| self.provider.usually.clone())
    }

    /// Its name was queried. A closed port cannot count connections, so queries for the address count: there is one
    /// before each attempt.
    pub(crate) async fn asked_for(&self) {
        {
            let mut armed = self.locked();
            match armed.front_mut() {
                // Behaviours of an open port go as they are used up; this one has served its count.
                Some(Armed { left: Some(0), .. }) => {
                    armed.pop_front();
                }
                Some(Armed { behaviour, left: Some(left) }) if behaviour.door() != Door::Open => *left -= 1,
                _ => {}
            }
        }
        self.settle().await;
    }

    fn next(&self, applies: impl Fn(&Armed) -> bool) -> Option<Behaviour> {
        let mut armed = self.locked();
        let first = armed.front_mut().filter(|first| applies(first))?;
        let behaviour = first.behaviour.clone();
        if let Some(left) = &mut first.left {
            *left = left.saturating_sub(1);
            if *left == 0 {
                armed.pop_front();
            }
        }
        Some(behaviour)
    }

    /// Puts the port into the state for the next behaviour; returns when that is done.
    pub(crate) async fn settle(&self) {
        let mut door = self.door.lock().await;
        let wanted = match self.locked().front() {
            Some(armed) => armed.behaviour.door(),
            None => self.provider.usually.door(),
        };
        if *door != wanted {
            let (done, settled) = oneshot::channel();
            // The keeper of the port has gone, because the simulator is stopping.
            if self.orders.send((wanted, done)).await.is_ok() {
                *door = wanted;
                let _ = settled.await;
            }
        }
    }

    /// TLS as this behaviour has it.
    pub(crate) fn acceptor(
        &self,
        handshakes: &Handshakes,
        behaviour: &Behaviour,
    ) -> Result<TlsAcceptor, TlsFault> {
        let special = matches!(
            behaviour,
            Behaviour::Certificate(_)
                | Behaviour::OnlyTls12
                | Behaviour::OnlyHttp2
                | Behaviour::RefuseClientCertificate(_)
                | Behaviour::WithoutClientCertificate(_)
                | Behaviour::Late(_)
        );
        if special {
            return handshakes.acceptor(&self.provider.hosts, behaviour);
        }
        if let Some(usual) = self.usual.get() {
            return Ok(usual.clone());
        }
        let made = handshakes.acceptor(&self.provider.hosts, &Behaviour::Accept)?;
        Ok(self.usual.get_or_init(|| made).clone())
    }

    fn locked(&self) -> MutexGuard<'_, VecDeque<Armed>> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
