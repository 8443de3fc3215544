//! The log of the simulator's observations, in order, for people and tests to read. Must not: keep tokens or bodies.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::behaviour::Behaviour;
use crate::finding::Finding;

/// How much is kept; the oldest goes.
const KEPT: usize = 10_000;

/// Something that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// A connection to a provider.
    Connection(Box<Connection>),
    /// A question to the name server.
    Question(Question),
}

/// A connection to a provider, up to the moment before it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// When it came (RFC 3339).
    pub at: String,
    pub provider: String,
    /// The provider's reaction to it.
    pub behaviour: Behaviour,
    pub tls: Option<Tls>,
    /// The request, if there was one.
    pub request: Option<Request>,
    /// Its faults; empty when it is correct.
    pub findings: Vec<Finding>,
    /// The status it was answered with.
    pub answered: Option<u16>,
    /// Why there was no TLS connection or no request.
    pub fault: Option<String>,
}

/// A TLS connection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tls {
    /// `TLSv1_3`.
    pub version: String,
    /// `TLS13_AES_256_GCM_SHA384`.
    pub cipher: String,
    /// The queried name.
    pub server_name: Option<String>,
    /// SHA-256 of the client's certificate in hex.
    pub client_certificate: Option<String>,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// `POST`.
    pub method: String,
    pub target: String,
    /// In the order they were sent.
    pub headers: Vec<(String, String)>,
    pub body_bytes: usize,
}

/// A question to the name server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// When it came (RFC 3339).
    pub at: String,
    /// The name, in lower case and without the last dot.
    pub name: String,
    /// The type of record: `A`.
    pub record: String,
    /// Whether it came over TCP.
    pub tcp: bool,
    pub answer: String,
}

/// The observations.
#[derive(Debug)]
pub struct Log {
    entries: Mutex<VecDeque<Entry>>,
    connections: watch::Sender<usize>,
}

impl Default for Log {
    fn default() -> Self {
        Self { entries: Mutex::default(), connections: watch::Sender::new(0) }
    }
}

impl Log {
    /// All of it, the oldest first.
    pub fn entries(&self) -> Vec<Entry> {
        self.locked().iter().cloned().collect()
    }

    /// The connections among it.
    pub fn connections(&self) -> Vec<Connection> {
        let entries = self.entries().into_iter();
        entries
            .filter_map(|entry| match entry {
                Entry::Connection(connection) => Some(*connection),
                Entry::Question(_) => None,
            })
            .collect()
    }

    /// The questions among it.
    pub fn questions(&self) -> Vec<Question> {
        let entries = self.entries().into_iter();
        entries
            .filter_map(|entry| match entry {
                Entry::Question(question) => Some(question),
                Entry::Connection(_) => None,
            })
            .collect()
    }

    /// Forgets it.
    pub fn clear(&self) {
        self.locked().clear();
        self.connections.send_replace(0);
    }

    /// Waits until there are so many connections since it was last cleared. A connection whose handshake fails may be seen a moment
    /// after the other side knows.
    pub async fn wait_for_connections(&self, count: usize) -> Vec<Connection> {
        let mut seen = self.connections.subscribe();
        // It cannot be closed: the sender is ours.
        let _ = seen.wait_for(|seen| *seen >= count).await;
        self.connections()
    }

    pub(crate) fn add(&self, entry: Entry) {
        let connection = matches!(entry, Entry::Connection(_));
        let mut entries = self.locked();
        if entries.len() >= KEPT {
            entries.pop_front();
        }
        entries.push_back(entry);
        if connection {
            self.connections.send_modify(|count| *count += 1);
        }
    }

    fn locked(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
