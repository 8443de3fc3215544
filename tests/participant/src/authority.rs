//! Certificate authorities and the certificates they sign: for servers, correct and faulty, and for PDP as a client.
//!
//! Must not: be trusted outside tests. Nothing here is kept safe.

use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, GeneralSubtree,
    IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PKCS_ECDSA_P256_SHA256,
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
    /// A period from some days before (negative) or after now until others, to the second.
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
        self.intermediate_with(now, |_| {})
    }

    /// An authority that this one vouches for, and that ended yesterday.
    pub fn expired_intermediate(&self, now: Timestamp) -> Result<Self, CertificateFault> {
        self.intermediate_with(now, |params| set_validity(params, Validity::days(now, -90, -1)))
    }

    /// An authority that this one vouches for, and that may vouch for names of this zone only.
    pub fn intermediate_for(&self, zone: &str, now: Timestamp) -> Result<Self, CertificateFault> {
        self.intermediate_with(now, |params| {
            params.name_constraints = Some(NameConstraints {
                permitted_subtrees: vec![GeneralSubtree::DnsName(zone.to_owned())],
                excluded_subtrees: Vec::new(),
            });
        })
    }

    fn intermediate_with(
        &self,
        now: Timestamp,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Result<Self, CertificateFault> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let name = format!("{}, intermediate", self.name);
        let mut params = authority_params(&name, now);
        change(&mut params);
        let certificate = params.signed_by(&key, &self.issuer)?;
        let (der, pem) = (certificate.der().to_vec(), certificate.pem());
        Ok(Self { name, issuer: Issuer::new(params, key), certificate: der, pem })
    }

    /// This one's name and key, signed by `other`: a cross-signed root, as new authorities make them. DER.
    pub fn cross_signed(&self, other: &Self, validity: Validity) -> Result<Vec<u8>, CertificateFault> {
        let mut params = authority_params(&self.name, validity.from);
        set_validity(&mut params, validity);
        Ok(params.signed_by(self.issuer.key(), &other.issuer)?.der().to_vec())
    }

    /// A certificate for servers of these names; a name may begin with `*.`.
    pub fn server(&self, names: &[String], validity: Validity) -> Result<Identity, CertificateFault> {
        self.sign(server_params(names)?, validity)
    }

    /// A certificate that has its name only as a common name.
    pub fn server_without_names(&self, name: &str, validity: Validity) -> Result<Identity, CertificateFault> {
        let mut params = server_params(&[])?;
        params.distinguished_name.push(DnType::CommonName, name);
        self.sign(params, validity)
    }

    /// A certificate that demands proof that it was not revoked (RFC 7633).
    pub fn server_to_be_stapled(
        &self,
        names: &[String],
        validity: Validity,
    ) -> Result<Identity, CertificateFault> {
        let mut params = server_params(names)?;
        params
            .custom_extensions
            .push(CustomExtension::from_oid_content(TLS_FEATURE, STATUS_REQUEST.to_vec()));
        self.sign(params, validity)
    }

    /// A certificate that vouches for itself.
    pub fn self_signed(names: &[String], validity: Validity) -> Result<Identity, CertificateFault> {
        let mut params = server_params(names)?;
        set_validity(&mut params, validity);
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let certificate = params.self_signed(&key)?;
        Ok(Identity { certificate: certificate.der().to_vec(), pem: certificate.pem(), key })
    }

    /// A certificate for a client of that name.
    pub fn client(&self, name: &str, validity: Validity) -> Result<Identity, CertificateFault> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(params, validity)
    }

    fn sign(&self, mut params: CertificateParams, validity: Validity) -> Result<Identity, CertificateFault> {
        set_validity(&mut params, validity);
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

/// The TLS feature extension, and that it means the status of a certificate.
const TLS_FEATURE: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 24];
const STATUS_REQUEST: &[u8] = &[0x30, 3, 2, 1, 5];

fn server_params(names: &[String]) -> Result<CertificateParams, CertificateFault> {
    let mut params = CertificateParams::new(names)?;
    if let Some(name) = names.first() {
        params.distinguished_name.push(DnType::CommonName, name.as_str());
    }
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

fn set_validity(params: &mut CertificateParams, validity: Validity) {
    params.not_before = date(validity.from);
    params.not_after = date(validity.until);
}

fn date(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.as_second()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
