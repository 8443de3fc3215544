//! Makes the membership of a person again from the record that has them, or ends it when none has.

use std::io::Write;

use anyhow::Result;
use app::{Services, rebuild_membership};
use clap::Args;
use domain::ids::PersonId;
use store::DynamoStore;

use crate::signed::{Signed, carry_out};

/// Whose membership.
#[derive(Debug, Args)]
pub struct WhoseMembership {
    /// The id of the person, as records and log lines have it (`caller.person`).
    #[arg(long)]
    pub person: PersonId,
    #[command(flatten)]
    pub signed: Signed,
}

pub(crate) async fn run(
    whose: &WhoseMembership,
    services: &Services<DynamoStore>,
    out: &mut impl Write,
) -> Result<bool> {
    match rebuild_membership(services, whose.person).await? {
        Some(repair) => carry_out(&repair, &whose.signed, services, out).await,
        None => {
            writeln!(out, "No record has {}, and nothing that they signed in with.", whose.person)?;
            Ok(false)
        }
    }
}
