//! Compares the functions' rights in the templates with the requests that the functions make.
//!
//! Responsible for: reading the templates, finding the rights that a request to AWS needs, judging whether a function's
//! role has them, recording the needs of a test run, and finding the rights that nothing needed. Must not: start
//! anything, know a rule of the product, or be more generous than IAM. It refuses anything it cannot judge, or ends the
//! run with a message.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod check;
mod judge;
mod ledger;
mod policy;
mod reserved;
mod resolve;
mod roles;
pub mod template;
mod wire;

pub use self::check::{Findings, check};
pub use self::judge::Judge;
pub use self::ledger::{FOLDER_VARIABLE, Kept, Ledger, read_folder, read_log};
pub use self::policy::{Need, Part, Statement};
pub use self::resolve::{Deployment, Places};
pub use self::roles::{Role, roles};
pub use self::wire::{Asked, needs};

/// The root of the repository.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
