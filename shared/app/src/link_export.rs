//! Hands out a one-minute link to an export, and keeps that it did (A1).

use domain::actor::Actor;
use domain::change::Refusal;

use crate::desk::Desk;
use crate::error::AppError;
use crate::exports::{ExportDownload, ExportLinks, Exports, WantExport};
use crate::ports::{CommitFault, DownloadLink, RequestKey};
use crate::read_export::{ExportPlace, change_of, found};

/// A link to what was made, for whoever may see it. In the history of the change it stands as a download; one of the register
/// is on record beside the export.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::ExportRefused`] as for reading, and while there is nothing to fetch;
/// [`AppError::KeyReused`], [`AppError::Fault`].
pub async fn link_export<S: Exports, L: ExportLinks>(
    desk: &Desk<S>,
    links: &L,
    actor: &Actor,
    key: &RequestKey,
    place: ExportPlace,
) -> Result<DownloadLink, AppError> {
    let now = desk.clock.now();
    let want = WantExport { export: Some(place.id), change: place.change, request: Some(key), now };
    let loaded = desk.store.load_export(want).await?;
    let change = change_of(place, loaded.change, actor)?;
    if loaded.receipt.is_some_and(|receipt| receipt.fingerprint != key.fingerprint) {
        return Err(AppError::KeyReused);
    }
    let export = found(loaded.export, actor, place)?;
    let product = export.product(now)?;
    if loaded.receipt.is_none() {
        let by = actor.reading().ok_or(Refusal::NotFound)?;
        let download = ExportDownload { export: &export, change: change.as_ref(), at: now, by };
        match desk.store.record_export_download(download, key).await {
            Ok(()) | Err(CommitFault::RequestRepeated) => {}
            Err(other) => return Err(other.unexpected("record the download").into()),
        }
    }
    let name = export.file_name(change.and_then(|change| change.reference()));
    Ok(links.link_export(export.id, product.build, export.subject, &name).await?)
}
