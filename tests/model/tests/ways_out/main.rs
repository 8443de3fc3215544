//! The search for dead ends: states from which no sequence of permitted commands and of time leads to an end (docs/model.md).
//!
//! Responsible for: that there is none for a change or an initial connection, whatever PDP and the organisation did before; and that
//! one is found when a way out is closed. What is decided is asked of the real domain, of one change and its request for OAT at a
//! time. Must not: decide by itself; look at what comes between two effects of a command, which the model beside this does.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a failure here is a failed test"
)]

mod change_moves;
mod connection_moves;
mod guards;
mod moves;
mod oat_moves;
mod people;
mod search;
mod state;
mod worlds;

mod every_way;
mod no_dead_end;
