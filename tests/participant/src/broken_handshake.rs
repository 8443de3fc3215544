//! Handshakes that no TLS library would do, written byte by byte. Must not: get as far as a request.

use std::io;
use std::sync::Arc;

use rustls::{ServerConfig, ServerConnection};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::behaviour::Behaviour;

/// The message of a server that speaks at most TLS 1.1: `ServerHello`, version 0x0302, a cipher suite of that time, no
/// compression.
const HELLO_OF_TLS_1_1: [u8; 47] = {
    let mut record = [0x5a; 47];
    let head = [22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
    let mut at = 0;
    while at < head.len() {
        record[at] = head[at];
        at += 1;
    }
    // After 32 bytes that should be random: no session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
    let tail = [0, 0x00, 0x2f, 0];
    let mut at = 0;
    while at < tail.len() {
        record[43 + at] = tail[at];
        at += 1;
    }
    record
};

/// Whether that is how the provider behaves.
pub(crate) fn is_one(behaviour: &Behaviour) -> bool {
    use Behaviour::{Alert, CloseInHandshake, PlainText, ResetInHandshake, Silent, Tls11};
    matches!(behaviour, Silent | ResetInHandshake | CloseInHandshake | PlainText | Alert(_) | Tls11)
}

/// Plays it to the end. Behaviours of any other kind just wait.
pub(crate) async fn play(stream: &mut TcpStream, behaviour: &Behaviour) -> io::Result<()> {
    match behaviour {
        Behaviour::ResetInHandshake => {
            client_hello(stream).await?;
            // The stream is dropped by our caller, at once.
            return stream.set_zero_linger();
        }
        Behaviour::CloseInHandshake => {
            client_hello(stream).await?;
            stream.shutdown().await?;
        }
        Behaviour::PlainText => {
            client_hello(stream).await?;
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await?;
            stream.shutdown().await?;
        }
        Behaviour::Alert(number) => {
            client_hello(stream).await?;
            // An alert (21) of two bytes: fatal, and which.
            stream.write_all(&[21, 3, 3, 0, 2, 2, *number]).await?;
            stream.shutdown().await?;
        }
        Behaviour::Tls11 => {
            client_hello(stream).await?;
            stream.write_all(&HELLO_OF_TLS_1_1).await?;
        }
        _ => {}
    }
    until_closed(stream).await;
    Ok(())
}

/// Agrees on TLS as far as the client's certificate, and then resets the connection without a reason.
pub(crate) async fn reset_on_client_certificate(
    stream: &mut TcpStream,
    config: Arc<ServerConfig>,
) -> io::Result<()> {
    let mut tls = ServerConnection::new(config).map_err(io::Error::other)?;
    loop {
        let mut said = Vec::new();
        while tls.wants_write() {
            tls.write_tls(&mut said)?;
        }
        stream.write_all(&said).await?;
        let mut bytes = [0; 4096];
        let length = stream.read(&mut bytes).await?;
        let mut heard = &bytes[..length];
        while !heard.is_empty() {
            tls.read_tls(&mut heard)?;
            if tls.process_new_packets().is_err() {
                // The stream is dropped by our caller, at once.
                return stream.set_zero_linger();
            }
        }
        if length == 0 {
            return Ok(());
        }
    }
}

/// Reads the client's first record.
async fn client_hello(stream: &mut TcpStream) -> io::Result<()> {
    let mut head = [0; 5];
    stream.read_exact(&mut head).await?;
    let mut rest = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
    stream.read_exact(&mut rest).await?;
    Ok(())
}

/// Reads everything until the other side ends. Closing a connection with unread bytes resets it, and bytes written
/// before may be lost.
pub(crate) async fn until_closed(stream: &mut (impl tokio::io::AsyncRead + Unpin)) {
    let mut buffer = [0; 4096];
    while matches!(stream.read(&mut buffer).await, Ok(count) if count > 0) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hello_of_tls_1_1_has_the_lengths_it_says() {
        let record = HELLO_OF_TLS_1_1;
        assert_eq!(usize::from(u16::from_be_bytes([record[3], record[4]])), record.len() - 5);
        assert_eq!(usize::from(record[8]), record.len() - 9);
        assert_eq!(record[43..], [0, 0x00, 0x2f, 0]);
    }
}
