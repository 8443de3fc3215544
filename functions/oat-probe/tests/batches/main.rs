//! Every run is probed to its end, once, even if a batch is killed, overlapped, cut short, or met by faults.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod endpoints;
mod killed;
mod overlapping;
mod reporting;
mod world;
