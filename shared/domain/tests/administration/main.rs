//! Tests of the rules of administration, a file per concern: organisations, PDP's team, the values they are made of.
//!
//! Given / when / then: `given(organisation).when(actor, command).then(&["event_code"])`, see [`support`].

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod endpoints;
mod members;
mod name_search;
mod permissions;
mod proposals;
mod registration;
mod support;
mod suspension;
mod team;
mod values;
mod vouching;
mod walks;
