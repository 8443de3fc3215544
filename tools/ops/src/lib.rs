//! The operator's program: what people who operate the service do to its table by hand (`docs/ops.md`).
//!
//! Responsible for: commands, and telling in plain words what they found and did. Must not: be deployed, decide a rule, or know an item.

pub mod figures;
mod person;

use std::io::Write;

use anyhow::Result;
use app::Services;
use clap::{Parser, Subcommand};
use store::DynamoStore;

pub use self::figures::WhichFigures;
pub use self::person::WhoseData;

/// Does what people who operate the service do by hand.
#[derive(Debug, Parser)]
#[command(name = "ops", after_help = AFTER_HELP)]
pub struct Program {
    /// The name of the table.
    #[arg(long)]
    pub table: String,
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Region and credentials are those of the environment: AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
It ends with 0 when all is well, with 1 when something is not as it should be, with 2 when it could not find out.";

/// What is to be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compares the monthly figures with the histories, and mends them with `--write`.
    Figures(WhichFigures),
    /// Finds everything that the table keeps about one person, for their request for it. It writes nothing.
    Person(WhoseData),
}

/// Whether all is well.
pub type AllIsWell = bool;

/// Does it, and tells `out` of it.
///
/// # Errors
/// When it cannot be done, or `out` cannot be written.
pub async fn run(
    command: &Command,
    services: &Services<DynamoStore>,
    out: &mut impl Write,
) -> Result<AllIsWell> {
    match command {
        Command::Figures(which) => figures::run(which, services, out).await,
        Command::Person(which) => person::run(which, &services.store, out).await,
    }
}
