//! Tests of the rules, a file per concern. One program, so that it links once and the support is shared.
//!
//! Given / when / then: `given(change).when(actor, command).then(&["event_code"])`, see [`support`].

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod calendar;
mod chase;
mod claims;
mod codes;
mod comparison;
mod connection_dates;
mod cryptographic_material;
mod delays;
mod disputes;
mod downtime;
mod downtime_notices;
mod drafting;
mod endpoint_url;
mod every_pair;
mod evidence;
mod exports;
mod figures;
mod freshness;
mod going_live;
mod held_by_oat;
mod integration_testing;
mod oat;
mod oat_of_a_change;
mod permissions;
mod policy;
mod problems;
mod quotas;
mod reclassification;
mod reclassified_on_the_way;
mod reference;
mod register;
mod reminders;
mod reopened_steps;
mod retention;
mod review;
mod state_machine;
mod step_answers;
mod step_decisions;
mod step_order;
mod step_states;
mod steps;
mod steps_page;
mod stored_size;
mod submission;
mod support;
mod support_requests;
mod take_back;
mod tasks;
mod text;
mod values;
mod walks;
mod withdrawal;
