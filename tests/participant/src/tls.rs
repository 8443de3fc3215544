//! A provider's TLS: correct, and with each fault that TLS itself can express. Must not: speak HTTP.

use std::sync::Arc;

use jiff::Timestamp;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{VerifierBuilderError, WebPkiClientVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, RootCertStore, ServerConfig,
    SignatureScheme, SupportedCipherSuite,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::authority::{Authority, CertificateFault, Validity};
use crate::behaviour::{Behaviour, Certificate, ClientAlert, ClientRefusal, Late, LateMessage};
use crate::clock::Clock;
use crate::material::{Material, SERVER_AUTHORITY};

/// A connection to be answered.
pub(crate) type Stream = TlsStream<TcpStream>;

/// TLS could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    #[error(transparent)]
    Certificate(#[from] CertificateFault),
    /// The certificates in the key bundle.
    #[error("failed to read the certificates of the key bundle: {0}")]
    Pem(#[from] rustls::pki_types::pem::Error),
    /// The trusted authorities.
    #[error("failed to set up the check of client certificates: {0}")]
    Verifier(#[from] VerifierBuilderError),
    /// The rest.
    #[error("failed to set up TLS: {0}")]
    Tls(#[from] Error),
}

/// AES-256-GCM, in TLS 1.3 and in TLS 1.2.
const BY_HAND: [SupportedCipherSuite; 2] = [
    aws_lc_rs::cipher_suite::TLS13_AES_256_GCM_SHA384,
    aws_lc_rs::cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
];

/// Sets up TLS for providers.
pub(crate) struct Handshakes {
    provider: Arc<CryptoProvider>,
    clock: Clock,
    clients: Arc<dyn ClientCertVerifier>,
    root: Authority,
    intermediate: Authority,
    stranger: Authority,
    /// The same provider of cryptography, with the one cipher suite of each version for hand-written records.
    plain: Arc<CryptoProvider>,
}

impl Handshakes {
    pub(crate) fn new(material: &Material, clock: Clock) -> Result<Self, TlsFault> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(material.key_bundle.certificate_chain.as_bytes()) {
            roots.add(certificate?)?;
        }
        let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let now = clock.now();
        Ok(Self {
            clients: clients.build()?,
            root: Authority::restore(SERVER_AUTHORITY, now, &material.servers.key_pem())?,
            intermediate: material.servers.intermediate(now)?,
            plain: Arc::new(CryptoProvider {
                cipher_suites: BY_HAND.to_vec(),
                ..aws_lc_rs::default_provider()
            }),
            stranger: Authority::root("Somebody nobody knows", now)?.intermediate(now)?,
            provider,
            clock,
        })
    }

    /// TLS of a server of these names that behaves like this.
    pub(crate) fn acceptor(&self, hosts: &[String], behaviour: &Behaviour) -> Result<TlsAcceptor, TlsFault> {
        self.config(hosts, behaviour).map(TlsAcceptor::from)
    }

    /// The same, before it takes a connection.
    pub(crate) fn config(
        &self,
        hosts: &[String],
        behaviour: &Behaviour,
    ) -> Result<Arc<ServerConfig>, TlsFault> {
        let late = match behaviour {
            Behaviour::Late(late) => Some(late),
            _ => None,
        };
        let refusal = match behaviour {
            Behaviour::RefuseClientCertificate(refusal) => Some(*refusal),
            Behaviour::ResetOnClientCertificate => {
                Some(ClientRefusal { alert: ClientAlert::UnknownCa, tls12: true })
            }
            _ => None,
        };
        let tls12 = *behaviour == Behaviour::OnlyTls12
            || refusal.is_some_and(|refusal| refusal.tls12)
            || late.is_some_and(|late| late.tls12);
        let versions = if tls12 { &[&rustls::version::TLS12][..] } else { rustls::ALL_VERSIONS };
        let provider = if late.is_some() { &self.plain } else { &self.provider };
        let (chain, key) = self.identity(hosts, behaviour)?;
        let config = ServerConfig::builder_with_details(Arc::clone(provider), Arc::new(self.clock.clone()))
            .with_protocol_versions(versions)?;
        let config = match (refusal, behaviour) {
            (_, Behaviour::WithoutClientCertificate(_)) => config.with_no_client_auth(),
            // A server that asks late has not asked before.
            (_, Behaviour::Late(Late { message: LateMessage::AskForCertificate, .. })) => {
                config.with_no_client_auth()
            }
            (Some(ClientRefusal { alert, .. }), _) => config
                .with_client_cert_verifier(Arc::new(Refusing { inner: Arc::clone(&self.clients), alert })),
            _ => config.with_client_cert_verifier(Arc::clone(&self.clients)),
        };
        let mut config = config.with_single_cert(chain, key)?;
        let protocol = if *behaviour == Behaviour::OnlyHttp2 { "h2" } else { "http/1.1" };
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        if late.is_some() {
            config.enable_secret_extraction = true;
            // Otherwise they would be written after the keys are taken over.
            config.send_tls13_tickets = 0;
        }
        Ok(Arc::new(config))
    }

    fn identity(
        &self,
        hosts: &[String],
        behaviour: &Behaviour,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TlsFault> {
        let how = match behaviour {
            Behaviour::Certificate(how) => Some(*how),
            _ => None,
        };
        let now = self.clock.now();
        let validity = validity(how, now);
        let own = self.authority(how, now)?;
        let authority = own.as_ref().unwrap_or(&self.intermediate);
        let name = hosts.first().map_or("nobody", String::as_str);
        let leaf = match how {
            Some(Certificate::OtherName) => authority.server(&["elsewhere.example.com".to_owned()], validity),
            Some(Certificate::AddressOnly) => authority.server(&["127.0.0.1".to_owned()], validity),
            Some(Certificate::Wildcard) => {
                let zone = name.split_once('.').map_or(name, |(_, zone)| zone);
                authority.server(&[format!("*.{zone}")], validity)
            }
            Some(Certificate::CommonNameOnly) => authority.server_without_names(name, validity),
            Some(Certificate::MustStaple) => authority.server_to_be_stapled(hosts, validity),
            Some(Certificate::SelfSigned) => Authority::self_signed(hosts, validity),
            _ => authority.server(hosts, validity),
        }?;
        let mut chain = vec![leaf.certificate];
        match how {
            Some(Certificate::IncompleteChain | Certificate::SelfSigned) => {}
            Some(Certificate::WrongIntermediate) => chain.push(self.stranger.certificate().to_vec()),
            _ => chain.push(authority.certificate().to_vec()),
        }
        let besides = match how {
            Some(Certificate::WithExpiredRoot | Certificate::NotYetValidWithExpiredRoot) => {
                Some(Validity::days(now, -900, -1))
            }
            Some(Certificate::WithRootThatEndsSoon) => Some(Validity::days(now, -900, 10)),
            _ => None,
        };
        if let Some(validity) = besides {
            chain.push(self.root.cross_signed(&self.stranger, validity)?);
        }
        let chain = chain.into_iter().map(CertificateDer::from).collect();
        Ok((chain, PrivatePkcs8KeyDer::from(leaf.key.serialize_der()).into()))
    }

    /// The issuer of a certificate like this, where it is not the usual one.
    fn authority(&self, how: Option<Certificate>, now: Timestamp) -> Result<Option<Authority>, TlsFault> {
        Ok(match how {
            Some(Certificate::OtherAuthority) => {
                Some(Authority::root("Somebody nobody knows", now)?.intermediate(now)?)
            }
            Some(Certificate::ExpiredIntermediate) => Some(self.root.expired_intermediate(now)?),
            Some(Certificate::NameConstrained) => Some(self.root.intermediate_for("other.example.org", now)?),
            _ => None,
        })
    }
}

fn validity(how: Option<Certificate>, now: Timestamp) -> Validity {
    match how {
        Some(Certificate::Expired) => Validity::days(now, -90, -1),
        Some(Certificate::NotYetValid | Certificate::NotYetValidWithExpiredRoot) => {
            Validity::days(now, 1, 90)
        }
        Some(Certificate::ExpiresSoon) => Validity::days(now, -90, 10),
        Some(Certificate::SixDays) => Validity::days(now, -3, 3),
        Some(Certificate::SixDaysNearlyOver) => Validity::days(now, -5, 1),
        _ => Validity::days(now, -1, 365),
    }
}

/// Accepts no client certificate.
#[derive(Debug)]
struct Refusing {
    inner: Arc<dyn ClientCertVerifier>,
    alert: ClientAlert,
}

impl ClientCertVerifier for Refusing {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.inner.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        // rustls makes the alert from the error.
        Err(Error::InvalidCertificate(match self.alert {
            ClientAlert::UnknownCa => CertificateError::UnknownIssuer,
            ClientAlert::BadCertificate => CertificateError::BadEncoding,
            ClientAlert::CertificateExpired => CertificateError::Expired,
            ClientAlert::CertificateRevoked => CertificateError::Revoked,
            ClientAlert::UnsupportedCertificate => CertificateError::InvalidPurpose,
            ClientAlert::CertificateUnknown => {
                CertificateError::Other(rustls::OtherError(Arc::new(std::fmt::Error)))
            }
            ClientAlert::AccessDenied => CertificateError::ApplicationVerificationFailure,
        }))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
