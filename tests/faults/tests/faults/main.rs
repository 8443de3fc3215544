//! The functions' own code with faults put between it and AWS: throttling, server errors, answers lost, late or cut,
//! connections reset, and functions killed at any point (docs/faults.md).
//!
//! Responsible for: that a request repeated with the same key ends in the state that a run without faults ends in,
//! that nothing is written twice, and that every notification goes out. The emulator is on loopback (`EMULATOR_URL`; `cargo
//! nextest run` starts one); without it the tests fail.
//! Must not: know a rule of the product. What a command does is compared with what it does without faults.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod alarms;
mod chase;
mod commands;
mod due_work;
mod exports;
mod inspection;
mod interruptions;
mod killed;
mod matrix;
mod news;
mod notifications;
mod outcome;
mod probing;
mod promotions;
mod reads;
mod routes;
mod scenarios;
mod support;
mod tokens;
mod unreadable;
