//! Whatever an organisation registers and whatever its names lead to, the probe reaches nothing but the addresses it may (O9).
//!
//! The assertion is that nothing was sent: real listeners stand where a careless client would have knocked (other loopback
//! addresses, this machine's own addresses, a port of 127.0.0.1 that is allowed), and none was reached.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod aliases;
mod environment;
mod inside;
mod playground;
mod redirects;
mod urls;
