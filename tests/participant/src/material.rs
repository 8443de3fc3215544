//! The keys and certificates of both sides: the key bundle of PDP's probe, and the authorities. Made new, or kept in a
//! folder.
//!
//! Must not: be used for anything but a simulator. A reader of the folder can pose as PDP, and as any participant, to a
//! local stack.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde::{Deserialize, Serialize};

use crate::authority::{Authority, CertificateFault, Validity};

/// The `kid` of a key bundle, unless another is given.
pub const DEFAULT_KID: &str = "demonstration-signature-key";

/// The validity of PDP's client certificate, in days.
const CLIENT_DAYS: i64 = 730;

/// The validity of a certificate for a person's own endpoint, in days.
const ENDPOINT_DAYS: i64 = 90;

pub(crate) const SERVER_AUTHORITY: &str = "Participant simulator, servers";
const CLIENT_AUTHORITY: &str = "Participant simulator, clients";

/// Material could not be made, written or read.
#[derive(Debug, thiserror::Error)]
pub enum MaterialFault {
    /// A key or certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateFault),
    #[error("failed to use {path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    /// The key bundle is none.
    #[error("failed to read the key bundle: {0}")]
    KeyBundle(#[from] serde_json::Error),
}

/// The key bundle, as PDP's PKI names its parts; every part is PEM but `kid`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyBundle {
    /// The client certificate's key, PKCS#8.
    pub cert_private_key: String,
    /// Its public half.
    pub cert_public_key: String,
    /// PDP's client certificate.
    pub certificate: String,
    /// Its issuers; the certificate itself is not repeated.
    pub certificate_chain: String,
    /// The key that signs tokens: RSA, PKCS#8.
    pub jwt_private_key: String,
    /// Its public half.
    pub jwt_public_key: String,
    /// Its name in tokens.
    pub kid: String,
}

/// The material of both sides.
#[derive(Debug)]
pub struct Material {
    /// The probe's key bundle.
    pub key_bundle: KeyBundle,
    pub(crate) servers: Authority,
}

impl Material {
    /// All of it, new. Takes a moment: RSA.
    pub fn make(kid: &str, now: Timestamp) -> Result<Self, MaterialFault> {
        let clients = Authority::root(CLIENT_AUTHORITY, now)?;
        let client = clients.client("PDP's probe (demonstration)", Validity::days(now, -1, CLIENT_DAYS))?;
        let signing =
            KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(CertificateFault::from)?;
        let key_bundle = KeyBundle {
            cert_private_key: client.key.serialize_pem(),
            cert_public_key: client.key.public_key_pem(),
            certificate: client.pem,
            certificate_chain: clients.pem().to_owned(),
            jwt_private_key: signing.serialize_pem(),
            jwt_public_key: signing.public_key_pem(),
            kid: kid.to_owned(),
        };
        Ok(Self { key_bundle, servers: Authority::root(SERVER_AUTHORITY, now)? })
    }

    /// The key bundle as the probe's secret holds it.
    pub fn key_bundle_json(&self) -> Result<String, MaterialFault> {
        Ok(serde_json::to_string_pretty(&self.key_bundle)?)
    }

    /// The authority of the simulator's servers, PEM.
    pub fn roots_pem(&self) -> &str {
        self.servers.pem()
    }

    /// A certificate for a person's own endpoint, which the probe of a local stack trusts: the chain and the key, PEM.
    pub fn endpoint(&self, host: &str, now: Timestamp) -> Result<(String, String), MaterialFault> {
        let intermediate = self.servers.intermediate(now)?;
        let leaf = intermediate.server(&[host.to_owned()], Validity::days(now, -1, ENDPOINT_DAYS))?;
        Ok((leaf.pem + intermediate.pem(), leaf.key.serialize_pem()))
    }

    /// Writes `key-bundle.json`, `jwt-public-key.pem`, `client-ca.pem`, `server-ca.pem` and `server-ca.key.pem`, readable by
    /// this user only.
    pub fn write(&self, folder: &Path) -> Result<(), MaterialFault> {
        write(
            folder,
            &[
                ("key-bundle.json", &self.key_bundle_json()?),
                ("jwt-public-key.pem", &self.key_bundle.jwt_public_key),
                ("client-ca.pem", &self.key_bundle.certificate_chain),
                ("server-ca.key.pem", &self.servers.key_pem()),
                ("server-ca.pem", self.servers.pem()),
            ],
        )
    }

    /// Takes back what was written.
    pub fn read(folder: &Path, now: Timestamp) -> Result<Self, MaterialFault> {
        let text = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).map_err(|source| MaterialFault::File { path, source })
        };
        let key_bundle = serde_json::from_str(&text("key-bundle.json")?)?;
        Ok(Self {
            key_bundle,
            servers: Authority::restore(SERVER_AUTHORITY, now, &text("server-ca.key.pem")?)?,
        })
    }
}

/// Writes files, readable by this user only, into a folder, which is made if there is none.
pub fn write(folder: &Path, files: &[(&str, &str)]) -> Result<(), MaterialFault> {
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |source| MaterialFault::File { path, source }
    };
    fs::create_dir_all(folder).map_err(fault(folder))?;
    for (name, text) in files {
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&path);
        file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(fault(&path))?;
    }
    Ok(())
}
