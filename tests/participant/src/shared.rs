//! Everything that the parts of a simulator share: the providers and the log. Must not: listen.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::behaviour::Behaviour;
use crate::clock::Clock;
use crate::log::Log;
use crate::names::{self, Answer, Family, Names};
use crate::played::Played;
use crate::tls::Handshakes;
use crate::verify::Verifier;

/// There is nobody of that name.
#[derive(Debug, thiserror::Error)]
#[error("there is no provider called {0:?}")]
pub struct Unknown(pub String);

/// The addresses of everything, in the line that `participant serve` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Where the control API is.
    pub control: String,
    /// The address of the name server.
    pub name_server: SocketAddr,
    pub providers: Vec<RunningProvider>,
}

/// A provider that is played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningProvider {
    pub name: String,
    /// Its host names.
    pub hosts: Vec<String>,
    pub port: u16,
    /// Its armed behaviour, and how many times it remains; for ever when `null`. Absent when it behaves as usual.
    pub armed: Vec<(Behaviour, Option<u32>)>,
}

/// The state that every part of a simulator needs.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) log: Log,
    pub(crate) names: Names,
    pub(crate) handshakes: Handshakes,
    pub(crate) verifier: Verifier,
    pub(crate) played: Vec<Arc<Played>>,
    /// Providers by host, because a crowd has many.
    pub(crate) hosts: HashMap<String, Arc<Played>>,
}

impl Shared {
    pub(crate) fn provider(&self, name: &str) -> Result<&Arc<Played>, Unknown> {
        let found = self.played.iter().find(|played| played.provider.name == name);
        found.ok_or_else(|| Unknown(name.to_owned()))
    }

    pub(crate) fn running(&self, control: SocketAddr, name_server: SocketAddr) -> Running {
        let providers = self.played.iter().map(|played| RunningProvider {
            name: played.provider.name.clone(),
            hosts: played.provider.hosts.clone(),
            port: played.port,
            armed: played.armed(),
        });
        Running { control: format!("http://{control}"), name_server, providers: providers.collect() }
    }

    /// The addresses of a name (lower case, no last dot). A provider learns that its address was queried.
    pub(crate) async fn look_up(&self, name: &str, family: Family) -> Answer {
        let any_of_zone = || names::any_of_zone(name).and_then(|host| self.hosts.get(&host));
        let host = self.hosts.get(name).or_else(any_of_zone);
        if let (Some(played), Family::V4) = (host, family) {
            played.asked_for().await;
        }
        match (self.names.next(name, family), host) {
            (Some(scripted), _) => scripted,
            (None, Some(_)) => Answer::Addresses(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]),
            (None, None) => Answer::NotFound,
        }
    }
}
