//! Where bytes come from. Must not know any store.

use std::future::Future;

/// An object that can be read in ranges.
pub trait Source: Send {
    /// An error of reading. Passed through untouched.
    type Error: Send;

    /// The size of the object in bytes.
    fn len(&self) -> u64;

    /// Whether there are no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Up to `length` bytes from `offset`. After fewer bytes the caller asks again; none before [`len`](Self::len) is
    /// reached means that the object is cut short. `offset + length` never exceeds the size.
    fn read(
        &mut self,
        offset: u64,
        length: usize,
    ) -> impl Future<Output = Result<Vec<u8>, Self::Error>> + Send;
}
