//! The part of the crate of this name that the S3 client calls, without its 680 kB of tables for algorithms nobody uses.
//!
//! Responsible for: the three checksums of S3, correctly. Must not: be fast where crc32fast is not; no operation of ours
//! asks for the other two (`WhenRequired` in `shared/cloud/src/sdk.rs`).

#![forbid(unsafe_code)]

/// The algorithms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrcAlgorithm {
    /// CRC-32.
    Crc32IsoHdlc,
    /// CRC-32C.
    Crc32Iscsi,
    /// CRC-64/NVME.
    Crc64Nvme,
}

/// A checksum in the making.
#[derive(Debug, Clone)]
pub struct Digest(State);

#[derive(Debug, Clone)]
enum State {
    Hdlc(crc32fast::Hasher),
    /// Reflected, begun and ended with all ones.
    Plain {
        polynomial: u64,
        ones: u64,
        state: u64,
    },
}

impl Digest {
    /// Begins.
    pub fn new(algorithm: CrcAlgorithm) -> Self {
        let plain = |polynomial, ones| State::Plain { polynomial, ones, state: ones };
        Self(match algorithm {
            CrcAlgorithm::Crc32IsoHdlc => State::Hdlc(crc32fast::Hasher::new()),
            CrcAlgorithm::Crc32Iscsi => plain(0x82f6_3b78, u64::from(u32::MAX)),
            CrcAlgorithm::Crc64Nvme => plain(0x9a6c_9329_ac4b_c9b5, u64::MAX),
        })
    }

    /// Goes on with `data`.
    pub fn update(&mut self, data: &[u8]) {
        match &mut self.0 {
            State::Hdlc(hasher) => hasher.update(data),
            State::Plain { polynomial, state, .. } => {
                for byte in data {
                    *state ^= u64::from(*byte);
                    for _ in 0..8 {
                        *state = (*state >> 1) ^ (*polynomial & (*state & 1).wrapping_neg());
                    }
                }
            }
        }
    }

    /// The checksum so far.
    pub fn finalize(&self) -> u64 {
        match &self.0 {
            State::Hdlc(hasher) => u64::from(hasher.clone().finalize()),
            State::Plain { ones, state, .. } => state ^ ones,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_algorithm_has_its_published_check_value() {
        let values = [
            (CrcAlgorithm::Crc32IsoHdlc, 0xcbf4_3926),
            (CrcAlgorithm::Crc32Iscsi, 0xe306_9283),
            (CrcAlgorithm::Crc64Nvme, 0xae8b_1486_0a79_9888),
        ];
        for (algorithm, value) in values {
            let mut digest = Digest::new(algorithm);
            digest.update(b"12345");
            digest.update(b"6789");
            assert_eq!(digest.finalize(), value, "{algorithm:?}");
        }
    }
}
