//! Resolves a name to addresses.
//!
//! Responsible for: asking again each time, and only name servers. Must not: read a hosts file, try search domains,
//! keep an answer, decide which address to connect to.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use domain::oat::observation::{Ending, OwnFault};
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::rr::{Name, RecordType};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::settings::SetupFault;

/// The time for a query in all, and for each of its two tries.
const PATIENCE: Duration = Duration::from_secs(5);
const TRY: Duration = Duration::from_secs(2);

/// How many names are resolved at once. Each takes two sockets, and a function has 1,024 files in all.
const AT_ONCE: usize = 200;

/// One resolver for the whole process. It keeps no answers, only its knowledge of the name servers.
pub struct Names {
    resolver: TokioResolver,
    turns: Semaphore,
}

/// Why a name leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameFault {
    /// It does not exist, or has no address.
    NotFound,
    /// The name servers say that they cannot tell.
    Failed,
    /// No answer in time.
    TimedOut,
    /// There is no usable name server.
    NoNetwork,
}

impl From<NameFault> for Ending {
    fn from(fault: NameFault) -> Self {
        match fault {
            NameFault::NotFound => Self::NameNotFound,
            NameFault::Failed => Self::NameServerFailed,
            NameFault::TimedOut => Self::NameServerTimedOut,
            NameFault::NoNetwork => Self::OwnFault(OwnFault::NoNetwork),
        }
    }
}

impl Names {
    /// Asks this name server, or, without one, those the system names.
    pub fn new(server: Option<SocketAddr>) -> Result<Self, SetupFault> {
        let fault = |error: NetError| SetupFault::NameServers(Box::new(error));
        let mut builder = match server {
            Some(server) => {
                let provider = TokioRuntimeProvider::default();
                TokioResolver::builder_with_config(only(server), provider)
            }
            None => TokioResolver::builder_tokio().map_err(fault)?,
        };
        let options = builder.options_mut();
        options.use_hosts_file = ResolveHosts::Never;
        // The next attempt must see an organisation's repair.
        options.cache_size = 0;
        options.timeout = TRY;
        options.attempts = 1;
        let resolver = builder.build().map_err(fault)?;
        Ok(Self { resolver, turns: Semaphore::new(AT_ONCE) })
    }

    /// Waits for a turn to resolve a name, which lasts as long as this is held. It never returns none, because turns do
    /// not run out.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }

    /// Every address the name leads to, IPv4 first, each once, in the order of the answer. Aliases are followed.
    pub async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, NameFault> {
        let mut name = Name::from_ascii(name).map_err(|_| NameFault::NotFound)?;
        // Absolute: no search domain is tried.
        name.set_fqdn(true);
        let both = async { tokio::join!(self.ask(&name, RecordType::A), self.ask(&name, RecordType::AAAA)) };
        let (v4, v6) = timeout(PATIENCE, both).await.map_err(|_| NameFault::TimedOut)?;
        let faults = [v4.as_ref().err(), v6.as_ref().err()];
        let worst = faults.into_iter().flatten().max().copied();
        let mut addresses = Vec::new();
        for address in v4.into_iter().chain(v6).flatten() {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if addresses.is_empty() { Err(worst.unwrap_or(NameFault::NotFound)) } else { Ok(addresses) }
    }

    async fn ask(&self, name: &Name, kind: RecordType) -> Result<Vec<IpAddr>, NameFault> {
        let found = self.resolver.lookup(name.clone(), kind).await;
        let found = found.map_err(|error| match error {
            NetError::Dns(DnsError::NoRecordsFound(_)) => NameFault::NotFound,
            NetError::Timeout => NameFault::TimedOut,
            NetError::Io(_) | NetError::NoConnections | NetError::Busy => NameFault::NoNetwork,
            _ => NameFault::Failed,
        })?;
        Ok(found.answers().iter().filter_map(|record| record.data.ip_addr()).collect())
    }
}

/// This name server and no other, by UDP, and by TCP when an answer does not fit.
fn only(server: SocketAddr) -> ResolverConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = server.port();
        connection
    });
    let server = NameServerConfig::new(server.ip(), true, connections.to_vec());
    ResolverConfig::from_parts(None, Vec::new(), vec![server])
}
