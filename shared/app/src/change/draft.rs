//! Begins a draft (C1, C5).

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::change::Change;
use domain::change::answers::Answers;
use domain::change::{Reason, Refusal, authorise_draft, draft, draft_from};
use domain::ids::ChangeId;
use domain::quota;
use domain::refusal::Thing;
use domain::tried::{Deed, Tried};
use jiff::Timestamp;

use crate::change::commit::commit_of;
use crate::change::execute::Done;
use crate::command::{
    Action, Caller, CommandStore, Commit, CommitFault, Decided, Effect, Place, ReadRequest, Receipt,
    RequestKey, Snapshot, run,
};
use crate::error::AppError;
use crate::organisation::record::Party;
use crate::services::Services;

/// Begins a draft for the actor's organisation.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::KeyReused`] (kept in the history of the actor's organisation), [`AppError::Fault`].
pub async fn draft_change<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    key: &RequestKey,
    answers: Answers,
) -> Result<Done, AppError> {
    begin(services, actor, key, Beginning::Answers(answers)).await
}

/// Begins a draft with the answers of an earlier change of the actor's organisation, also of one that has ended (Q5). Files are
/// not copied: each belongs to the submission that it proves something for.
///
/// # Errors
/// As [`draft_change`].
pub async fn draft_from_change<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    key: &RequestKey,
    earlier: ChangeId,
) -> Result<Done, AppError> {
    begin(services, actor, key, Beginning::Change(earlier)).await
}

async fn begin<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    key: &RequestKey,
    with: Beginning,
) -> Result<Done, AppError> {
    let caller = Caller { actor, key: Some(key) };
    run(services, caller, &Draft { id: services.fresh_id(), actor, with }).await
}

/// What a draft begins with.
enum Beginning {
    Answers(Answers),
    /// The answers of this change.
    Change(ChangeId),
}

struct Draft<'a> {
    id: ChangeId,
    actor: &'a Actor,
    with: Beginning,
}

impl Draft<'_> {
    /// The change that it begins from, if it does and the actor may know of it (P1).
    fn earlier<'s>(&self, snapshot: &'s Snapshot) -> Result<Option<&'s Change>, Refusal> {
        match self.with {
            Beginning::Answers(_) => Ok(None),
            Beginning::Change(_) => {
                let found = snapshot.change.as_ref();
                let own = found.filter(|change| self.actor.may_see(change.organisation));
                own.map(Some).ok_or(Refusal::NotFound(Thing::Change))
            }
        }
    }
}

impl<S: CommandStore> Action<S> for Draft<'_> {
    type Command = ();
    type Done = Done;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        let change = match self.with {
            Beginning::Answers(_) => None,
            Beginning::Change(earlier) => Some(earlier),
        };
        ReadRequest { change, ..ReadRequest::at(now) }.with_record(Party::of(self.actor))
    }

    fn command(&self, _: &Snapshot) -> Result<(), AppError> {
        Ok(())
    }

    fn tried(&self, (): &()) -> Tried {
        Deed::DraftChange.into()
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        Place::at_home(self.actor, snapshot)
    }

    fn authorise(&self, snapshot: &Snapshot, (): &()) -> Result<(), AppError> {
        self.earlier(snapshot)?;
        authorise_draft(self.actor)?;
        Ok(())
    }

    /// A receipt that does not say for whom it was made may name a change of another organisation (P1).
    async fn repeated(
        &self,
        services: &Services<S>,
        _: Snapshot,
        receipt: Receipt,
    ) -> Result<Done, AppError> {
        let read = ReadRequest { change: receipt.change, ..ReadRequest::at(services.clock.now()) };
        let change = services.store.read(read).await?.change;
        let own = change.filter(|change| self.actor.organisation() == Some(change.organisation));
        Ok(Done { change: own.ok_or(AppError::KeyReused)?, evidence: None, repeated: true })
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        (): (),
    ) -> Result<Decided<Done>, AppError> {
        let own = snapshot.organisation.as_ref();
        let has_live_endpoints = own.is_some_and(|own| !own.connected_endpoints().is_empty());
        let ctx = services.context();
        let event = match (&self.with, self.earlier(snapshot)?) {
            (_, Some(earlier)) => draft_from(self.id, earlier, has_live_endpoints, self.actor, &ctx)?,
            (Beginning::Answers(answers), None) => {
                draft(self.id, answers.clone(), has_live_endpoints, self.actor, &ctx)?
            }
            (Beginning::Change(_), None) => return Err(Refusal::NotFound(Thing::Change).into()),
        };
        let trail = Trail::begin(event).ok_or(Refusal::NotFound(Thing::Change))?;
        let commit = commit_of(services, &trail, self.actor.name());
        let receipt = Receipt { change: Some(self.id), ..Receipt::default() };
        let done = Done { change: trail.into_after(), evidence: None, repeated: false };
        Ok(Decided::Write(Box::new(commit), receipt, done))
    }

    fn refused_late(&self, fault: CommitFault, commit: &Commit) -> AppError {
        let most = commit.effects.iter().find_map(|effect| match effect {
            Effect::OpenChange { most, .. } => *most,
            _ => None,
        });
        match (fault, most) {
            (CommitFault::NoLiveEndpoints, _) => Reason::NoLiveEndpoints.into(),
            (CommitFault::TooManyOpen, Some(most)) => quota::Reason::OpenChanges { most }.into(),
            (other, _) => other.unexpected("begin a draft").into(),
        }
    }
}
