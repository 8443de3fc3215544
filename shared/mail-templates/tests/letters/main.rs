//! Every letter as people get it: golden files, and the rules that hold for all of them.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixtures;
mod golden;
mod notices;
mod oat;
mod policy;
mod rules;
mod same_words;
