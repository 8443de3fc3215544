//! The limit of any probe: the two signatures and the TLS handshake of each find request, and nothing else.
//!
//! For each line of its input, it signs two messages of a token's size for every address of a file, connects, agrees on TLS with both
//! certificates, and hangs up; then it prints how many nanoseconds all of them took together. No name is resolved, no address
//! vetted, no request sent, nothing observed. Must not: use any code of the prober.

#![expect(clippy::print_stdout, reason = "its output is how it answers")]

use std::fs::read_to_string;
use std::io::stdin;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use futures_util::stream::{StreamExt, TryStreamExt, iter};
use rustls::RootCertStore;
use rustls::client::{ClientConfig, Resumption};
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::crypto::aws_lc_rs::kx_group::X25519;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// As many as the function.
const AT_ONCE: usize = 250;
/// Signed for each request, of about this many bytes each.
const TOKENS: usize = 2;
const TOKEN: usize = 600;

struct Limit {
    key: RsaKeyPair,
    tls: TlsConnector,
}

impl Limit {
    /// Reads the keys and certificates of a key bundle, and the roots of the endpoints.
    fn read(key_bundle: &str, roots: &str) -> Result<Self> {
        let key_bundle: Value = serde_json::from_str(key_bundle)?;
        let part = |name: &str| key_bundle[name].as_str().with_context(|| format!("no {name}"));
        let key = PrivatePkcs8KeyDer::from_pem_slice(part("jwtPrivateKey")?.as_bytes())?;
        let key = RsaKeyPair::from_pkcs8(key.secret_pkcs8_der())?;
        let mut trusted = RootCertStore::empty();
        for root in CertificateDer::pem_slice_iter(roots.as_bytes()) {
            trusted.add(root?)?;
        }
        let certificate = CertificateDer::from_pem_slice(part("certificate")?.as_bytes())?;
        let own = PrivateKeyDer::from_pem_slice(part("certPrivateKey")?.as_bytes())?;
        // As the prober's, so that the handshakes are the same.
        let provider = CryptoProvider { kx_groups: vec![X25519], ..default_provider() };
        let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(trusted)
            .with_client_auth_cert(vec![certificate], own)?;
        config.resumption = Resumption::disabled();
        Ok(Self { key, tls: TlsConnector::from(Arc::new(config)) })
    }

    async fn reach(&self, host: &str, port: u16) -> Result<()> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        for token in 0..TOKENS {
            let message = [u8::try_from(token)?; TOKEN];
            self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &message, &mut signature)?;
        }
        let tcp = TcpStream::connect(("127.0.0.1", port)).await?;
        tcp.set_nodelay(true)?;
        let mut stream = self.tls.connect(ServerName::try_from(host.to_owned())?, tcp).await?;
        ensure!(stream.get_ref().1.peer_certificates().is_some(), "{host} has shown no certificate");
        stream.shutdown().await?;
        // The other end has finished its part of the handshake when it hangs up, too.
        let _ = stream.read_to_end(&mut Vec::new()).await;
        Ok(())
    }
}

// As the function.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let files: Vec<_> = std::env::args().skip(1).collect();
    let [key_bundle, allowance, roots] = files.as_slice() else {
        anyhow::bail!("which key bundle, allowance, roots?")
    };
    let limit = Limit::read(&read_to_string(key_bundle)?, &read_to_string(roots)?)?;
    let allowance: Value = serde_json::from_str(&read_to_string(allowance)?)?;
    let zones = allowance["zones"].as_object().context("no zones")?;
    let endpoints: Vec<(&str, u16)> = zones
        .iter()
        .map(|(host, port)| Ok((host.as_str(), u16::try_from(port.as_u64().context("no port")?)?)))
        .collect::<Result<_>>()?;
    for line in stdin().lines() {
        line?;
        let begun = Instant::now();
        let reached = iter(endpoints.iter().copied()).map(|(host, port)| limit.reach(host, port));
        reached.buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
        println!("{}", begun.elapsed().as_nanos());
    }
    Ok(())
}
