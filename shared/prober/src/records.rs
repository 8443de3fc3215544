//! The heads of TLS records, which are never encrypted. They show whether a server asks to renegotiate (RFC 5246,
//! 7.4.1.1).
//!
//! Must not: look into a record.

/// Kinds of record.
const CHANGE_CIPHER_SPEC: u8 = 20;
const HANDSHAKE: u8 = 22;

const HEAD: usize = 5;

/// Follows the records that come in.
#[derive(Debug)]
pub struct Records {
    head: [u8; HEAD],
    read: usize,
    /// Bytes of the record that are still to come.
    left: usize,
    /// Handshake records since the other side began to encrypt. In TLS 1.2 the first ends the handshake. In TLS 1.3
    /// there are none, because everything encrypted looks like data.
    encrypted: Option<u32>,
}

impl Records {
    /// Before the first byte.
    pub const fn new() -> Self {
        Self { head: [0; HEAD], read: 0, left: 0, encrypted: None }
    }

    /// Reads these bytes. Returns whether they contain a handshake message after the handshake, which means that the
    /// server wants another one.
    pub fn read(&mut self, mut bytes: &[u8]) -> bool {
        let mut asked = false;
        while !bytes.is_empty() {
            if self.left > 0 {
                let skipped = self.left.min(bytes.len());
                self.left -= skipped;
                bytes = &bytes[skipped..];
                continue;
            }
            self.head[self.read] = bytes[0];
            self.read += 1;
            bytes = &bytes[1..];
            if self.read == HEAD {
                let [kind, _, _, high, low] = self.head;
                (self.read, self.left) = (0, usize::from(u16::from_be_bytes([high, low])));
                asked |= self.meet(kind);
            }
        }
        asked
    }

    fn meet(&mut self, kind: u8) -> bool {
        match (kind, self.encrypted) {
            (CHANGE_CIPHER_SPEC, None) => self.encrypted = Some(0),
            (HANDSHAKE, Some(met)) => {
                self.encrypted = Some(met.saturating_add(1));
                return met > 0;
            }
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, length: usize) -> Vec<u8> {
        let mut record = vec![kind, 3, 3];
        record.extend(u16::try_from(length).expect("short").to_be_bytes());
        record.resize(HEAD + length, kind);
        record
    }

    fn asked(kinds: &[u8], at_once: usize) -> bool {
        let bytes: Vec<_> = kinds.iter().flat_map(|kind| record(*kind, 40)).collect();
        let mut records = Records::new();
        bytes.chunks(at_once).filter(|part| records.read(part)).count() > 0
    }

    #[test]
    fn a_late_handshake_message_is_seen_however_the_bytes_come() {
        for at_once in [1, 2, 7, 44, 45, 46, 10_000] {
            assert!(!asked(&[22, 22, 20, 22], at_once), "a handshake of TLS 1.2, {at_once}");
            assert!(!asked(&[22, 22, 20, 22, 23, 23, 21], at_once), "with an answer, {at_once}");
            assert!(asked(&[22, 22, 20, 22, 22], at_once), "negotiated anew, {at_once}");
            assert!(asked(&[22, 22, 20, 22, 23, 22], at_once), "after some of the answer, {at_once}");
            assert!(!asked(&[22, 20, 23, 23, 23, 23], at_once), "TLS 1.3, {at_once}");
        }
    }
}
