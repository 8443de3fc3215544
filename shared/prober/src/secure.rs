//! The TLS handshake and its result (O5, O6).
//!
//! Responsible for: reporting why it failed, in the protocol's own words. Must not: speak HTTP.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use app::{BoxError, Clock};
use domain::oat::observation::{Ending, OwnFault, TlsFacts};
use jiff::Timestamp;
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

use crate::certificates::{facts_of_chain, has_short_key};
use crate::hello;
use crate::identity::{Notes, NotingIdentity, NotingVerifier};
use crate::refusal::ending_of;
use crate::settings::SetupFault;
use crate::wire::Tap;

/// The only protocol offered. Every server that speaks a later one speaks this one too, and it needs the least code.
const ALPN: &[u8] = b"http/1.1";

/// The parts that all connections share.
pub struct Security {
    config: ClientConfig,
    roots: Arc<WebPkiServerVerifier>,
    /// The subjects of the trusted roots.
    subjects: HashSet<Vec<u8>>,
}

/// A connection with its agreed parameters, and the notes on it from now on.
pub struct Secured {
    /// The connection.
    pub stream: TlsStream<Tap<TcpStream>>,
    /// The observations of the handshake.
    pub notes: Arc<Notes>,
}

/// The provider of cryptography, the same for everything. Key agreement uses what every server can. A hybrid with
/// ML-KEM makes the first message larger than a packet. Some servers cannot handle that, and the report would blame
/// them.
pub fn provider() -> CryptoProvider {
    CryptoProvider { kx_groups: vec![X25519, SECP256R1, SECP384R1], ..aws_lc_rs::default_provider() }
}

impl Security {
    /// Trusts the public roots, and `more` of them in PEM. Certificates are judged at the time of `clock`.
    pub fn new(more: &str, clock: Arc<dyn Clock>, provider: Arc<CryptoProvider>) -> Result<Self, SetupFault> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        for root in CertificateDer::pem_slice_iter(more.as_bytes()) {
            let root = root.map_err(|error| SetupFault::roots(error.to_string()))?;
            roots.add(root).map_err(SetupFault::roots)?;
        }
        let subjects = roots.roots.iter().map(|root| root.subject.to_vec()).collect();
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let roots = verifier.build().map_err(|error| SetupFault::roots(BoxError::from(error)))?;
        // TLS 1.3 and 1.2 (O5). Each connection replaces both placeholders.
        let mut config = ClientConfig::builder_with_details(provider, Arc::new(Time(clock)))
            .with_safe_default_protocol_versions()
            .map_err(SetupFault::roots)?
            .with_webpki_verifier(Arc::clone(&roots))
            .with_no_client_auth();
        config.alpn_protocols = vec![ALPN.to_vec()];
        // Every attempt has to see the whole chain.
        config.resumption = Resumption::disabled();
        Ok(Self { config, roots, subjects })
    }

    /// Agrees on TLS with the other end, as `name`. `seen` holds the observations, even when the handshake fails or the
    /// future is dropped.
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
        let tap = Tap::new(tcp, Arc::clone(&seen.first), Arc::clone(&notes));
        match TlsConnector::from(Arc::new(config)).connect(name, tap).await {
            Ok(stream) => Ok(Secured { stream, notes }),
            Err(error) => Err(ending(&error, &notes)),
        }
    }

    /// The facts so far: those of the connection when there is one, otherwise those of the server's first bytes; none
    /// when it sent nothing. `now` is when they were sent.
    pub fn facts(
        &self,
        seen: &Seen,
        stream: Option<&TlsStream<Tap<TcpStream>>>,
        now: Timestamp,
    ) -> Option<TlsFacts> {
        let chain = facts_of_chain(&seen.notes.chain(), &self.subjects, now);
        let client_certificate = seen.notes.client_certificate(stream.is_some());
        if let Some(stream) = stream {
            let (_, connection) = stream.get_ref();
            let cipher = connection.negotiated_cipher_suite();
            return Some(TlsFacts {
                version: connection.protocol_version().map(version),
                cipher: cipher.and_then(|suite| suite.suite().as_str()).map(str::to_owned),
                alpn: connection.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned()),
                client_certificate,
                chain,
            });
        }
        let hello = hello::read(&crate::wire::first(&seen.first));
        if hello.is_none() && chain.is_empty() {
            return None;
        }
        Some(TlsFacts {
            version: hello.map(|hello| version(hello.version)),
            cipher: hello.and_then(|hello| hello.cipher.as_str()).map(str::to_owned),
            alpn: None,
            client_certificate,
            chain,
        })
    }
}

/// The observations during a handshake.
#[derive(Debug, Default)]
pub struct Seen {
    notes: Arc<Notes>,
    first: crate::wire::First,
}

/// How a handshake that failed like this ended. A server that hangs up during the handshake after it got our
/// certificate has refused it; in TLS 1.2 the refusal comes there.
fn ending(error: &io::Error, notes: &Notes) -> Ending {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match inner.map(|inner| ending_of(inner, notes.sent())) {
        Some(Ending::TlsFailed { .. }) if has_short_key(&notes.chain()) => Ending::CertificateTooWeak,
        Some(Ending::CertificateUntrusted) if has_short_key(&notes.chain()) => Ending::CertificateTooWeak,
        Some(ending) => ending,
        None if notes.sent() => {
            let closed = error.kind() == io::ErrorKind::UnexpectedEof;
            let what = if closed { "connection_closed" } else { "connection_reset" };
            Ending::ClientCertificateRefused { what: what.to_owned() }
        }
        None => Ending::ConnectionFailed,
    }
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

/// The clock, in the TLS library's form.
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

#[cfg(test)]
mod tests {
    use fakes::FakeClock;
    use rustls::client::danger::ServerCertVerifier as _;

    use super::*;

    const ROOT: &str = include_str!("../tests/certificates/weak-root.pem");

    /// How an attempt ends at a server that shows this certificate, which the only trusted root signed.
    fn shown(pem: &str) -> Result<(), Ending> {
        let clock = FakeClock::at("2027-01-01T00:00:00Z".parse().expect("an instant"));
        let security = Security::new(ROOT, Arc::new(clock.clone()), Arc::new(provider())).expect("roots");
        let notes = Arc::<Notes>::default();
        let verifier = NotingVerifier { roots: Arc::clone(&security.roots), notes: Arc::clone(&notes) };
        let own = CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate");
        let name = ServerName::try_from("find.example.org").expect("a name");
        let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(
            clock.now().as_second().unsigned_abs(),
        ));
        let verified = verifier.verify_server_cert(&own, &[], &name, &[], now);
        // The library's error for a handshake that such a key has signed.
        let verified = match verified {
            Ok(_) if has_short_key(&notes.chain()) => Err(rustls::CertificateError::BadSignature.into()),
            other => other.map(drop),
        };
        verified.map_err(|error| ending(&io::Error::new(io::ErrorKind::InvalidData, error), &notes))
    }

    #[test]
    fn a_weak_signature_or_key_differs_from_an_untrusted_authority() {
        assert_eq!(shown(include_str!("../tests/certificates/good.pem")), Ok(()));
        let weak = Err(Ending::CertificateTooWeak);
        assert_eq!(shown(include_str!("../tests/certificates/sha-1.pem")), weak);
        assert_eq!(shown(include_str!("../tests/certificates/rsa-1024.pem")), weak);
    }
}
