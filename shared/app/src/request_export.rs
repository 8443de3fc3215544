//! Asks for an export: it is kept as asked for, and made in the background (A1, G5).

use domain::actor::Actor;
use domain::change::{Change, Refusal};
use domain::export::{self, Export, Subject};

use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::exports::{ExportReceipt, Exports, LoadedExport, WantExport};
use crate::ports::{CommitFault, RequestKey};

/// The export, new or from an earlier try of the same request, and the change it is about.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] when there is no such change that the actor may see (P1),
/// [`AppError::KeyReused`], [`AppError::ExportRefused`], [`AppError::Fault`].
pub async fn request_export<S: Exports>(
    desk: &Desk<S>,
    actor: &Actor,
    key: &RequestKey,
    subject: Subject,
) -> Result<Export, AppError> {
    let loaded = look(desk, subject, key).await?;
    seen(subject, loaded.change, actor)?;
    if let Some(receipt) = loaded.receipt {
        return repeated(desk, key, receipt).await;
    }
    let id = desk.fresh_id();
    let export = Export::request(id, subject, actor, desk.clock.now()).ok_or(Refusal::NotFound)?;
    match desk.store.put_export(&export, key).await {
        Ok(()) => Ok(export),
        Err(CommitFault::RequestRepeated) => match look(desk, subject, key).await?.receipt {
            Some(receipt) => repeated(desk, key, receipt).await,
            None => Err(Fault::retryable("keep an export", "its request was repeated and is gone").into()),
        },
        Err(other) => Err(other.unexpected("keep an export").into()),
    }
}

async fn look<S: Exports>(desk: &Desk<S>, subject: Subject, key: &RequestKey) -> Result<LoadedExport, Fault> {
    let now = desk.clock.now();
    let want = WantExport { export: None, change: subject.change(), request: Some(key), now };
    desk.store.load_export(want).await
}

/// The change that `subject` is about, if it is about one; to whoever may not see it, it does not exist (P1).
pub(crate) fn seen(
    subject: Subject,
    change: Option<Change>,
    actor: &Actor,
) -> Result<Option<Change>, AppError> {
    let change = change.filter(|change| actor.may_see(change.organisation));
    match (subject.change(), change) {
        (Some(_), None) => Err(Refusal::NotFound.into()),
        (_, change) => Ok(change),
    }
}

/// What an earlier try of the same request made. It names the export; so this reads once more.
async fn repeated<S: Exports>(
    desk: &Desk<S>,
    key: &RequestKey,
    receipt: ExportReceipt,
) -> Result<Export, AppError> {
    let (true, Some(id)) = (receipt.fingerprint == key.fingerprint, receipt.export) else {
        return Err(AppError::KeyReused);
    };
    let want = WantExport { export: Some(id), change: None, request: None, now: desk.clock.now() };
    Ok(desk.store.load_export(want).await?.export.ok_or(export::Refusal::NotFound)?)
}
