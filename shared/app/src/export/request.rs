//! Asks for an export: it is kept as asked for, and made in the background (A1, G5).

use domain::actor::Actor;
use domain::change::{Change, Refusal};
use domain::export::{self, Export, Subject};

use crate::change::ports::CommitFault;
use crate::command::contention::{TRIES, before_try};
use crate::command::order::admit;
use crate::command::receipt::{Receipt, RequestKey};
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::export::ports::{Exports, WantExport};
use crate::export::refused::{Asked, refuse};

/// The export, new or from an earlier try of the same request, and the change it is about.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] when there is no such change that the actor may see (P1),
/// [`AppError::KeyReused`], [`AppError::ExportRefused`]; all of them kept in the history of the change, or of the actor's own
/// record. [`AppError::Fault`].
pub async fn request_export<S: Exports>(
    desk: &Desk<S>,
    actor: &Actor,
    key: &RequestKey,
    subject: Subject,
) -> Result<Export, AppError> {
    let asked = Asked::export(actor, subject);
    let id = desk.fresh_id();
    for number in 0..TRIES {
        before_try(desk, number).await;
        let now = desk.clock.now();
        let (change, record) = (subject.change(), asked.record());
        let want = WantExport { export: None, change, record, request: Some(key), now };
        let loaded = desk.store.load_export(want).await?;
        let asked = asked.on(loaded.change.as_ref(), loaded.record_version);
        if let Err(error) = seen(subject, loaded.change.as_ref(), actor) {
            return refuse(desk, &asked, error).await;
        }
        match admit::<_, AppError>(Ok(()), loaded.receipt, Some(key)) {
            Ok(None) => {}
            Ok(Some(receipt)) => {
                return match repeated(desk, actor, receipt).await {
                    Ok(export) => Ok(export),
                    Err(error) => refuse(desk, &asked, error).await,
                };
            }
            Err(no) => return refuse(desk, &asked, no.into()).await,
        }
        let export = Export::request(id, subject, actor, now).ok_or(Refusal::NotFound)?;
        match desk.store.put_export(&export, key).await {
            Ok(()) => return Ok(export),
            // The same request, racing with itself: the other one has done it.
            Err(CommitFault::RequestRepeated | CommitFault::VersionConflict) => {}
            Err(other) => return Err(other.unexpected("keep an export").into()),
        }
    }
    Err(Fault::retryable("keep an export", "somebody else was always first").into())
}

/// The change that `subject` is about, if it is about one; to whoever may not see it, it does not exist (P1).
pub(crate) fn seen<'c>(
    subject: Subject,
    change: Option<&'c Change>,
    actor: &Actor,
) -> Result<Option<&'c Change>, AppError> {
    let change = change.filter(|change| actor.may_see(change.organisation));
    match (subject.change(), change) {
        (Some(_), None) => Err(Refusal::NotFound.into()),
        (_, change) => Ok(change),
    }
}

/// What an earlier try of the same request made, if it is for this actor. The receipt names it; so this reads once more.
async fn repeated<S: Exports>(desk: &Desk<S>, actor: &Actor, receipt: Receipt) -> Result<Export, AppError> {
    let now = desk.clock.now();
    let want = WantExport { export: receipt.export, change: None, record: None, request: None, now };
    let export = desk.store.load_export(want).await?.export;
    Ok(export.filter(|export| export.is_for(actor)).ok_or(export::Refusal::NotFound)?)
}
