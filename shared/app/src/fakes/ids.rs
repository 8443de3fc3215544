//! Ids that are the same in every run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Builder;

use crate::ports::Ids;

/// Milliseconds in July 2026, so that the ids look like the real ones.
const FIRST_MILLISECOND: u64 = 1_783_328_400_000;

/// Counts. Ids ascend, as UUIDv7 do; bits are spread so that references differ in every place. Clones share the count.
#[derive(Debug, Clone, Default)]
pub struct FakeIds(Arc<AtomicU64>);

impl FakeIds {
    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

impl Ids for FakeIds {
    fn uuid(&self) -> [u8; 16] {
        let count = self.next();
        let mut rest = [0; 10];
        rest[2..].copy_from_slice(&count.to_be_bytes());
        Builder::from_unix_timestamp_millis(FIRST_MILLISECOND + count, &rest).into_uuid().into_bytes()
    }

    fn bits(&self) -> u64 {
        // The finaliser of SplitMix64: a bijection that spreads a count over all bits.
        let mut bits = self.next().wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }
}
