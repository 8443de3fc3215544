//! Ids that are the same in every run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Builder;

use app::Ids;

/// Milliseconds in July 2026, so that the ids look like the real ones.
const FIRST_MILLISECOND: u64 = 1_783_328_400_000;

/// Counts, for each kind apart: one more notification leaves the ids of everything else as they were. Ids of one kind ascend, as UUIDv7
/// do, those of two kinds never are the same; bits are spread so that references differ in every place. Clones share the counts.
#[derive(Debug, Clone, Default)]
pub struct FakeIds(Arc<Mutex<BTreeMap<&'static str, u64>>>);

/// Ids that nobody says the kind of.
const OF_NO_KIND: &str = "";
const BITS: &str = "bits";

impl FakeIds {
    fn next(&self, kind: &'static str) -> u64 {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(kind).or_default();
        *count += 1;
        *count - 1
    }
}

impl Ids for FakeIds {
    fn uuid(&self) -> [u8; 16] {
        self.uuid_of(OF_NO_KIND)
    }

    fn uuid_of(&self, kind: &'static str) -> [u8; 16] {
        let count = self.next(kind);
        let mut rest = [0; 10];
        rest[2..].copy_from_slice(&count.to_be_bytes());
        // What tells the kinds apart, in the place of what is random.
        let kind = kind.bytes().fold(0_u16, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        rest[..2].copy_from_slice(&kind.to_be_bytes());
        Builder::from_unix_timestamp_millis(FIRST_MILLISECOND + count, &rest).into_uuid().into_bytes()
    }

    fn bits(&self) -> u64 {
        // The finaliser of SplitMix64: a bijection that spreads a count over all bits.
        let mut bits = self.next(BITS).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }
}
