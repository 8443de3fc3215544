//! The disputes of the runs of a change, for the bundle (Q10, A1): each with its history and its files, in a folder of its own.

use api::DisputeEntryBody;
use app::{Disputes, Exports, Lease, MakeFault, PageRequest, Services, read_dispute, read_dispute_history};
use domain::actor::Actor;
use domain::dispute::Dispute;
use domain::ids::DisputeId;
use httpapi::{Of, dispute_body};
use jiff::Timestamp;

use super::archive::Archive;
use super::chunks::{Evidence, Whole};
use super::manifest::{Manifest, name_of};
use super::{Entries, PAGE, counted};
use crate::fault::as_fault;
use crate::files::{EvidenceFiles, Upload};

/// Adds the dispute `id` as `reader` may see it, in the bundle that was `asked` for then. It holds the dispute and its history at once,
/// and a piece of a file.
pub async fn add<S: Disputes, E: EvidenceFiles, U: Upload, L: Exports>(
    services: &Services<S>,
    evidence: &E,
    (reader, asked): (&Actor, Timestamp),
    id: DisputeId,
    (archive, manifest): (&mut Archive<'_, U>, &mut Manifest),
    lease: &mut Lease<'_, L>,
) -> Result<(), MakeFault> {
    let seen = read_dispute(services, reader, id).await;
    let dispute = seen.map_err(|error| as_fault("read a dispute", error))?.dispute;
    let (folder, at) = (format!("disputes/{}", dispute.reference), dispute.updated_at);
    // Without the profile of now, which is not part of the record.
    let body = Whole::json(&dispute_body(&dispute, None, asked, reader.is_staff()))?;
    manifest.list(archive.add(format!("{folder}/dispute.json"), at, body).await?);
    let body = Whole::json(&history(services, reader, &dispute).await?)?;
    manifest.list(archive.add(format!("{folder}/history.json"), at, body).await?);
    for (file_id, file, accepted) in counted(&dispute.files) {
        let content = Evidence::open(evidence, id.into(), file_id, accepted, lease).await?;
        let name = format!("{folder}/{}", name_of(file_id, accepted));
        let entry = archive.add(name, accepted.at, content).await?;
        manifest.list_evidence(entry, file_id, file, accepted);
    }
    Ok(())
}

async fn history<S: Disputes>(
    services: &Services<S>,
    reader: &Actor,
    dispute: &Dispute,
) -> Result<Entries<DisputeEntryBody>, MakeFault> {
    let (mut items, mut not_shown) = (Vec::new(), 0);
    let mut page = PageRequest { size: PAGE, cursor: None };
    loop {
        let found = read_dispute_history(services, reader, dispute.id, &page).await;
        let found = found.map_err(|error| as_fault("read the history of a dispute", error))?;
        not_shown += found.unreadable;
        let entries = found.items.iter().map(DisputeEntryBody::of);
        items.extend(entries.filter(|entry| entry.version.is_none_or(|version| version <= dispute.version)));
        page.cursor = found.next;
        if page.cursor.is_none() {
            return Ok(Entries { items, not_shown });
        }
    }
}
