//! The prober against a simulator that misbehaves. For every cause of the closed list a real server brings it about
//! (O6). The prober's requests are verified (O4). The simulator itself is tested too.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod behaviours;
mod connections;
mod control;
mod handshakes;
mod http_answers;
mod own_endpoint;
mod own_faults;
mod program;
mod requests;
mod resolving;
mod table;
mod turns;
mod world;
