//! Settles what a restored table would send a second time (docs/runbooks/restore.md).

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use app::{
    History, KnownOf, Members, MendedPart, Outbox, Party, Repairs, Services, keep_mended, settle_sent_before,
};
use clap::Args;
use domain::ids::MailId;

use crate::signed::Signed;

/// What was sent since the instant to which the table was restored.
#[derive(Debug, Args)]
pub struct SentBefore {
    /// A file with the ids of the notifications that were sent since then, in any form that keeps ids apart: what the saved query
    /// "sent notifications" gives.
    #[arg(long)]
    pub sent: PathBuf,
    #[command(flatten)]
    pub signed: Signed,
}

/// Says what was sent before and what goes out. All is well when nothing was sent before, or it is settled.
pub(crate) async fn run<S: Outbox + Members + Repairs>(
    which: &SentBefore,
    services: &Services<S>,
    out: &mut impl Write,
) -> Result<bool> {
    let file = which.sent.display();
    let text = std::fs::read_to_string(&which.sent).with_context(|| format!("{file} cannot be read"))?;
    let sent = ids_in(&text);
    ensure!(
        !sent.is_empty() || text.trim().is_empty(),
        "{file} has no id of a notification: is it the result of the query?"
    );
    let signature = which.signed.signature();
    let (mut before, mut waits) = (0, 0);
    for id in services.store.unsettled_mails().await? {
        match settle_sent_before(services, id, &sent, signature.is_some()).await? {
            KnownOf::SentBefore => {
                before += 1;
                writeln!(out, "{id}: was sent before")?;
            }
            KnownOf::CopiesSentBefore { sent, waiting } => {
                before += sent;
                waits += waiting;
                writeln!(out, "{id}: {sent} of its copies were sent before, {waiting} go out")?;
            }
            KnownOf::Waits => {
                waits += 1;
                writeln!(out, "{id}: goes out")?;
            }
            KnownOf::Settled => {}
        }
    }
    let done = match &signature {
        Some(_) => "They are settled.",
        None => "Nothing was written. --write --who NAME --why TEXT settles them.",
    };
    if let Some(signature) = signature.as_ref().filter(|_| before > 0) {
        keep_mended(services, History::Record(Party::Pdp), MendedPart::SentBefore, signature).await?;
    }
    writeln!(out, "{before} were sent before the table was lost, {waits} go out. {done}")?;
    Ok(signature.is_some() || before == 0)
}

/// Every id in `text`.
fn ids_in(text: &str) -> BTreeSet<MailId> {
    text.split(|one: char| !one.is_ascii_hexdigit() && one != '-')
        .filter_map(|word| word.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::ids_in;

    #[test]
    fn ids_are_found_in_any_form() {
        let id = "0198aaaa-0000-7000-8000-000000000001";
        for text in [
            id.to_owned(),
            format!("[{{\"mail.id\":\"{id}\"}}]"),
            format!("@timestamp,mail.id\n2026-11-30,{id}\n"),
        ] {
            assert_eq!(ids_in(&text), [id.parse().expect("an id")].into(), "{text}");
        }
        assert_eq!(ids_in("nothing, 2026-11-30 09:00"), [].into());
    }
}
