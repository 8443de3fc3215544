//! Cryptographic material: publishing and fetching.

pub(crate) mod fetch;
pub(crate) mod publish;
