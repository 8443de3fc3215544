//! Responsible for TLS as a provider does it: rightly, and wrongly in each way that TLS itself can express. Must not: speak HTTP.

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
    SignatureScheme,
};
use tokio_rustls::TlsAcceptor;

use crate::authority::{Authority, CertificateFault, Validity};
use crate::behaviour::{Behaviour, Certificate, ClientAlert, ClientRefusal};
use crate::clock::Clock;
use crate::material::Material;

/// TLS could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    /// A certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateFault),
    /// The certificates in the pack.
    #[error("failed to read the certificates of the pack: {0}")]
    Pem(#[from] rustls::pki_types::pem::Error),
    /// Who is to be believed.
    #[error("failed to set up the check of client certificates: {0}")]
    Verifier(#[from] VerifierBuilderError),
    /// The rest.
    #[error("failed to set up TLS: {0}")]
    Tls(#[from] Error),
}

/// Sets up TLS for providers.
pub(crate) struct Handshakes {
    provider: Arc<CryptoProvider>,
    clock: Clock,
    clients: Arc<dyn ClientCertVerifier>,
    intermediate: Authority,
    stranger: Authority,
}

impl Handshakes {
    pub(crate) fn new(material: &Material, clock: Clock) -> Result<Self, TlsFault> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(material.pack.certificate_chain.as_bytes()) {
            roots.add(certificate?)?;
        }
        let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let now = clock.now();
        Ok(Self {
            clients: clients.build()?,
            intermediate: material.servers.intermediate(now)?,
            stranger: Authority::root("Somebody nobody knows", now)?.intermediate(now)?,
            provider,
            clock,
        })
    }

    /// TLS of a server of these names that behaves like this.
    pub(crate) fn acceptor(&self, hosts: &[String], behaviour: &Behaviour) -> Result<TlsAcceptor, TlsFault> {
        let refusal = match behaviour {
            Behaviour::RefuseClientCertificate(refusal) => Some(*refusal),
            _ => None,
        };
        let tls12 = *behaviour == Behaviour::OnlyTls12 || refusal.is_some_and(|refusal| refusal.tls12);
        let versions = if tls12 { &[&rustls::version::TLS12][..] } else { rustls::ALL_VERSIONS };
        let clients: Arc<dyn ClientCertVerifier> = match refusal {
            Some(ClientRefusal { alert, .. }) => {
                Arc::new(Refusing { inner: Arc::clone(&self.clients), alert })
            }
            None => Arc::clone(&self.clients),
        };
        let (chain, key) = self.identity(hosts, behaviour)?;
        let mut config =
            ServerConfig::builder_with_details(Arc::clone(&self.provider), Arc::new(self.clock.clone()))
                .with_protocol_versions(versions)?
                .with_client_cert_verifier(clients)
                .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    fn identity(
        &self,
        hosts: &[String],
        behaviour: &Behaviour,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TlsFault> {
        let wrong = match behaviour {
            Behaviour::Certificate(wrong) => Some(*wrong),
            _ => None,
        };
        let validity = validity(wrong, self.clock.now());
        let elsewhere = ["elsewhere.example.com".to_owned()];
        let names = if wrong == Some(Certificate::OtherName) { &elsewhere[..] } else { hosts };
        let authority = match wrong {
            Some(Certificate::OtherAuthority) => &self.stranger,
            _ => &self.intermediate,
        };
        let leaf = authority.server(names, validity)?;
        let mut chain = vec![CertificateDer::from(leaf.certificate)];
        if wrong != Some(Certificate::IncompleteChain) {
            chain.push(CertificateDer::from(authority.certificate().to_vec()));
        }
        Ok((chain, PrivatePkcs8KeyDer::from(leaf.key.serialize_der()).into()))
    }
}

fn validity(wrong: Option<Certificate>, now: Timestamp) -> Validity {
    match wrong {
        Some(Certificate::Expired) => Validity::days(now, -90, -1),
        Some(Certificate::NotYetValid) => Validity::days(now, 1, 90),
        Some(Certificate::ExpiresSoon) => Validity::days(now, -90, 10),
        _ => Validity::days(now, -1, 365),
    }
}

/// Takes no client certificate, whatever it is.
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
