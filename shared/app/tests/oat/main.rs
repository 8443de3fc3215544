//! Operational acceptance testing on the store in memory: commands of people, probe batches, and what becomes of both when
//! they meet, fail or are killed.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod batches;
mod held;
mod initial;
mod interrupted;
mod killed;
mod lists;
mod people;
mod pre_flights;
mod tested_live;
mod world;
