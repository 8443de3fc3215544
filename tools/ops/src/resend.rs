//! Makes a notification due now, whatever its state says.

use std::io::Write;

use anyhow::Result;
use app::mail::MailState;
use app::{Services, resend_mail};
use clap::Args;
use domain::ids::MailId;
use store::DynamoStore;

use crate::signed::{Signed, carry_out};

/// Which notification.
#[derive(Debug, Args)]
pub struct WhichNotification {
    /// Its id, as log lines have it (`mail.id`).
    #[arg(long)]
    pub notification: MailId,
    /// Also if the mail service took it already: then its reader gets it twice.
    #[arg(long)]
    pub again: bool,
    #[command(flatten)]
    pub signed: Signed,
}

pub(crate) async fn run(
    which: &WhichNotification,
    services: &Services<DynamoStore>,
    out: &mut impl Write,
) -> Result<bool> {
    let Some(resending) = resend_mail(services, which.notification).await? else {
        writeln!(out, "There is no notification {}.", which.notification)?;
        return Ok(false);
    };
    writeln!(out, "It is {}.", resending.state.code())?;
    let is_settled = matches!(
        resending.state,
        MailState::Sent { .. } | MailState::Addressed { .. } | MailState::Over { .. }
    );
    if is_settled && !which.again {
        writeln!(out, "Nothing was written. --again sends it once more all the same.")?;
        return Ok(true);
    }
    carry_out(&resending.repair, &which.signed, services, out).await
}
