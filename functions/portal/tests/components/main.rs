//! The macros of `templates/components` against the fixtures that govuk-frontend publishes of each component: the same options, the
//! same document.
//!
//! Responsible for: every fixture whose options the macros have; options that no page needs are not had, and named nowhere. How many
//! are compared is written down, so that none is lost unseen. Must not: know a page.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod dom;
mod fixtures;
mod forms;
mod page;
