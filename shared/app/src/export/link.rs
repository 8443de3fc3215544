//! Hands out a one-minute link to an export, and keeps each that it does (A1).

use domain::actor::Actor;
use domain::change::Refusal;

use crate::change::ports::CommitFault;
use crate::command::contention::{TRIES, before_try};
use crate::command::order::admit;
use crate::command::receipt::RequestKey;
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::evidence::ports::DownloadLink;
use crate::export::ports::{ExportDownload, ExportLinks, Exports, WantExport};
use crate::export::read::{ExportPlace, change_of, found};
use crate::export::refused::{Asked, refuse};

/// A link to what was made, for whoever may see it. In the history of the change it stands as a download; one of the register
/// is on record beside the export. A repeated request gets another link, and that is another entry.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::ExportRefused`] as for reading, and while there is nothing to fetch;
/// [`AppError::KeyReused`]; all of them kept in the history of the change, or of the actor's own record. [`AppError::Fault`].
pub async fn link_export<S: Exports, L: ExportLinks>(
    desk: &Desk<S>,
    links: &L,
    actor: &Actor,
    key: &RequestKey,
    place: ExportPlace,
) -> Result<DownloadLink, AppError> {
    let asked = Asked::link(actor, place);
    let by = actor.reading().ok_or(Refusal::NotFound)?;
    for number in 0..TRIES {
        before_try(desk, number).await;
        let now = desk.clock.now();
        let want = WantExport {
            export: Some(place.id),
            change: place.change,
            record: asked.record(),
            request: Some(key),
            now,
        };
        let loaded = desk.store.load_export(want).await?;
        let asked = asked.on(loaded.change.as_ref(), loaded.record_version);
        let permitted = change_of(place, loaded.change.as_ref(), actor)
            .and_then(|change| Ok((change, found(loaded.export, actor, place)?)));
        let (change, export) = match permitted {
            Ok(permitted) => permitted,
            Err(error) => return refuse(desk, &asked, error).await,
        };
        let receipt = match admit::<_, AppError>(Ok(()), loaded.receipt, Some(key)) {
            Ok(receipt) => receipt,
            Err(no) => return refuse(desk, &asked, no.into()).await,
        };
        let product = match export.product(now) {
            Ok(product) => product,
            Err(refusal) => return refuse(desk, &asked, refusal.into()).await,
        };
        let (note, name) = (desk.fresh_uuid(), actor.name());
        let download = ExportDownload { note, export: &export, change, at: now, by, name };
        let remember = Some(key).filter(|_| receipt.is_none());
        match desk.store.record_export_download(download, remember).await {
            Ok(()) => {
                let name = export.file_name(change.and_then(|change| change.reference()));
                return Ok(links.link_export(export.id, product.build, export.subject, &name).await?);
            }
            // The same request, racing with itself: the other one is remembered, and this one is kept too.
            Err(CommitFault::RequestRepeated | CommitFault::VersionConflict) => {}
            Err(other) => return Err(other.unexpected("record the download").into()),
        }
    }
    Err(Fault::retryable("record the download", "somebody else was always first").into())
}
