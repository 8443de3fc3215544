//! The evidence bundle of a change (A1): everything its reader may see, with its files.

mod archive;
mod chunks;
mod disputes;
mod manifest;
mod run_report;

use api::{ChangeBody, EvidencePage};
use app::{Changes, Disputes, Exports, Fault, Lease, MakeFault, OatRequests, Services, read_change};
use domain::actor::Actor;
use domain::change::Change;
use domain::evidence::{self, AcceptedFile, EvidenceFile, EvidenceState};
use domain::export::Export;
use domain::ids::{ChangeId, EvidenceId};
use httpapi::{Of, evidence_body};
use jiff::Timestamp;
use serde::Serialize;

use self::archive::Archive;
use self::chunks::{Evidence, History, Whole};
use self::manifest::{Manifest, name_of, readme};
use crate::fault::as_fault;
use crate::files::{EvidenceFiles, Upload};
use crate::parts::Parts;

/// Entries and attempts that are read at once.
const PAGE: u32 = 100;

/// An evidence file that counts.
type Counted<'c> = (EvidenceId, &'c EvidenceFile, &'c AcceptedFile);

/// A history, as in the API. A record never leaves out anything without a word, also not for an organisation.
#[derive(Debug, Serialize)]
struct Entries<T> {
    items: Vec<T>,
    /// How many others cannot be read; absent when there is none.
    #[serde(skip_serializing_if = "api::is_zero")]
    not_shown: u32,
}

/// Writes the bundle of `change`. Every time in it is the time of an event, so a second try at the same state makes the
/// same bytes.
///
/// # Errors
/// [`MakeFault`]; [`MakeFault::EvidenceDamaged`] when a file is not what was accepted.
pub async fn write<S, E, U, L>(
    services: &Services<S>,
    evidence: &E,
    (export, change): (&Export, ChangeId),
    parts: &mut Parts<U>,
    lease: &mut Lease<'_, L>,
) -> Result<(), MakeFault>
where
    S: Changes + OatRequests + Disputes,
    E: EvidenceFiles,
    U: Upload,
    L: Exports,
{
    let reader = export.reader().ok_or_else(|| Fault::lasting("make a bundle", "nobody asked for it"))?;
    let change =
        read_change(services, &reader, change).await.map_err(|error| as_fault("read a change", error))?;
    let counted: Vec<Counted<'_>> = counted(&change.evidence);
    let (asked, changed) = (export.requested_at, change.updated_at);
    let mut archive = Archive::new(parts);
    let mut manifest = Manifest::new(export, &change);

    let text = readme(export, &change, &counted);
    manifest.list(archive.add("README.txt".to_owned(), asked, Whole::of(text)).await?);
    let body = Whole::json(&ChangeBody::of(&change))?;
    manifest.list(archive.add("change.json".to_owned(), changed, body).await?);
    let body = Whole::json(&files_of(&change, &reader, asked))?;
    manifest.list(archive.add("evidence.json".to_owned(), changed, body).await?);
    let history = History::new(services, &reader, change.id, change.version);
    manifest.list(archive.add("history.json".to_owned(), changed, history).await?);
    for dispute in run_report::add(services, &reader, change.id, &mut archive, &mut manifest).await? {
        let into = (&mut archive, &mut manifest);
        disputes::add(services, evidence, (&reader, asked), dispute, into, lease).await?;
    }
    for (id, file, accepted) in counted {
        let content = Evidence::open(evidence, change.id.into(), id, accepted, lease).await?;
        let entry = archive.add(name_of(id, accepted), accepted.at, content).await?;
        manifest.list_evidence(entry, id, file, accepted);
    }
    let body = Whole::json(&manifest)?;
    archive.add("manifest.json".to_owned(), asked, body).await?;
    archive.finish()
}

fn counted(files: &evidence::EvidenceFiles) -> Vec<Counted<'_>> {
    let counted = files.0.iter().filter_map(|(id, file)| match &file.state {
        EvidenceState::Accepted(accepted) => Some((*id, file, accepted)),
        _ => None,
    });
    counted.collect()
}

/// Every file as the API shows it at `at`, with the flags of PDFs for PDP alone (E2).
fn files_of(change: &Change, reader: &Actor, at: Timestamp) -> EvidencePage {
    let to_pdp = reader.is_staff();
    let items = change.evidence.0.iter().map(|(id, file)| evidence_body(*id, file, at, to_pdp));
    EvidencePage { items: items.collect() }
}
