//! The operator's program: what people who operate the service do to its table by hand (`docs/ops.md`).
//!
//! Responsible for: commands, and telling in plain words what they found and did. Must not: be deployed, decide a rule, or know an item.

mod expired;
pub mod figures;
mod membership;
mod orphans;
mod person;
mod rebuild;
mod redrive;
mod resend;
mod restored;
mod sign_ins;
mod signed;

use std::io::Write;

use anyhow::Result;
use app::{History, MendedPart, Services, SignedBy, keep_mended};
use clap::{Parser, Subcommand};
use cloud::{CognitoIdentities, Sdk};
use store::DynamoStore;

pub use self::expired::WhatIsExpired;
pub use self::figures::WhichFigures;
pub use self::membership::WhoseMembership;
pub use self::orphans::AllOrphans;
pub use self::person::WhoseData;
pub use self::rebuild::WhatIsRebuilt;
pub use self::redrive::WhichQueue;
pub use self::resend::WhichNotification;
pub use self::restored::SentBefore;
pub use self::sign_ins::WhichPool;
pub use self::signed::Signed;

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
    /// Finds what ended so long ago that it need not be kept any more, and deletes it with `--write`, by two people together.
    Expired(WhatIsExpired),
    /// Compares the monthly figures with the histories, and mends them with `--write`.
    Figures(WhichFigures),
    /// Makes the membership of a person again from the record that has them.
    Membership(WhoseMembership),
    /// Finds what refers to nothing or is referred to by nothing, and says what mends it. It writes nothing.
    Orphans(AllOrphans),
    /// Finds everything that the table keeps about one person, for their request for it. It writes nothing.
    Person(WhoseData),
    /// Makes a state, its rows in lists and its tasks again from the history.
    Rebuild(WhatIsRebuilt),
    /// Does again what a function failed to do, from its failure queue.
    Redrive(WhichQueue),
    /// Makes a notification due now, so that it is sent within a minute.
    Resend(WhichNotification),
    /// Settles the notifications of a restored table that had been sent before, with `--write`.
    Restored(SentBefore),
    /// Finds the members whom the user pool has lost, and invites them with `--write`.
    SignIns(WhichPool),
}

/// Whether all is well.
pub type AllIsWell = bool;

/// What commands work with.
#[derive(Clone)]
pub struct Tools {
    pub services: Services<DynamoStore>,
    pub sdk: Sdk,
}

/// Does it, and tells `out` of it.
///
/// # Errors
/// When it cannot be done, or `out` cannot be written.
pub async fn run(command: &Command, tools: &Tools, out: &mut impl Write) -> Result<AllIsWell> {
    let services = &tools.services;
    match command {
        Command::Expired(what) => expired::run(what, services, out).await,
        Command::Figures(which) => figures::run(which, services, out).await,
        Command::Membership(whose) => membership::run(whose, services, out).await,
        Command::Orphans(_) => orphans::run(services, out).await,
        Command::Person(which) => person::run(which, &services.store, out).await,
        Command::Restored(which) => restored::run(which, services, out).await,
        Command::SignIns(which) => {
            let identities = CognitoIdentities::new(tools.sdk.cognito(), which.pool.clone());
            let keep = async |party, person, signature: &SignedBy| {
                keep_mended(services, History::Record(party), MendedPart::SignIn(person), signature).await
            };
            sign_ins::run(which, services, &identities, keep, out).await
        }
        Command::Rebuild(what) => rebuild::run(what, services, out).await,
        Command::Redrive(which) => redrive::run(which, tools, out).await,
        Command::Resend(which) => resend::run(which, services, out).await,
    }
}
