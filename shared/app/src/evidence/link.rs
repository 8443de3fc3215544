//! Hands out a one-minute link to an accepted file, and keeps each that it does (E4, A1).

use domain::change::{Change, Refusal};
use domain::evidence::{AcceptedFile, EvidenceFile, EvidenceState};
use domain::ids::EvidenceId;
use domain::tried::Deed;

use crate::change::execute::Request;
use crate::change::ports::{Changes, CommitFault, HistoryEntry, Want};
use crate::command::contention::{TRIES, before_try};
use crate::command::order::admit;
use crate::command::receipt::{Receipt, RequestKey};
use crate::command::refused::{Place, refuse};
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::evidence::ports::{DownloadLink, DownloadLinks};

/// A link to the file, for PDP and the owning organisation (E4). A repeated request gets another link, and that is another entry of
/// the history.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::KeyReused`] (kept in the history), [`AppError::Fault`].
pub async fn link_evidence<S: Changes, L: DownloadLinks>(
    desk: &Desk<S>,
    links: &L,
    request: Request<'_>,
    key: &RequestKey,
    id: EvidenceId,
) -> Result<DownloadLink, AppError> {
    for number in 0..TRIES {
        before_try(desk, number).await;
        let now = desk.clock.now();
        let want = Want { change: request.change, organisation: None, request: Some(key), now };
        let loaded = desk.store.load(want).await?;
        let change = loaded.change.ok_or(Refusal::NotFound)?;
        let place = Place::of_change(&change);
        let by = request.actor.reading().filter(|_| request.actor.may_see(change.organisation));
        let receipt = match admit(by.ok_or(Refusal::NotFound), loaded.receipt, Some(key)) {
            Ok(receipt) => receipt,
            Err(no) => return refuse(desk, request.actor, place, Deed::LinkEvidence, no.into()).await,
        };
        let (Some((file, accepted)), Some(by)) = (accepted(&change, id), by) else {
            return refuse(desk, request.actor, place, Deed::LinkEvidence, Refusal::EvidenceNotFound.into())
                .await;
        };
        let entry =
            HistoryEntry::Downloaded { evidence: id, at: now, by, name: request.actor.name().cloned() };
        let remember = Receipt { change: Some(change.id), evidence: Some(id), ..Receipt::of(key) };
        let remember = receipt.is_none().then(|| (key.clone(), remember));
        match desk.store.record_download(&change, desk.fresh_uuid(), &entry, remember.as_ref()).await {
            Ok(()) => return Ok(links.link(change.id, id, accepted.format, &file.file_name).await?),
            // The same request, racing with itself: the other one is remembered, and this one is kept too.
            Err(CommitFault::RequestRepeated | CommitFault::VersionConflict) => {}
            Err(other) => return Err(other.unexpected("record the download").into()),
        }
    }
    Err(Fault::retryable("record the download", "somebody else was always first").into())
}

fn accepted(change: &Change, id: EvidenceId) -> Option<(&EvidenceFile, &AcceptedFile)> {
    let file = change.evidence.0.get(&id)?;
    match &file.state {
        EvidenceState::Accepted(accepted) => Some((file, accepted)),
        _ => None,
    }
}
