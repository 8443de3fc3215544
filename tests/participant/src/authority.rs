//! Responsible for certificate authorities and what they sign: for servers, rightly and wrongly, and for PDP as a client.
//!
//! Must not: be trusted outside tests. Nothing here is kept safe.

use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};
use time::OffsetDateTime;

/// A certificate or key could not be made or read.
#[derive(Debug, thiserror::Error)]
#[error("failed to make a certificate: {0}")]
pub struct CertificateFault(#[from] rcgen::Error);

/// How long an authority is trusted.
const AUTHORITY_LASTS: SignedDuration = SignedDuration::from_hours(24 * 365 * 10);

/// From when until when a certificate is valid.
#[derive(Debug, Clone, Copy)]
pub struct Validity {
    /// The first moment.
    pub from: Timestamp,
    /// The last.
    pub until: Timestamp,
}

impl Validity {
    /// From some days before (negative) or after now until others, to the second.
    pub fn days(now: Timestamp, from: i64, until: i64) -> Self {
        let moved = |days: i64| {
            now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::UNIX_EPOCH)
        };
        Self { from: moved(from), until: moved(until) }
    }
}

/// A certificate, and the key that goes with it.
#[derive(Debug)]
pub struct Identity {
    /// The certificate, DER.
    pub certificate: Vec<u8>,
    /// The certificate, PEM.
    pub pem: String,
    /// Its private key.
    pub key: KeyPair,
}

/// Somebody who signs certificates.
#[derive(Debug)]
pub struct Authority {
    name: String,
    issuer: Issuer<'static, KeyPair>,
    certificate: Vec<u8>,
    pem: String,
}

impl Authority {
    /// A root of that name, with a new key.
    pub fn root(name: &str, now: Timestamp) -> Result<Self, CertificateFault> {
        Self::root_with(name, now, KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?)
    }

    /// A root of that name, with a key that was kept (PEM). Its certificate is another, for the same name and key.
    pub fn restore(name: &str, now: Timestamp, key: &str) -> Result<Self, CertificateFault> {
        Self::root_with(name, now, KeyPair::from_pem(key)?)
    }

    fn root_with(name: &str, now: Timestamp, key: KeyPair) -> Result<Self, CertificateFault> {
        let params = authority_params(name, now);
        let certificate = params.self_signed(&key)?;
        let (der, pem) = (certificate.der().to_vec(), certificate.pem());
        Ok(Self { name: name.to_owned(), issuer: Issuer::new(params, key), certificate: der, pem })
    }

    /// One that this one vouches for.
    pub fn intermediate(&self, now: Timestamp) -> Result<Self, CertificateFault> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let name = format!("{}, intermediate", self.name);
        let params = authority_params(&name, now);
        let certificate = params.signed_by(&key, &self.issuer)?;
        let (der, pem) = (certificate.der().to_vec(), certificate.pem());
        Ok(Self { name, issuer: Issuer::new(params, key), certificate: der, pem })
    }

    /// A certificate for servers of these names; a name may begin with `*.`.
    pub fn server(&self, names: &[String], validity: Validity) -> Result<Identity, CertificateFault> {
        let mut params = CertificateParams::new(names)?;
        let common = names.first().map_or("nobody", String::as_str);
        params.distinguished_name.push(DnType::CommonName, common);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(params, validity)
    }

    /// A certificate for a client of that name.
    pub fn client(&self, name: &str, validity: Validity) -> Result<Identity, CertificateFault> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(params, validity)
    }

    fn sign(&self, mut params: CertificateParams, validity: Validity) -> Result<Identity, CertificateFault> {
        params.not_before = date(validity.from);
        params.not_after = date(validity.until);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Identity { certificate: certificate.der().to_vec(), pem: certificate.pem(), key })
    }

    /// Its own certificate, DER.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// Its own certificate, PEM.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Its private key, PEM.
    pub fn key_pem(&self) -> String {
        self.issuer.key().serialize_pem()
    }
}

fn authority_params(name: &str, now: Timestamp) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date(Validity::days(now, -1, 0).from);
    params.not_after = date(now.checked_add(AUTHORITY_LASTS).unwrap_or(now));
    params
}

fn date(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.as_second()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
