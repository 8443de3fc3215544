//! For every registered URL and every address of its name, the probe reaches only permitted addresses (O9).
//!
//! The tests assert that nothing was sent. Real listeners wait wherever a careless client would knock (other loopback
//! addresses, this machine's own addresses, an allowed port of 127.0.0.1), and the probe reached none.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod aliases;
mod environment;
mod inside;
mod playground;
mod redirects;
mod urls;
