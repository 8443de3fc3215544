//! What is remembered of requests, in memory. Keys are one space, whatever a request was about.

use jiff::Timestamp;

use super::store::State;
use app::{RECEIPT_LIFETIME, Receipt, RequestKey};

impl State {
    /// What is remembered of a request at `now`.
    pub(super) fn receipt(&self, key: &RequestKey, now: Timestamp) -> Option<Receipt> {
        let (kept, at) = self.receipts.get(&(key.person, key.key.clone()))?;
        (now.duration_since(*at) < RECEIPT_LIFETIME && kept.is_for(key)).then_some(*kept)
    }

    /// Remembers a request as of `now`.
    pub(super) fn remember(&mut self, key: &RequestKey, receipt: Receipt, now: Timestamp) {
        self.receipts.insert((key.person, key.key.clone()), (receipt, now));
    }
}
