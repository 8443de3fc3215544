//! TLS messages after the handshake that no TLS library would send. They are encrypted here, with the keys that the
//! library agreed on. Must not: appear before the request was read.

use std::io;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use rustls::ConnectionTrafficSecrets;
use tokio::io::AsyncWriteExt as _;

use crate::behaviour::{Late, LateMessage};
use crate::broken_handshake::until_closed;
use crate::tls::Stream;

/// Kinds of record.
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const DATA: u8 = 23;

/// Handshake messages: type, length of three bytes, content. A `HelloRequest` is empty; a `CertificateRequest` of TLS 1.3 has no context,
/// and takes signatures with ECDSA and P-256.
const HELLO_REQUEST: &[u8] = &[0, 0, 0, 0];
const CERTIFICATE_REQUEST: &[u8] = &[13, 0, 0, 11, 0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3];

const FATAL: u8 = 2;

/// Says it, and closes the connection.
pub(crate) async fn play(stream: Stream, late: &Late) -> io::Result<()> {
    let (mut tcp, session) = stream.into_inner();
    let secrets = session.dangerous_extract_secrets().map_err(io::Error::other)?;
    let (sequence, ConnectionTrafficSecrets::Aes256Gcm { key, iv }) = secrets.tx else {
        return Err(io::Error::other("another cipher was agreed on"));
    };
    let key = UnboundKey::new(&AES_256_GCM, key.as_ref()).map_err(io::Error::other)?;
    let iv = iv.as_ref().try_into().map_err(io::Error::other)?;
    let mut writer = Writer { key: LessSafeKey::new(key), iv, sequence, tls12: late.tls12 };
    let said = match (late.message, late.tls12) {
        (LateMessage::AskForCertificate, true) => writer.record(HANDSHAKE, HELLO_REQUEST),
        (LateMessage::AskForCertificate, false) => writer.record(HANDSHAKE, CERTIFICATE_REQUEST),
        (LateMessage::Alert(number), _) => writer.record(ALERT, &[FATAL, number]),
    }?;
    tcp.write_all(&said).await?;
    if !late.then.is_empty() {
        tcp.write_all(&writer.record(DATA, late.then.as_bytes())?).await?;
    }
    tcp.shutdown().await?;
    until_closed(&mut tcp).await;
    Ok(())
}

/// Encrypts records.
struct Writer {
    key: LessSafeKey,
    iv: [u8; 12],
    sequence: u64,
    tls12: bool,
}

impl Writer {
    /// A record of this kind (RFC 5288, 3; RFC 8446, 5.2 and 5.3).
    fn record(&mut self, kind: u8, content: &[u8]) -> io::Result<Vec<u8>> {
        let sequence = self.sequence.to_be_bytes();
        self.sequence += 1;
        let mut nonce = self.iv;
        let mut content = content.to_vec();
        let tag = AES_256_GCM.tag_len();
        if self.tls12 {
            nonce[4..].copy_from_slice(&sequence);
            let mut aad = sequence.to_vec();
            aad.extend([kind, 3, 3]);
            aad.extend(length(content.len())?);
            self.seal(nonce, &aad, &mut content)?;
            let mut record = vec![kind, 3, 3];
            record.extend(length(sequence.len() + content.len())?);
            record.extend(sequence);
            record.extend(content);
            return Ok(record);
        }
        for (byte, of_sequence) in nonce[4..].iter_mut().zip(sequence) {
            *byte ^= of_sequence;
        }
        content.push(kind);
        let mut record = vec![DATA, 3, 3];
        record.extend(length(content.len() + tag)?);
        self.seal(nonce, &record, &mut content)?;
        record.extend(content);
        Ok(record)
    }

    fn seal(&self, nonce: [u8; 12], aad: &[u8], content: &mut Vec<u8>) -> io::Result<()> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.key.seal_in_place_append_tag(nonce, Aad::from(aad), content).map_err(io::Error::other)
    }
}

fn length(bytes: usize) -> io::Result<[u8; 2]> {
    u16::try_from(bytes).map(u16::to_be_bytes).map_err(io::Error::other)
}
