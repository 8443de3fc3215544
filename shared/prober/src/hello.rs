//! Reads a server's choices from its first bytes: the version and the cipher suite of an abandoned handshake, which the
//! TLS library does not report (O6).
//!
//! Must not: be used for a handshake that succeeded; the library knows more.

use rustls::{CipherSuite, ProtocolVersion};

/// A `ServerHello` as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hello {
    pub version: ProtocolVersion,
    pub cipher: CipherSuite,
}

/// Enough first bytes for a record header, a handshake header, and a `ServerHello` with the extensions for a client
/// without pre-shared keys. The largest of these is a hybrid key share of 1,120 bytes.
pub const ENOUGH: usize = 2048;

const RECORD_HANDSHAKE: u8 = 22;
const SERVER_HELLO: u8 = 2;
const SUPPORTED_VERSIONS: u16 = 43;

/// Reads a server's first bytes; none when they are no whole `ServerHello` (RFC 8446 §4.1.3, RFC 5246 §7.4.1.3).
pub fn read(bytes: &[u8]) -> Option<Hello> {
    let mut record = Bytes(bytes);
    if record.u8()? != RECORD_HANDSHAKE {
        return None;
    }
    record.skip(2)?;
    let length = record.u16()?;
    let mut hello = Bytes(record.0.get(..usize::from(length)).unwrap_or(record.0));
    if hello.u8()? != SERVER_HELLO {
        return None;
    }
    hello.skip(3)?;
    let mut version = hello.u16()?;
    hello.skip(32)?;
    let session = hello.u8()?;
    hello.skip(usize::from(session))?;
    let cipher = hello.u16()?;
    hello.skip(1)?;
    // TLS 1.2 and before may end here.
    if hello.u16().is_some() {
        while let (Some(kind), Some(length)) = (hello.u16(), hello.u16()) {
            if kind == SUPPORTED_VERSIONS {
                version = hello.u16()?;
                break;
            }
            hello.skip(usize::from(length))?;
        }
    }
    Some(Hello { version: version.into(), cipher: cipher.into() })
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn skip(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.get(count..)?;
        Some(())
    }

    fn u8(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes([self.u8()?, self.u8()?]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(version: [u8; 2], extensions: &[u8]) -> Vec<u8> {
        let mut body = version.to_vec();
        body.extend([7; 32]);
        body.extend([2, 0xaa, 0xbb, 0x13, 0x02, 0]);
        body.extend(extensions);
        let length = u16::try_from(body.len() + 4).expect("short");
        let mut record = vec![22, 3, 3];
        record.extend(length.to_be_bytes());
        record.extend([2, 0, 0, u8::try_from(body.len()).expect("short")]);
        record.extend(body);
        record
    }

    #[test]
    fn an_old_version_is_read_from_a_hello_without_extensions() {
        let read = read(&hello([3, 1], &[])).expect("a hello");
        assert_eq!(
            (read.version, read.cipher.as_str()),
            (ProtocolVersion::TLSv1_0, Some("TLS13_AES_256_GCM_SHA384"))
        );
    }

    #[test]
    fn the_version_of_tls_1_3_is_in_an_extension() {
        let extensions = [0, 12, 0, 51, 0, 2, 9, 9, 0, 43, 0, 2, 3, 4];
        let read = read(&hello([3, 3], &extensions)).expect("a hello");
        assert_eq!(read.version, ProtocolVersion::TLSv1_3);
    }

    #[test]
    fn what_is_no_whole_hello_gives_nothing() {
        let whole = hello([3, 3], &[]);
        for length in 0..whole.len() {
            assert_eq!(read(&whole[..length]), None, "{length}");
        }
        assert_eq!(read(b"HTTP/1.1 400 Bad Request\r\n\r\n"), None);
        assert_eq!(read(&[21, 3, 3, 0, 2, 2, 70]), None);
    }
}
