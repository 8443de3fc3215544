//! Reads the key bundle that PDP's certificate authority issues (O4, O5).
//!
//! Responsible for: finding exactly what is wrong with a key bundle, before an organisation is blamed for it (O7). It tries
//! pairs of keys and does not trust them. Must not: fetch a key bundle, or print any of it.

use std::sync::Arc;

use domain::oat::observation::OwnFault;
use jiff::Timestamp;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer};
use rustls::sign::CertifiedKey;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

use crate::certificates::facts_of;
use crate::tokens::Signer;

/// A key bundle as it is stored: PEM, and the name of the signing key.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    cert_private_key: Option<Part>,
    cert_public_key: Option<Part>,
    certificate: Option<Part>,
    certificate_chain: Option<Part>,
    jwt_private_key: Option<Part>,
    jwt_public_key: Option<Part>,
    kid: Option<Part>,
}

/// A part of it; all are treated as secret.
struct Part(SecretString);

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

/// Why a key bundle cannot be used. It names the part, never its content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyBundleFault {
    /// There is none, or it cannot be fetched.
    #[error("the key bundle cannot be fetched: {0}")]
    Unavailable(String),
    /// It is no JSON object of texts.
    #[error("the key bundle is no JSON object of texts")]
    NotAKeyBundle,
    /// A part is absent or empty.
    #[error("the key bundle has no {0}")]
    Missing(&'static str),
    /// A part is not the right kind of PEM, or cannot be used.
    #[error("{0} of the key bundle cannot be read")]
    Unreadable(&'static str),
    /// Two parts do not belong together.
    #[error("{0} and {1} of the key bundle do not belong together")]
    Unrelated(&'static str, &'static str),
    #[error("the certificate of the key bundle is valid from {from} to {until} only")]
    NotValidNow { from: Timestamp, until: Timestamp },
}

impl From<&KeyBundleFault> for OwnFault {
    fn from(fault: &KeyBundleFault) -> Self {
        match fault {
            KeyBundleFault::Unavailable(_) => Self::SecretMissing,
            KeyBundleFault::NotAKeyBundle
            | KeyBundleFault::Missing(_)
            | KeyBundleFault::Unreadable(_)
            | KeyBundleFault::Unrelated(..)
            | KeyBundleFault::NotValidNow { .. } => Self::KeyUnreadable,
        }
    }
}

/// The keys and certificates that prove the probe's identity.
pub struct KeyBundle {
    /// For TLS: the certificates, its own first, and their key.
    pub identity: Arc<CertifiedKey>,
    /// For tokens.
    pub signer: Signer,
    from: Timestamp,
    until: Timestamp,
}

impl KeyBundle {
    /// Reads a key bundle: parses everything, and tries each key with its counterpart.
    ///
    /// # Errors
    /// [`KeyBundleFault`], the first there is.
    pub fn read(text: &SecretString, provider: &CryptoProvider) -> Result<Self, KeyBundleFault> {
        let stored: Stored =
            serde_json::from_str(text.expose_secret()).map_err(|_| KeyBundleFault::NotAKeyBundle)?;
        let key = part(stored.cert_private_key.as_ref(), "certPrivateKey")?;
        let public = part(stored.cert_public_key.as_ref(), "certPublicKey")?;
        let certificate = part(stored.certificate.as_ref(), "certificate")?;
        let chain = part(stored.certificate_chain.as_ref(), "certificateChain")?;
        let jwt_key = part(stored.jwt_private_key.as_ref(), "jwtPrivateKey")?;
        let jwt_public = part(stored.jwt_public_key.as_ref(), "jwtPublicKey")?;
        let kid = part(stored.kid.as_ref(), "kid")?;

        let leaf = CertificateDer::from_pem_slice(certificate.as_bytes())
            .map_err(|_| KeyBundleFault::Unreadable("certificate"))?;
        let facts = facts_of(&leaf).ok_or(KeyBundleFault::Unreadable("certificate"))?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain.as_bytes()).collect();
        let chain =
            chain.ok().filter(|chain| !chain.is_empty() && chain.iter().all(|der| facts_of(der).is_some()));
        let chain = chain.ok_or(KeyBundleFault::Unreadable("certificateChain"))?;
        // Some key bundles repeat the certificate at the head of its chain; it is sent once.
        let issuers: Vec<_> = chain.into_iter().filter(|der| *der != leaf).collect();
        let certificates = std::iter::once(leaf).chain(issuers).collect();
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes())
            .ok()
            .and_then(|key| provider.key_provider.load_private_key(key).ok())
            .ok_or(KeyBundleFault::Unreadable("certPrivateKey"))?;
        let public = SubjectPublicKeyInfoDer::from_pem_slice(public.as_bytes())
            .map_err(|_| KeyBundleFault::Unreadable("certPublicKey"))?;
        if key.public_key().is_some_and(|own| own != public) {
            return Err(KeyBundleFault::Unrelated("certPrivateKey", "certPublicKey"));
        }
        let identity = CertifiedKey::new(certificates, key);
        identity.keys_match().map_err(|_| KeyBundleFault::Unrelated("certPrivateKey", "certificate"))?;

        let signer =
            Signer::read(jwt_key, kid.to_owned()).ok_or(KeyBundleFault::Unreadable("jwtPrivateKey"))?;
        let jwt_public = SubjectPublicKeyInfoDer::from_pem_slice(jwt_public.as_bytes())
            .map_err(|_| KeyBundleFault::Unreadable("jwtPublicKey"))?;
        if !signer.is_verified_by(&jwt_public) {
            return Err(KeyBundleFault::Unrelated("jwtPrivateKey", "jwtPublicKey"));
        }
        Ok(Self { identity: Arc::new(identity), signer, from: facts.not_before, until: facts.not_after })
    }

    /// Until when its certificate can be shown.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// Whether its certificate can be shown to a server at this instant.
    pub fn valid_at(&self, now: Timestamp) -> Result<(), KeyBundleFault> {
        if now < self.from || now > self.until {
            return Err(KeyBundleFault::NotValidNow { from: self.from, until: self.until });
        }
        Ok(())
    }
}

/// A part of the key bundle, by its name.
fn part<'a>(part: Option<&'a Part>, name: &'static str) -> Result<&'a str, KeyBundleFault> {
    part.map(|part| part.0.expose_secret())
        .filter(|text| !text.trim().is_empty())
        .ok_or(KeyBundleFault::Missing(name))
}
