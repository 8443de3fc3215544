//! The identities of both sides of a connection. It keeps the server's certificates, whatever happens next, and notes
//! whether the server asked for ours (O5, O6).
//!
//! Must not: accept a certificate that the public roots do not vouch for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::oat::observation::ClientCertificate;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ResolvesClientCert, WebPkiServerVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

/// The observations of one handshake.
#[derive(Debug, Default)]
pub struct Notes {
    chain: Mutex<Vec<CertificateDer<'static>>>,
    asked: AtomicBool,
    sent: AtomicBool,
    asked_late: AtomicBool,
}

impl Notes {
    /// The certificates the server sent, its own first.
    pub fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.chain.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the server asked for our certificate, and for one of its kind, so that it was sent.
    pub fn sent(&self) -> bool {
        self.sent.load(Ordering::Relaxed)
    }

    /// Notes that the server asked for our certificate after the handshake.
    pub fn note_asked_late(&self) {
        self.asked_late.store(true, Ordering::Relaxed);
    }

    /// The server's reaction to our certificate; none when it did not ask but still could have, because the handshake
    /// was not finished.
    pub fn client_certificate(&self, finished: bool) -> Option<ClientCertificate> {
        let noted = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        match (noted(&self.asked_late), noted(&self.asked), noted(&self.sent)) {
            (true, ..) => Some(ClientCertificate::AskedLate),
            (_, true, true) => Some(ClientCertificate::Sent),
            (_, true, false) => Some(ClientCertificate::OtherKind),
            (_, false, _) => finished.then_some(ClientCertificate::NotAsked),
        }
    }
}

/// Checks the server's certificate as `roots` does, and notes it.
#[derive(Debug)]
pub struct NotingVerifier {
    /// The verifier behind it.
    pub roots: Arc<WebPkiServerVerifier>,
    pub notes: Arc<Notes>,
}

impl ServerCertVerifier for NotingVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(end_entity).chain(intermediates);
        let chain = chain.map(|certificate| certificate.clone().into_owned()).collect();
        *self.notes.chain.lock().unwrap_or_else(PoisonError::into_inner) = chain;
        self.roots.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.roots.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.roots.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.roots.supported_verify_schemes()
    }
}

/// Shows PDP's certificate to any server that asks, and notes the request.
#[derive(Debug)]
pub struct NotingIdentity {
    /// The certificate, with its key.
    pub identity: Arc<CertifiedKey>,
    pub notes: Arc<Notes>,
}

impl ResolvesClientCert for NotingIdentity {
    fn resolve(&self, _issuers: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.notes.asked.store(true, Ordering::Relaxed);
        // As the TLS library will choose: without a scheme in common it sends none.
        self.notes.sent.store(self.identity.key.choose_scheme(schemes).is_some(), Ordering::Relaxed);
        // It ignores the named issuers, because the test is about the server's reaction to our certificate.
        Some(Arc::clone(&self.identity))
    }

    fn has_certs(&self) -> bool {
        true
    }
}
