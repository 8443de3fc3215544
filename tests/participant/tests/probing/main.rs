//! The prober against a simulator that misbehaves: for every cause of the closed list a real server that brings it about (O6), and
//! what the prober sends against what it should send (O4). And the simulator by itself.

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
