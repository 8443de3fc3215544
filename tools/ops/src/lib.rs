//! The operator's program: what people who operate the service do to its table by hand (`docs/ops.md`).
//!
//! Responsible for: commands, and telling in plain words what they found and did. Must not: be deployed, decide a rule, or know an item.

mod figures;

use std::io::Write;

use anyhow::Result;
use app::{Changes, Figures, OatRequests, Organisations, Services};
use clap::{Parser, Subcommand};

pub use self::figures::WhichFigures;

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
}

/// Whether all is well.
pub type AllIsWell = bool;

/// Does it, and tells `out` of it.
///
/// # Errors
/// When it cannot be done, or `out` cannot be written.
pub async fn run<S: Figures + Organisations + Changes + OatRequests>(
    command: &Command,
    services: &Services<S>,
    out: &mut impl Write,
) -> Result<AllIsWell> {
    match command {
        Command::Figures(which) => figures::run(which, services, out).await,
    }
}
