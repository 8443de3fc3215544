//! Makes a state, its rows in lists and its tasks again from the history.

use std::io::Write;

use anyhow::{Result, bail};
use app::{History, Party, Services, rebuild};
use clap::Args;
use domain::ids::{ChangeId, DisputeId, DowntimeId, OatId, OrganisationId};
use store::DynamoStore;

use crate::signed::{Signed, carry_out};

/// What is made again.
#[derive(Debug, Args)]
pub struct WhatIsRebuilt {
    #[command(flatten)]
    pub of: Of,
    #[command(flatten)]
    pub signed: Signed,
}

/// Of which thing.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Of {
    /// The id of a technical change.
    #[arg(long)]
    pub change: Option<ChangeId>,
    /// The id of a request for OAT.
    #[arg(long)]
    pub oat: Option<OatId>,
    /// The id of an organisation.
    #[arg(long)]
    pub organisation: Option<OrganisationId>,
    /// The id of a notice of downtime that was given without a change.
    #[arg(long)]
    pub downtime: Option<DowntimeId>,
    /// The id of a dispute.
    #[arg(long)]
    pub dispute: Option<DisputeId>,
}

impl Of {
    fn history(&self) -> Option<History> {
        let own = |id| History::Record(Party::Organisation(id));
        self.change
            .map(History::Change)
            .or(self.oat.map(History::Oat))
            .or(self.organisation.map(own))
            .or(self.downtime.map(History::Downtime))
            .or(self.dispute.map(History::Dispute))
    }
}

pub(crate) async fn run(
    what: &WhatIsRebuilt,
    services: &Services<DynamoStore>,
    out: &mut impl Write,
) -> Result<bool> {
    let Some(on) = what.of.history() else { bail!("of what? give --change, --oat or another one") };
    let repair = rebuild(services, on).await?;
    carry_out(&repair, &what.signed, services, out).await
}
