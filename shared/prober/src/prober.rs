//! One attempt, from the URL to the observations (O3–O6, O9).
//!
//! Responsible for: the order of the phases, their times, and connecting only to the vetted address. Must not: try
//! again.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use app::{Clock, FindProbe, FindRequest, Ids, KeyBundles};
use domain::oat::ProfileMark;
use domain::oat::observation::{Ending, Observation, OwnFault, Timings};
use jiff::SignedDuration;
use rustls::crypto::CryptoProvider;
use rustls::sign::CertifiedKey;
use secrecy::SecretString;
use tokio::net::TcpStream;
use tokio::sync::SemaphorePermit;
use tokio::task::JoinSet;
use tokio::time::timeout_at;

use crate::connecting::connect;
use crate::exchange::exchange;
use crate::find::{Find, find_request};
use crate::key_bundle::{KeyBundle, KeyBundleFault};
use crate::names::Names;
use crate::profile::FindProfile;
use crate::secure::{Security, Seen, provider};
use crate::settings::{Settings, SetupFault, Zones};
use crate::target::Target;

/// How many addresses of a name are reported; all are vetted.
const MOST_ADDRESSES: usize = 32;

/// Sends find requests, each in its own task. Made once for a process, so that attempts share what they can.
pub struct Prober<P, I> {
    means: Arc<Means<P, I>>,
}

/// The parts that attempts share.
struct Means<P, I> {
    profile: FindProfile,
    mark: ProfileMark,
    zones: Zones,
    names: Names,
    security: Security,
    provider: Arc<CryptoProvider>,
    key_bundles: P,
    read: Mutex<Option<ReadPack>>,
    clock: Arc<dyn Clock>,
    ids: I,
}

/// The parts of an attempt that are ready before its time runs.
struct Ready<'a> {
    target: Target,
    identity: Arc<CertifiedKey>,
    find: Find,
    /// Held until the name has been answered for.
    turn: Option<SemaphorePermit<'a>>,
}

/// The products of a key bundle, and the key bundle they come from.
struct ReadPack {
    text: Arc<SecretString>,
    key_bundle: Result<Arc<KeyBundle>, KeyBundleFault>,
}

impl<P: KeyBundles + 'static, I: Ids + 'static> Prober<P, I> {
    /// A prober that authenticates and signs with the key bundles of `key_bundles`, which need not have one yet. Until then every
    /// attempt ends as a fault on our side. `clock` is the real one, in production and on a local stack, because others
    /// judge tokens and certificates by the real time.
    pub fn new(
        settings: Settings,
        key_bundles: P,
        clock: impl Clock + 'static,
        ids: I,
    ) -> Result<Self, SetupFault> {
        let local = settings.local;
        let names = Names::new(local.as_ref().map(|local| local.name_server))?;
        let (roots, zones) = local.map(|local| (local.roots, local.zones)).unwrap_or_default();
        let clock: Arc<dyn Clock> = Arc::new(clock);
        let provider = Arc::new(provider());
        let security = Security::new(&roots, Arc::clone(&clock), Arc::clone(&provider))?;
        let (profile, read) = (settings.profile, Mutex::default());
        let mark = profile.mark();
        let means = Means { profile, mark, zones, names, security, provider, key_bundles, read, clock, ids };
        Ok(Self { means: Arc::new(means) })
    }

    /// Whether there is a usable key bundle now.
    ///
    /// # Errors
    /// Its fault, for the operators of the service; never any of its content.
    pub async fn readiness(&self) -> Result<(), KeyBundleFault> {
        self.means.key_bundle().await.map(drop)
    }

    /// How much longer the certificate of the key bundle is valid: less than nothing when it has ended, none when there is no
    /// certificate to read.
    pub async fn certificate_lasts(&self) -> Option<SignedDuration> {
        let until = match self.means.key_bundle().await {
            Ok(key_bundle) => key_bundle.until(),
            Err(KeyBundleFault::NotValidNow { until, .. }) => until,
            Err(_) => return None,
        };
        Some(until.duration_since(self.means.clock.now()))
    }
}

impl<P: KeyBundles, I: Ids> Means<P, I> {
    /// The present key bundle, read once for each fetch.
    async fn key_bundle(&self) -> Result<Arc<KeyBundle>, KeyBundleFault> {
        let text = self.key_bundles.current().await;
        let text = text.map_err(|fault| KeyBundleFault::Unavailable(fault.with_sources()))?;
        let key_bundle = {
            let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            match &*read {
                Some(known) if Arc::ptr_eq(&known.text, &text) => known.key_bundle.clone(),
                _ => {
                    let key_bundle = KeyBundle::read(&text, &self.provider).map(Arc::new);
                    *read = Some(ReadPack { text, key_bundle: key_bundle.clone() });
                    key_bundle
                }
            }
        }?;
        key_bundle.valid_at(self.clock.now())?;
        Ok(key_bundle)
    }

    /// Nothing of an attempt that begins now.
    fn unseen(&self, request: &FindRequest) -> Observation {
        Observation {
            request: request.id,
            at: self.clock.now(),
            url: request.url.clone(),
            profile: Some(self.mark.clone()),
            addresses: Vec::new(),
            peer: None,
            timings: Timings::default(),
            deadline: self.profile.deadline(),
            tls: None,
            response: None,
            unread: None,
            ending: Ending::OwnFault(OwnFault::Internal),
        }
    }

    /// One attempt.
    async fn observe(&self, request: &FindRequest) -> Observation {
        let mut seen = self.unseen(request);
        let ready = self.ready(request).await;
        // Their time begins here. Fetching keys, waiting for a turn and signing were our time.
        seen.at = self.clock.now();
        let began = Instant::now();
        seen.ending = match ready {
            Ok(ready) => self.attempt(ready, began + seen.deadline, &mut seen).await,
            Err(ending) => ending,
        };
        seen.timings.total = began.elapsed();
        seen
    }

    /// The work on our side before an attempt's time begins.
    async fn ready(&self, request: &FindRequest) -> Result<Ready<'_>, Ending> {
        let target = Target::read(&request.url, &self.zones).map_err(|what| Ending::UrlRefused { what })?;
        let key_bundle = self.key_bundle().await.map_err(|fault| Ending::OwnFault((&fault).into()))?;
        let turn = self.names.turn().await;
        let find = find_request(&self.profile, &target, request, &key_bundle, self.clock.now(), &self.ids);
        let find = find.ok_or(Ending::OwnFault(OwnFault::Internal))?;
        Ok(Ready { target, identity: Arc::clone(&key_bundle.identity), find, turn })
    }

    /// Goes through the phases, and notes in `seen` what each showed.
    async fn attempt(&self, ready: Ready<'_>, deadline: Instant, seen: &mut Observation) -> Ending {
        let Ready { target, identity, find, turn } = ready;
        let vetted = self.vetted(&target, deadline, seen).await;
        drop(turn);
        let addresses = match vetted {
            Ok(addresses) => addresses,
            Err(ending) => return ending,
        };
        match connected(&target, &addresses, deadline, seen).await {
            Ok(tcp) => self.speak(tcp, &target, identity, find, deadline, seen).await,
            Err(ending) => ending,
        }
    }

    /// Every address of the name, if the probe may connect to all of them.
    async fn vetted(
        &self,
        target: &Target,
        deadline: Instant,
        seen: &mut Observation,
    ) -> Result<Vec<IpAddr>, Ending> {
        let started = Instant::now();
        let found = timeout_at(deadline.into(), self.names.addresses(&target.name)).await;
        seen.timings.dns = Some(started.elapsed());
        let addresses = found.map_err(|_| Ending::NameServerTimedOut)??;
        seen.addresses = addresses.iter().copied().take(MOST_ADDRESSES).collect();
        match addresses.iter().find(|address| !target.may_connect(**address)) {
            Some(address) => Err(Ending::AddressRefused { address: *address }),
            None => Ok(addresses),
        }
    }

    /// Agrees on TLS, sends, and reads.
    async fn speak(
        &self,
        tcp: TcpStream,
        target: &Target,
        identity: Arc<CertifiedKey>,
        find: Find,
        deadline: Instant,
        seen: &mut Observation,
    ) -> Ending {
        let handshake = Seen::default();
        let started = Instant::now();
        let agreeing = self.security.agree(tcp, &target.name, identity, &handshake);
        let secured = timeout_at(deadline.into(), agreeing).await;
        seen.timings.tls = Some(started.elapsed());
        let secured = match secured.unwrap_or(Err(Ending::TimedOut)) {
            Ok(secured) => secured,
            Err(ending) => {
                seen.tls = self.security.facts(&handshake, None, seen.at);
                return ending;
            }
        };
        seen.tls = self.security.facts(&handshake, Some(&secured.stream), seen.at);
        let notes = secured.notes;
        let exchange = exchange(secured.stream, find, deadline, &notes).await;
        // The server may have asked for our certificate meanwhile.
        if let Some(tls) = &mut seen.tls {
            tls.client_certificate = notes.client_certificate(true);
        }
        seen.timings.first_byte = exchange
            .sent
            .zip(exchange.received)
            .map(|(sent, received)| received.saturating_duration_since(sent));
        seen.response = exchange.response;
        seen.unread = exchange.unread;
        exchange.ending
    }
}

/// Connects to one of these addresses and to no other.
async fn connected(
    target: &Target,
    addresses: &[IpAddr],
    deadline: Instant,
    seen: &mut Observation,
) -> Result<TcpStream, Ending> {
    let started = Instant::now();
    let (peer, result) = connect(addresses.iter().map(|address| target.at(*address)), deadline).await;
    seen.timings.connect = Some(started.elapsed());
    seen.peer = peer;
    result
}

impl<P: KeyBundles + 'static, I: Ids + 'static> FindProbe for Prober<P, I> {
    async fn send(&self, request: FindRequest) -> Observation {
        let means = Arc::clone(&self.means);
        let unseen = means.unseen(&request);
        // Another task can run while this one signs. When this future is dropped, nothing waits for the task, so it
        // ends too.
        let mut task = JoinSet::new();
        task.spawn(async move { means.observe(&request).await });
        task.join_next().await.and_then(Result::ok).unwrap_or(unseen)
    }

    fn profile(&self) -> ProfileMark {
        self.means.mark.clone()
    }
}
