//! Finds what refers to nothing or is referred to by nothing, a line each, with the command that mends it.

use std::io::Write;

use anyhow::Result;
use app::{History, Party, Remedy, Services, find_orphans};
use clap::Args;
use store::DynamoStore;

/// Everything in the table.
#[derive(Debug, Args)]
pub struct AllOrphans {}

/// All is well when there are none.
pub(crate) async fn run(services: &Services<DynamoStore>, out: &mut impl Write) -> Result<bool> {
    writeln!(out, "Reading the whole table. This takes a while.")?;
    let orphans = find_orphans(services).await?;
    for orphan in &orphans {
        writeln!(out, "{}. {}", orphan.what, mended_by(orphan.remedy))?;
    }
    if orphans.is_empty() {
        writeln!(out, "There are none.")?;
    }
    Ok(orphans.is_empty())
}

fn mended_by(remedy: Remedy) -> String {
    let rebuild = |what: &str, id: String| format!("ops rebuild --{what} {id}");
    match remedy {
        Remedy::Rebuild(History::Change(id)) => rebuild("change", id.to_string()),
        Remedy::Rebuild(History::Oat(id)) => rebuild("oat", id.to_string()),
        Remedy::Rebuild(History::Downtime(id)) => rebuild("downtime", id.to_string()),
        Remedy::Rebuild(History::Dispute(id)) => rebuild("dispute", id.to_string()),
        Remedy::Rebuild(History::Record(Party::Organisation(id))) => rebuild("organisation", id.to_string()),
        Remedy::Rebuild(History::Record(Party::Pdp)) | Remedy::PutAgain => {
            "No history tells how it began: put it again (seed-stack)".to_owned()
        }
        Remedy::Membership(id) => format!("ops membership --person {id}"),
        Remedy::Inspect(_) => {
            "ops redrive, if its event is in the queue of inspection-failures; otherwise it has to be uploaded again".to_owned()
        }
        Remedy::Unknown => {
            "No command mends it: compare it with a point-in-time copy of the table".to_owned()
        }
        Remedy::GoOnDeleting => "ops expired, which goes on with it".to_owned(),
        Remedy::Nothing => "Nothing has to be done".to_owned(),
    }
}
