//! Hands out a one-minute link to an accepted file, and records each one (E4, A1).

use domain::actor::{Actor, By};
use domain::change::{Change, Reason, Refusal};
use domain::evidence::{AcceptedFile, EvidenceFile, EvidenceState, FileFormat};
use domain::ids::{ChangeId, EvidenceId};
use domain::refusal::Thing;
use domain::text::FileName;
use domain::tried::{Deed, Tried};
use jiff::Timestamp;

use crate::command::{
    Action, Caller, CommandStore, Commit, Decided, Download, Downloaded, Effect, Place, ReadRequest, Receipt,
    RequestKey, Snapshot, run,
};
use crate::error::AppError;
use crate::evidence::ports::{DownloadLink, DownloadLinks};
use crate::services::Services;

/// A link to the file, for PDP and the owning organisation (E4). A repeated request gets another link, and that is another entry of
/// the history.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::KeyReused`] (kept in the history), [`AppError::Fault`].
pub async fn link_evidence<S: CommandStore, L: DownloadLinks>(
    services: &Services<S>,
    links: &L,
    actor: &Actor,
    key: &RequestKey,
    change: ChangeId,
    id: EvidenceId,
) -> Result<DownloadLink, AppError> {
    let caller = Caller { actor, key: Some(key) };
    let (format, name) = run(services, caller, &Link { actor, change, id }).await?;
    Ok(links.link(change, id, format, &name).await?)
}

struct Link<'a> {
    actor: &'a Actor,
    change: ChangeId,
    id: EvidenceId,
}

impl<S: CommandStore> Action<S> for Link<'_> {
    type Command = ();
    type Done = (FileFormat, FileName);

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        ReadRequest { change: Some(self.change), ..ReadRequest::at(now) }
    }

    fn command(&self, snapshot: &Snapshot) -> Result<(), AppError> {
        snapshot.change.as_ref().map(|_| ()).ok_or(Refusal::NotFound(Thing::Change).into())
    }

    fn tried(&self, (): &()) -> Tried {
        Deed::LinkEvidence.into()
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        snapshot.change.as_ref().map(Place::of_change)
    }

    fn authorise(&self, snapshot: &Snapshot, (): &()) -> Result<(), AppError> {
        self.readable(snapshot)?;
        Ok(())
    }

    fn is_done_again(&self, (): &()) -> bool {
        true
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        (): (),
    ) -> Result<Decided<Self::Done>, AppError> {
        let (change, by) = self.readable(snapshot)?;
        let (file, accepted) = accepted(change, self.id).ok_or(Reason::EvidenceNotFound)?;
        let at = services.clock.now();
        let (of, name) = (Downloaded::Evidence(self.id), self.actor.name().cloned());
        let mut commit = Commit::empty(at);
        commit.effects.push(Effect::Downloaded {
            change: change.id,
            organisation: change.organisation,
            version: change.version,
            note: services.fresh_uuid(),
            download: Download { of, at, by, name },
        });
        let receipt = Receipt { change: Some(change.id), evidence: Some(self.id), ..Receipt::default() };
        Ok(Decided::Write(Box::new(commit), receipt, (accepted.format, file.file_name.clone())))
    }
}

impl Link<'_> {
    /// The change, and in which role the actor reads it; to others it does not exist (P1).
    fn readable<'s>(&self, snapshot: &'s Snapshot) -> Result<(&'s Change, By), Refusal> {
        let change = snapshot.change.as_ref().filter(|change| self.actor.may_see(change.organisation));
        change.zip(self.actor.reading()).ok_or(Refusal::NotFound(Thing::Change))
    }
}

fn accepted(change: &Change, id: EvidenceId) -> Option<(&EvidenceFile, &AcceptedFile)> {
    let file = change.evidence.0.get(&id)?;
    match &file.state {
        EvidenceState::Accepted(accepted) => Some((file, accepted)),
        _ => None,
    }
}
