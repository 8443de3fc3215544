//! Fresh ids from the operating system's randomness.

use app::{Clock, Ids};
use uuid::Builder;

use crate::clock::SystemClock;

/// UUIDv7 of the machine's clock, and random bits.
#[derive(Debug, Clone, Copy)]
pub struct RandomIds;

impl RandomIds {
    #[expect(clippy::expect_used, reason = "a machine without randomness can do nothing safely")]
    fn random<const N: usize>() -> [u8; N] {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).expect("the operating system gives randomness");
        bytes
    }
}

impl Ids for RandomIds {
    fn uuid(&self) -> [u8; 16] {
        let milliseconds = u64::try_from(SystemClock.now().as_millisecond()).unwrap_or_default();
        *Builder::from_unix_timestamp_millis(milliseconds, &Self::random::<10>()).as_uuid().as_bytes()
    }

    fn bits(&self) -> u64 {
        u64::from_le_bytes(Self::random())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_of_version_7_and_differ() {
        let (one, other) = (RandomIds.uuid(), RandomIds.uuid());
        assert_eq!(uuid::Uuid::from_bytes(one).get_version_num(), 7);
        assert_ne!(one, other);
    }
}
