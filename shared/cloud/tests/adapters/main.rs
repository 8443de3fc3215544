//! The adapters against the emulator, and against a server that answers as told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests are tests")]

mod connection;
mod emulator;
mod evidence_store;
mod exports;
mod identities;
mod key_bundles;
mod links;
mod mail;
mod material;
mod scripted_server;
mod suppressions;
mod upload_forms;
