//! A whole simulator: providers, name server and control API, started and stopped together, all on loopback.
//!
//! Must not: listen on anything that another machine can reach.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::behaviour::Behaviour;
use crate::clock::Clock;
use crate::config::Config;
use crate::connection;
use crate::control;
use crate::door::Port;
use crate::log::Log;
use crate::material::Material;
use crate::name_server::NameServer;
use crate::names::Names;
use crate::played::Played;
use crate::shared::{Running, Shared, Unknown};
use crate::tls::{Handshakes, TlsFault};
use crate::verify::Verifier;

/// A simulator could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    #[error("failed to take the port of {what}: {source}")]
    Port { what: String, source: io::Error },
    #[error(transparent)]
    Tls(#[from] TlsFault),
    /// The key that tokens are checked with.
    #[error("failed to read the public key of the key bundle: {0}")]
    Key(#[from] jsonwebtoken::errors::Error),
}

/// A running simulator; it stops when it is dropped, or at [`Simulator::stop`].
pub struct Simulator {
    shared: Arc<Shared>,
    control: SocketAddr,
    name_server: SocketAddr,
    tasks: JoinSet<()>,
}

impl Simulator {
    /// Starts one. When this returns, everything answers.
    pub async fn start(config: &Config, material: &Material, clock: Clock) -> Result<Self, StartFault> {
        let taken = |what: &str| {
            let what = what.to_owned();
            move |source| StartFault::Port { what, source }
        };
        let mut played = Vec::new();
        let mut doors = Vec::new();
        for provider in config.everybody() {
            let port = Port::hold(provider.port).map_err(taken(&provider.name))?;
            let (orders, receiver) = mpsc::channel(1);
            played.push(Arc::new(Played::new(provider, port.number(), orders)));
            doors.push((port, receiver));
        }
        let mut hosts = HashMap::new();
        for (host, own) in
            played.iter().flat_map(|own| own.provider.hosts.iter().map(move |host| (host, own)))
        {
            hosts.entry(host.clone()).or_insert_with(|| Arc::clone(own));
        }
        let shared = Arc::new(Shared {
            log: Log::default(),
            names: Names::default(),
            handshakes: Handshakes::new(material, clock.clone())?,
            verifier: Verifier::new(config.expected.clone(), &material.key_bundle, clock.clone())?,
            played,
            hosts,
            clock,
        });
        let mut tasks = JoinSet::new();
        for ((port, orders), played) in doors.into_iter().zip(&shared.played) {
            let listener = port.open().map_err(taken(&played.provider.name))?;
            let (shared, played) = (Arc::clone(&shared), Arc::clone(played));
            tasks.spawn(port.serve(listener, orders, move |stream| {
                connection::serve(Arc::clone(&shared), Arc::clone(&played), stream)
            }));
        }
        for played in &shared.played {
            played.settle().await;
        }
        let names = NameServer::bind(config.name_server_port).await.map_err(taken("the name server"))?;
        let name_server = names.address().map_err(taken("the name server"))?;
        tasks.spawn(names.serve(Arc::clone(&shared)));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.control_port)).await;
        let listener = listener.map_err(taken("the control API"))?;
        let control = listener.local_addr().map_err(taken("the control API"))?;
        tasks.spawn(control::serve(Arc::clone(&shared), listener, name_server));
        Ok(Self { shared, control, name_server, tasks })
    }

    /// The addresses of everything.
    pub fn running(&self) -> Running {
        self.shared.running(self.control, self.name_server)
    }

    /// The address of the name server.
    pub fn name_server(&self) -> SocketAddr {
        self.name_server
    }

    /// Where the control API is.
    pub fn control(&self) -> SocketAddr {
        self.control
    }

    /// The port of a provider.
    pub fn port(&self, provider: &str) -> Result<u16, Unknown> {
        Ok(self.shared.provider(provider)?.port)
    }

    /// Every zone with the port of its provider. The zone of `*.example.org` is `example.org`; that of another host is
    /// the host itself.
    pub fn zones(&self) -> BTreeMap<String, u16> {
        let zones = self.shared.played.iter().flat_map(|played| {
            let hosts = played.provider.hosts.iter();
            hosts.map(|host| (host.trim_start_matches("*.").to_owned(), played.port))
        });
        zones.collect()
    }

    /// Arms a behaviour of a provider after earlier ones, for this many times or until it is cleared. It is in effect
    /// when this returns.
    pub async fn arm(&self, provider: &str, behaviour: Behaviour, times: Option<u32>) -> Result<(), Unknown> {
        self.shared.provider(provider)?.arm(behaviour, times).await;
        Ok(())
    }

    /// Has a provider do what it usually does.
    pub async fn recover(&self, provider: &str) -> Result<(), Unknown> {
        self.shared.provider(provider)?.recover().await;
        Ok(())
    }

    /// The observations.
    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// The addresses of names.
    pub fn names(&self) -> &Names {
        &self.shared.names
    }

    /// Stops it; when this returns, nothing listens any more.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}
