//! The TLS handshake, and what came of it (O5, O6).
//!
//! Responsible for: telling why it failed, in the protocol's own words. Must not: speak HTTP.

use std::io;
use std::sync::Arc;

use app::{BoxError, Clock};
use domain::oat::observation::{Ending, OwnFault, TlsFacts};
use rustls::client::{ClientConfig, Resumption, WebPkiServerVerifier};
use rustls::crypto::aws_lc_rs::kx_group::{SECP256R1, SECP384R1, X25519};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::time_provider::TimeProvider;
use rustls::{ProtocolVersion, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::certificates::facts_of_chain;
use crate::hello;
use crate::identity::{Notes, NotingIdentity, NotingVerifier};
use crate::refusal::ending_of;
use crate::settings::SetupFault;
use crate::wire::Tap;

/// The only protocol that is offered: every server that speaks a later one speaks this one too, and the least code reads it.
const ALPN: &[u8] = b"http/1.1";

/// What all connections share.
pub struct Security {
    config: ClientConfig,
    roots: Arc<WebPkiServerVerifier>,
}

/// A connection with what was agreed on, and what is noted of it from now on.
pub struct Secured {
    /// The connection.
    pub stream: TlsStream<Tap<TcpStream>>,
    /// What the handshake showed.
    pub notes: Arc<Notes>,
}

/// The provider of cryptography, the same for everything. Keys are agreed on as every server can: a hybrid with ML-KEM makes the first
/// message larger than a packet, which some servers do not stand, and it would be told as their fault.
pub fn provider() -> CryptoProvider {
    CryptoProvider { kx_groups: vec![X25519, SECP256R1, SECP384R1], ..aws_lc_rs::default_provider() }
}

impl Security {
    /// Trusts the public roots, and `more` of them in PEM. Certificates are judged at the time of `clock`.
    ///
    /// # Errors
    /// [`SetupFault::Roots`].
    pub fn new(more: &str, clock: Arc<dyn Clock>, provider: Arc<CryptoProvider>) -> Result<Self, SetupFault> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        for root in CertificateDer::pem_slice_iter(more.as_bytes()) {
            let root = root.map_err(|error| SetupFault::roots(error.to_string()))?;
            roots.add(root).map_err(SetupFault::roots)?;
        }
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let roots = verifier.build().map_err(|error| SetupFault::roots(BoxError::from(error)))?;
        // TLS 1.3 and 1.2 (O5). Both stand-ins are replaced for each connection.
        let mut config = ClientConfig::builder_with_details(provider, Arc::new(Time(clock)))
            .with_safe_default_protocol_versions()
            .map_err(SetupFault::roots)?
            .with_webpki_verifier(Arc::clone(&roots))
            .with_no_client_auth();
        config.alpn_protocols = vec![ALPN.to_vec()];
        // Every attempt has to see the whole chain.
        config.resumption = Resumption::disabled();
        Ok(Self { config, roots })
    }

    /// Agrees on TLS with whoever is at the other end, as `name`. What was seen is in `seen`, also when it is given up or the
    /// future is dropped.
    ///
    /// # Errors
    /// How the attempt ended.
    pub async fn agree(
        &self,
        tcp: TcpStream,
        name: &str,
        identity: Arc<CertifiedKey>,
        seen: &Seen,
    ) -> Result<Secured, Ending> {
        let name = ServerName::try_from(name.to_owned());
        let name = name.map_err(|_| Ending::OwnFault(OwnFault::Internal))?;
        let notes = Arc::clone(&seen.notes);
        let mut config = self.config.clone();
        let verifier = NotingVerifier { roots: Arc::clone(&self.roots), notes: Arc::clone(&notes) };
        config.dangerous().set_certificate_verifier(Arc::new(verifier));
        config.client_auth_cert_resolver = Arc::new(NotingIdentity { identity, notes: Arc::clone(&notes) });
        let tap = Tap::new(tcp, Arc::clone(&seen.first));
        match TlsConnector::from(Arc::new(config)).connect(name, tap).await {
            Ok(stream) => Ok(Secured { stream, notes }),
            Err(error) => Err(ending(&error, notes.asked())),
        }
    }
}

/// What is seen of a handshake while it goes on.
#[derive(Debug, Default)]
pub struct Seen {
    notes: Arc<Notes>,
    first: crate::wire::First,
}

impl Seen {
    /// The facts so far: of the connection when there is one, else of what the server sent first; none when it sent nothing.
    pub fn facts(&self, stream: Option<&TlsStream<Tap<TcpStream>>>) -> Option<TlsFacts> {
        let chain = facts_of_chain(&self.notes.chain());
        if let Some(stream) = stream {
            let (_, connection) = stream.get_ref();
            let cipher = connection.negotiated_cipher_suite();
            return Some(TlsFacts {
                version: connection.protocol_version().map(version),
                cipher: cipher.and_then(|suite| suite.suite().as_str()).map(str::to_owned),
                alpn: connection.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned()),
                chain,
            });
        }
        let hello = hello::read(&crate::wire::first(&self.first));
        if hello.is_none() && chain.is_empty() {
            return None;
        }
        Some(TlsFacts {
            version: hello.map(|hello| version(hello.version)),
            cipher: hello.and_then(|hello| hello.cipher.as_str()).map(str::to_owned),
            alpn: None,
            chain,
        })
    }
}

/// How a handshake that failed like this ended.
fn ending(error: &io::Error, asked: bool) -> Ending {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    inner.map_or(Ending::ConnectionFailed, |inner| ending_of(inner, asked))
}

/// A version as people write it.
fn version(version: ProtocolVersion) -> String {
    let known = match version {
        ProtocolVersion::SSLv2 => "SSLv2",
        ProtocolVersion::SSLv3 => "SSLv3",
        ProtocolVersion::TLSv1_0 => "TLSv1.0",
        ProtocolVersion::TLSv1_1 => "TLSv1.1",
        ProtocolVersion::TLSv1_2 => "TLSv1.2",
        ProtocolVersion::TLSv1_3 => "TLSv1.3",
        other => return format!("0x{:04x}", u16::from(other)),
    };
    known.to_owned()
}

/// The clock, as the TLS library asks for it.
struct Time(Arc<dyn Clock>);

impl std::fmt::Debug for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Time")
    }
}

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.now().as_second()).ok()?;
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)))
    }
}
