//! Reminders of organisations, idle changes, and what comes with a role, on the store in memory (Q3, Q4).

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod idle;
mod reminders;
mod roles;
mod world;
