//! Tests of the rules, a file per concern. One program, so that it links once and the support is shared.
//!
//! Given / when / then: `given(change).when(actor, command).then(&["event_code"])`, see [`support`].

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod calendar;
mod codes;
mod drafting;
mod endpoint_url;
mod every_pair;
mod evidence;
mod freshness;
mod permissions;
mod policy;
mod reclassification;
mod reference;
mod review;
mod state_machine;
mod steps;
mod submission;
mod support;
mod text;
mod values;
mod walks;
mod withdrawal;
