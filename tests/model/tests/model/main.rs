//! The model check: a bounded world of two organisations, two changes and two of PDP, in which requests come twice or are lost,
//! due-work jobs and senders overlap, and anything crashes between any two effects. Every state it can be in is looked at
//! (docs/model.md).
//!
//! Responsible for: that the rules of going live, of the history and of the mail hold in each of them, and that none holds
//! any more when a guard is left out. What is decided, and what it does to a change, is asked of the real domain. Must not: decide
//! by itself.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a failure here is a failed test"
)]

mod arena;
mod asks;
mod commands;
mod decision;
mod guards;
mod history;
mod invariants;
mod mail;
mod model;
mod people;
mod rules;
mod scenario;
mod search;
mod starts;
mod state;
mod story;
mod table;

mod every_guard;
mod every_rule;
mod every_state;
