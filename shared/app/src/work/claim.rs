//! Claims a task, or releases it (Q1).

use domain::actor::Actor;
use domain::refusal::{Refusal, Thing};
use domain::task::{Claim, TaskId, claim, may_claim, release};
use domain::tried::{Deed, Tried};
use jiff::Timestamp;

use crate::command::{
    Action, Caller, CommandStore, Commit, Decided, Effect, Place, ReadRequest, Receipt, RequestKey, Snapshot,
    run,
};
use crate::error::AppError;
use crate::organisation::record::Party;
use crate::services::Services;
use crate::work::list::{SeenTask, seen};
use crate::work::row::KeptTask;

/// What somebody does about the claim on a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claiming {
    Claim {
        /// Whether the claim of somebody else is taken over.
        take_over: bool,
    },
    Release,
}

/// Claims the task, or releases it. One read and one transaction, unless a race is lost.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::KeyReused`] (kept in the history of the actor's record), [`AppError::Fault`].
pub async fn claim_task<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    key: &RequestKey,
    task: &TaskId,
    claiming: Claiming,
) -> Result<SeenTask, AppError> {
    run(services, Caller { actor, key: Some(key) }, &OnTask { actor, task, claiming }).await
}

struct OnTask<'a> {
    actor: &'a Actor,
    task: &'a TaskId,
    claiming: Claiming,
}

impl<S: CommandStore> Action<S> for OnTask<'_> {
    type Command = ();
    type Done = SeenTask;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        let read = ReadRequest::at(now).with_record(Party::of(self.actor));
        ReadRequest { task: Some(self.task).filter(|_| self.actor.is_staff()), ..read }
    }

    fn command(&self, _: &Snapshot) -> Result<(), AppError> {
        Ok(())
    }

    fn tried(&self, (): &()) -> Tried {
        match self.claiming {
            Claiming::Claim { .. } => Deed::ClaimTask.into(),
            Claiming::Release => Deed::ReleaseTask.into(),
        }
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        Place::at_home(self.actor, snapshot)
    }

    fn authorise(&self, _: &Snapshot, (): &()) -> Result<(), AppError> {
        may_claim(self.actor)?;
        Ok(())
    }

    /// As it is now: somebody else may have taken it over since.
    async fn repeated(
        &self,
        services: &Services<S>,
        snapshot: Snapshot,
        _: Receipt,
    ) -> Result<SeenTask, AppError> {
        let kept = snapshot.task.ok_or(Refusal::NotFound(Thing::Task))?;
        Ok(seen(services, self.actor, kept))
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        (): (),
    ) -> Result<Decided<SeenTask>, AppError> {
        let (ctx, kept) = (services.context(), snapshot.task.as_ref());
        let limits = &ctx.policy.limits;
        let (open, held) = (kept.map(|kept| &kept.row.open), kept.and_then(|kept| kept.claim.as_ref()));
        let made: Option<Claim> = match self.claiming {
            Claiming::Claim { take_over } => Some(claim(open, held, take_over, self.actor, limits, ctx.now)?),
            Claiming::Release => release(open, held, self.actor, ctx.now)?,
        };
        let row = kept.map(|kept| kept.row.clone()).ok_or(Refusal::NotFound(Thing::Task))?;
        let done = seen(services, self.actor, KeptTask { row, claim: made.clone() });
        let Some(made) = made else { return Ok(Decided::Nothing(done)) };
        let mut commit = Commit::empty(ctx.now);
        commit.effects.push(Effect::Claim { task: self.task.clone(), held: held.cloned(), claim: made });
        Ok(Decided::Write(Box::new(commit), Receipt::default(), done))
    }
}
