//! What holds the repository together and no compiler checks: who depends on whom, what the templates give and keep, the
//! API document, the catalogue of log codes, the paths on the page of the architecture, the house rules that can be read off the
//! files.
//!
//! Must not: start anything. What the templates do is tried on the local stack.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod alarms;
mod api_document;
mod api_routes;
mod architecture;
mod dashboard;
mod dependencies;
mod deployment;
mod exports;
mod functions;
mod house;
mod limits;
mod logs;
mod mail_stream;
mod material;
mod portal;
mod probe;
mod repository;
mod rights;
mod schedule;
mod stored;
mod time;
mod words;
mod yaml;

use ::rights::template as stacks;
