//! One connection to a provider, from its first byte to its last. Must not: know how the port is kept.

use std::net::Ipv4Addr;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::TcpStream;

use crate::answer;
use crate::behaviour::Behaviour;
use crate::broken_handshake::{self, until_closed};
use crate::log::{Connection, Entry, Request as Seen, Tls};
use crate::played::Played;
use crate::request;
use crate::shared::Shared;
use crate::tls::Stream;

/// Serves it.
pub(crate) async fn serve(shared: Arc<Shared>, played: Arc<Played>, stream: TcpStream) {
    let behaviour = played.take().await;
    let seen = Connection {
        at: shared.clock.now().to_string(),
        provider: played.provider.name.clone(),
        behaviour: behaviour.clone(),
        tls: None,
        request: None,
        findings: Vec::new(),
        answered: None,
        fault: None,
    };
    let Some((stream, seen)) = handshake(&shared, &played, stream, seen).await else { return };
    let Some((stream, seen)) = read(&shared, &played, stream, seen).await else { return };
    let findings = seen.findings.clone();
    note(&shared, seen);
    // An error means that the other side has gone, and it needs no answer then.
    let _ = answer::play(stream, &behaviour, &findings).await;
}

fn note(shared: &Shared, seen: Connection) {
    shared.log.add(Entry::Connection(Box::new(seen)));
}

/// TLS. A failure, intended or not, ends here.
async fn handshake(
    shared: &Shared,
    played: &Played,
    mut stream: TcpStream,
    mut seen: Connection,
) -> Option<(Stream, Connection)> {
    if let Behaviour::Relay(port) = seen.behaviour {
        note(shared, seen);
        relay(&mut stream, port).await;
        return None;
    }
    // Noted before it is played, because it may last as long as the other side likes.
    if broken_handshake::is_one(&seen.behaviour) {
        let behaviour = seen.behaviour.clone();
        note(shared, seen);
        let _ = broken_handshake::play(&mut stream, &behaviour).await;
        return None;
    }
    if seen.behaviour == Behaviour::ResetOnClientCertificate {
        let config = shared.handshakes.config(&played.provider.hosts, &seen.behaviour);
        note(shared, Connection { fault: config.as_ref().err().map(ToString::to_string), ..seen });
        if let Ok(config) = config {
            let _ = broken_handshake::reset_on_client_certificate(&mut stream, config).await;
        }
        return None;
    }
    let acceptor = match played.acceptor(&shared.handshakes, &seen.behaviour) {
        Ok(acceptor) => acceptor,
        Err(fault) => {
            note(shared, Connection { fault: Some(fault.to_string()), ..seen });
            return None;
        }
    };
    match acceptor.accept(stream).into_fallible().await {
        Ok(stream) => {
            seen.tls = Some(facts(&stream));
            Some((stream, seen))
        }
        Err((fault, mut stream)) => {
            note(shared, Connection { fault: Some(fault.to_string()), ..seen });
            // The alert is on its way; the other side reads it before it closes.
            let _ = stream.shutdown().await;
            until_closed(&mut stream).await;
            None
        }
    }
}

/// Passes on bytes in both directions. If nobody listens, the connection is reset.
async fn relay(stream: &mut TcpStream, port: u16) {
    match TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await {
        // It ends when either side has had enough.
        Ok(mut other) => drop(copy_bidirectional(stream, &mut other).await),
        Err(_) => drop(stream.set_zero_linger()),
    }
}

fn facts(stream: &Stream) -> Tls {
    let (_, session) = stream.get_ref();
    let certificate = session.peer_certificates().and_then(|chain| chain.first());
    Tls {
        version: session.protocol_version().map(|version| format!("{version:?}")).unwrap_or_default(),
        cipher: session
            .negotiated_cipher_suite()
            .map(|suite| format!("{:?}", suite.suite()))
            .unwrap_or_default(),
        server_name: session.server_name().map(str::to_owned),
        client_certificate: certificate.map(|certificate| hex::encode(Sha256::digest(certificate))),
    }
}

/// Reads and verifies the request. A broken connection, intended or not, ends here.
async fn read(
    shared: &Shared,
    played: &Played,
    mut stream: Stream,
    mut seen: Connection,
) -> Option<(Stream, Connection)> {
    if seen.behaviour == Behaviour::ResetWhileSending {
        let mut byte = [0];
        let _ = stream.read_exact(&mut byte).await;
        note(shared, seen);
        let _ = stream.get_ref().0.set_zero_linger();
        return None;
    }
    if seen.behaviour == Behaviour::Early {
        let mut byte = [0];
        let _ = stream.read_exact(&mut byte).await;
        seen.answered = answer::status(&seen.behaviour, &seen.findings);
        return Some((stream, seen));
    }
    match request::read(&mut stream).await {
        Ok(request) => {
            let server_name = seen.tls.as_ref().and_then(|tls| tls.server_name.as_deref());
            seen.findings = shared.verifier.check(&request, &played.provider, server_name);
            seen.answered = answer::status(&seen.behaviour, &seen.findings);
            seen.request = Some(Seen {
                body_bytes: request.body.len(),
                method: request.method,
                target: request.target,
                headers: request.headers,
            });
            Some((stream, seen))
        }
        Err(fault) => {
            note(shared, Connection { fault: Some(fault.to_string()), ..seen });
            None
        }
    }
}
