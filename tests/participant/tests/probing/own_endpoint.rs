//! A person's own endpoint in place of a played one. The simulator passes the probe's connections on to it.

use std::net::SocketAddr;
use std::sync::Arc;

use domain::oat::{Cause, cause_of};
use participant::Behaviour;
use prober::FindProfile;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::world::{HOST, World, now};

/// Listens, answers one request with 202, and returns that request.
async fn endpoint(chain: &str, key: &str) -> (SocketAddr, impl Future<Output = String> + use<>) {
    let chain = CertificateDer::pem_slice_iter(chain.as_bytes()).collect::<Result<_, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serve = async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await.unwrap();
        let mut request = vec![0; 65_536];
        let length = stream.read(&mut request).await.unwrap();
        stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        stream.shutdown().await.unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    };
    (address, serve)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_probe_meets_your_own_endpoint_with_a_made_certificate() {
    let mut made = None;
    let world = World::with(FindProfile::default(), |material| {
        made = Some(material.endpoint(HOST, now()).unwrap());
        material.key_bundle_json().unwrap()
    })
    .await;
    let (chain, key) = made.unwrap();
    let (address, serve) = endpoint(&chain, &key).await;
    world.arm(Behaviour::Relay(address.port()), None).await;
    let (seen, request) = tokio::join!(world.probe(), serve);
    assert_eq!(cause_of(&seen), None, "{seen:?}");
    assert!(request.starts_with("POST /pdp HTTP/1.1\r\n"), "{request}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_listens_the_connection_fails() {
    let world = World::new().await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (_, cause) = world.meet(Behaviour::Relay(nobody)).await;
    assert_eq!(cause, Some(Cause::ConnectionFailed));
}

/// The least that a packet carries: 1,280 bytes of IPv6, less its head and that of TCP with options.
const PACKET: usize = 1_200;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_message_fits_into_one_packet() {
    let world = World::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    world.arm(Behaviour::Relay(listener.local_addr().unwrap().port()), None).await;
    let first = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = [0; 5];
        stream.read_exact(&mut head).await.unwrap();
        head
    };
    let (_, [kind, .., high, low]) = tokio::join!(world.probe(), first);
    assert_eq!(kind, 22, "a handshake record");
    let bytes = usize::from(u16::from_be_bytes([high, low]));
    assert!((100..PACKET).contains(&bytes), "{bytes} bytes");
}
