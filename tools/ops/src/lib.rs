//! The operator's program: what people who operate the service do to its table by hand (`docs/ops.md`).
//!
//! Responsible for: commands, and telling in plain words what they found and did. Must not: be deployed, decide a rule, or know an item.

pub mod figures;
mod person;
mod restored;
mod sign_ins;

use std::io::Write;

use anyhow::Result;
use app::Services;
use clap::{Parser, Subcommand};
use cloud::{CognitoIdentities, Sdk};
use store::DynamoStore;

pub use self::figures::WhichFigures;
pub use self::person::WhoseData;
pub use self::restored::SentBefore;
pub use self::sign_ins::WhichPool;

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
    /// Settles the notifications of a restored table that had been sent before, with `--write`.
    Restored(SentBefore),
    /// Finds the members whom the user pool has lost, and invites them with `--write`.
    SignIns(WhichPool),
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
    sdk: &Sdk,
    out: &mut impl Write,
) -> Result<AllIsWell> {
    match command {
        Command::Figures(which) => figures::run(which, services, out).await,
        Command::Person(which) => person::run(which, &services.store, out).await,
        Command::Restored(which) => restored::run(which, services, out).await,
        Command::SignIns(which) => {
            let identities = CognitoIdentities::new(sdk.cognito(), which.pool.clone());
            sign_ins::run(which, services, &identities, out).await
        }
    }
}
