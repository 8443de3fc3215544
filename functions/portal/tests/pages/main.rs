//! The portal's pages in process, over the API's own routers and the store in memory: what people see and send, and what attackers
//! try.
//!
//! Must not: open a socket, or know how a page is made.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod attacks;
mod budgets;
mod changes;
mod desk;
mod disputes;
mod downtime;
mod emails;
mod endpoints;
mod exports;
mod files;
mod forms;
mod guide;
mod home;
mod lines;
mod look_up;
mod material;
mod missing;
mod oat;
mod pre_flights;
mod report;
mod sessions;
mod sign_in;
mod steps;
mod support;
mod team;
mod testing;
mod texts;
mod trouble;
mod world;
