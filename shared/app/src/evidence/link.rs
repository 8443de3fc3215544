//! Hands out a one-minute link to an accepted file, and records each one (E4, A1).

use domain::actor::{Actor, By};
use domain::evidence::{AcceptedFile, EvidenceFile, EvidenceFiles, EvidenceState, FileOwner};
use domain::ids::{EvidenceId, OrganisationId};
use domain::refusal::{Refusal, Thing};
use domain::text::FileName;
use domain::tried::{Deed, Tried};
use domain::{change, dispute};
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
    of: impl Into<FileOwner>,
    id: EvidenceId,
) -> Result<DownloadLink, AppError> {
    let (caller, of) = (Caller { actor, key: Some(key) }, of.into());
    let (accepted, name) = run(services, caller, &Link { actor, of, id }).await?;
    Ok(links.link(of, id, &accepted, &name).await?)
}

struct Link<'a> {
    actor: &'a Actor,
    of: FileOwner,
    id: EvidenceId,
}

/// What the file belongs to.
struct Owned<'s> {
    organisation: OrganisationId,
    version: u64,
    files: &'s EvidenceFiles,
}

impl<S: CommandStore> Action<S> for Link<'_> {
    type Command = ();
    type Done = (AcceptedFile, FileName);

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        let nothing = ReadRequest::at(now);
        match self.of {
            FileOwner::Change(id) => ReadRequest { change: Some(id), ..nothing },
            FileOwner::Dispute(id) => ReadRequest { dispute: Some(id), ..nothing },
        }
    }

    fn command(&self, snapshot: &Snapshot) -> Result<(), AppError> {
        self.owned(snapshot).map(drop).ok_or(self.nothing().into())
    }

    fn tried(&self, (): &()) -> Tried {
        Deed::LinkEvidence.into()
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        let of_dispute = || snapshot.dispute.as_ref().map(Place::of_dispute);
        snapshot.change.as_ref().map(Place::of_change).or_else(of_dispute)
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
        let (owned, by) = self.readable(snapshot)?;
        let (file, accepted) = accepted(owned.files, self.id).ok_or(self.no_file())?;
        let at = services.clock.now();
        let (of, name) = (Downloaded::Evidence(self.id), self.actor.name().cloned());
        let mut commit = Commit::empty(at);
        commit.effects.push(Effect::Downloaded {
            from: self.of,
            organisation: owned.organisation,
            version: owned.version,
            note: services.fresh_uuid(),
            download: Download { of, at, by, name },
        });
        let receipt = Receipt { evidence: Some(self.id), ..Receipt::default() };
        let receipt = match self.of {
            FileOwner::Change(id) => Receipt { change: Some(id), ..receipt },
            FileOwner::Dispute(id) => Receipt { dispute: Some(id), ..receipt },
        };
        Ok(Decided::Write(Box::new(commit), receipt, (accepted.clone(), file.file_name.clone())))
    }
}

impl Link<'_> {
    /// What the file belongs to, and in which role the actor reads it; to others it does not exist (P1).
    fn readable<'s>(&self, snapshot: &'s Snapshot) -> Result<(Owned<'s>, By), Refusal> {
        let owned = self.owned(snapshot).filter(|owned| self.actor.may_see(owned.organisation));
        owned.zip(self.actor.reading()).ok_or(self.nothing())
    }

    fn owned<'s>(&self, snapshot: &'s Snapshot) -> Option<Owned<'s>> {
        match self.of {
            FileOwner::Change(_) => snapshot.change.as_ref().map(|change| Owned {
                organisation: change.organisation,
                version: change.version,
                files: &change.evidence,
            }),
            FileOwner::Dispute(_) => snapshot.dispute.as_ref().map(|dispute| Owned {
                organisation: dispute.organisation,
                version: dispute.version,
                files: &dispute.files,
            }),
        }
    }

    const fn nothing(&self) -> Refusal {
        match self.of {
            FileOwner::Change(_) => Refusal::NotFound(Thing::Change),
            FileOwner::Dispute(_) => Refusal::NotFound(Thing::Dispute),
        }
    }

    fn no_file(&self) -> Refusal {
        match self.of {
            FileOwner::Change(_) => change::Reason::EvidenceNotFound.into(),
            FileOwner::Dispute(_) => dispute::Reason::FileNotFound.into(),
        }
    }
}

fn accepted(files: &EvidenceFiles, id: EvidenceId) -> Option<(&EvidenceFile, &AcceptedFile)> {
    let file = files.0.get(&id)?;
    match &file.state {
        EvidenceState::Accepted(accepted) => Some((file, accepted)),
        _ => None,
    }
}
