//! Exports are made whole or not at all, one maker at a time, without ever holding one.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod building;
mod bundles;
mod comparing;
mod disputes;
#[path = "../../../../shared/cloud/tests/adapters/emulator.rs"]
mod emulator;
mod lambda;
mod memory;
mod process;
mod reader;
mod registers;
mod runs;
mod stack;
mod support;
mod turns;
