//! Notifications are sent at least once, never lost, never twice unless the event of a sending is lost, and never held up by
//! another notification.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod crowds;
mod delivery;
mod feedback;
mod killed;
mod nobody;
mod one_person;
mod orders;
mod restored;
mod stranded;
mod ways;
mod world;
