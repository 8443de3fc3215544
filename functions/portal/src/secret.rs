//! Secrets of 256 bits: of cookies, of forms, of one sign-in.

use app::Ids;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const BYTES: usize = 32;

/// A secret as it is written: 43 characters that cookies, addresses and forms take as they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; BYTES]);

impl Secret {
    /// A new one.
    pub fn new(ids: &dyn Ids) -> Self {
        let mut bytes = [0; BYTES];
        for part in bytes.chunks_exact_mut(8) {
            part.copy_from_slice(&ids.bits().to_le_bytes());
        }
        Self(bytes)
    }

    /// Reads one that [`Secret::text`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// As it is written.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The id of what belongs to it. From the id nobody finds the secret.
    pub fn id(&self, kind: &str) -> String {
        hex::encode(Sha256::new().chain_update(kind).chain_update([0]).chain_update(self.0).finalize())
    }

    /// Written so that it looks different on every page: what an attacker learns of one page, by its compressed length, helps with no
    /// other.
    pub fn masked(&self, ids: &dyn Ids) -> String {
        let mask = Self::new(ids).0;
        URL_SAFE_NO_PAD.encode([mask, xor(mask, self.0)].concat())
    }

    /// Whether `masked` is this secret behind a mask.
    pub fn is_behind(&self, masked: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(masked) else { return false };
        let Some((mask, rest)) = bytes.split_first_chunk::<BYTES>() else { return false };
        let Ok(rest) = <[u8; BYTES]>::try_from(rest) else { return false };
        xor(*mask, rest).ct_eq(&self.0).into()
    }
}

fn xor(one: [u8; BYTES], other: [u8; BYTES]) -> [u8; BYTES] {
    std::array::from_fn(|at| one[at] ^ other[at])
}

/// What a verifier is shown as at the beginning of a sign-in (PKCE, S256).
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_mask_hides_and_gives_back() {
        let secret = Secret([7; BYTES]);
        let masked = |mask: u8| URL_SAFE_NO_PAD.encode([[mask; BYTES], [mask ^ 7; BYTES]].concat());
        assert!(secret.is_behind(&masked(0)) && secret.is_behind(&masked(200)));
        assert_ne!(masked(0), masked(200));
        for wrong in ["", "AAAA", &secret.text(), &URL_SAFE_NO_PAD.encode([1; 64])] {
            assert!(!secret.is_behind(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_belongs_to_a_secret_has_an_id_for_each_kind() {
        let secret = Secret::read(&Secret([9; BYTES]).text()).unwrap();
        assert_ne!(secret.id("session"), secret.id("form"));
        assert!(!secret.id("session").contains(&secret.text()));
        assert!(Secret::read("short").is_none());
    }
}
