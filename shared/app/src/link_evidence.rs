//! Hands out a one-minute link to an accepted file, and keeps that it did (E4, A1).

use domain::change::Refusal;
use domain::evidence::EvidenceState;
use domain::ids::EvidenceId;

use crate::desk::Desk;
use crate::error::AppError;
use crate::execute_command::Request;
use crate::ports::{
    Changes, CommitFault, DownloadLink, DownloadLinks, HistoryEntry, Receipt, RequestKey, Want,
};

/// A link to the file, for PDP and the owning organisation (E4).
///
/// # Errors
/// [`AppError::Refused`], [`AppError::KeyReused`], [`AppError::Fault`].
pub async fn link_evidence<S: Changes, L: DownloadLinks>(
    desk: &Desk<S>,
    links: &L,
    request: Request<'_>,
    key: &RequestKey,
    id: EvidenceId,
) -> Result<DownloadLink, AppError> {
    let now = desk.clock.now();
    let want = Want { change: request.change, organisation: None, request: Some(key), now };
    let loaded = desk.store.load(want).await?;
    let change = loaded.change.filter(|change| request.actor.may_see(change.organisation));
    let change = change.ok_or(Refusal::NotFound)?;
    if loaded.receipt.as_ref().is_some_and(|receipt| receipt.fingerprint != key.fingerprint) {
        return Err(AppError::KeyReused);
    }
    let file = change.evidence.0.get(&id).ok_or(Refusal::EvidenceNotFound)?;
    let EvidenceState::Accepted(accepted) = &file.state else {
        return Err(Refusal::EvidenceNotFound.into());
    };
    if loaded.receipt.is_none() {
        let by = request.actor.reading().ok_or(Refusal::NotFound)?;
        let entry = HistoryEntry::Downloaded { evidence: id, at: now, by };
        let receipt = Receipt { fingerprint: key.fingerprint, change: change.id, evidence: Some(id) };
        match desk.store.record_download(&change, &entry, &(key.clone(), receipt)).await {
            Ok(()) | Err(CommitFault::RequestRepeated) => {}
            Err(other) => return Err(other.unexpected("record the download").into()),
        }
    }
    Ok(links.link(change.id, id, accepted.format, &file.file_name).await?)
}
