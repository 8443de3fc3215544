//! The HTTP functions' routers in process, over the in-memory store: requests as API Gateway's events bring them.
//!
//! Responsible for: what a caller sees — who may, what is refused and how, what a repetition does — and that a refusal
//! writes nothing. Must not: open a socket, or know AWS; the journeys on the running stack do.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod administering;
mod authorisation;
mod bad_input;
mod bounds;
mod contract;
mod cryptographic_material_packs;
mod disputes;
mod evidence_files;
mod exports;
mod figures;
mod histories;
mod idle;
mod journey;
mod lines;
mod lists;
mod look_up;
mod mail_feedback;
mod notices;
mod oat;
mod problems;
mod quotas;
mod reclassification_preview;
mod record_input;
mod records;
mod repeated;
mod repetition;
mod review_hosts;
mod routes;
mod rules;
mod second_thoughts;
mod shapes;
mod versions;
mod vouching;
mod work;

use http_tests as support;
