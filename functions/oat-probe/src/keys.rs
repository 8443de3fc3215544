//! Faults of a prober's keys, in words for the log.

use std::future::Future;

use app::{Ids, KeyBundles};
use jiff::SignedDuration;
use prober::Prober;

/// A probe that can say whether its keys can be used.
pub trait Keys: Send + Sync {
    /// Why they cannot be used now, without any of their content; none when they can.
    fn unusable(&self) -> impl Future<Output = Option<String>> + Send;

    /// How much longer their certificate is valid: less than nothing when it has ended, none when there is none to read.
    fn certificate_lasts(&self) -> impl Future<Output = Option<SignedDuration>> + Send;
}

impl<P: KeyBundles + 'static, I: Ids + 'static> Keys for Prober<P, I> {
    async fn unusable(&self) -> Option<String> {
        self.readiness().await.err().map(|fault| fault.to_string())
    }

    async fn certificate_lasts(&self) -> Option<SignedDuration> {
        Self::certificate_lasts(self).await
    }
}
