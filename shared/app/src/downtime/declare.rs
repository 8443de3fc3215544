//! Gives notice of downtime without a change (Q6).

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::downtime::{DowntimeAnswers, Notice, Refusal, authorise_declaring, declare};
use domain::ids::DowntimeId;
use domain::refusal::Thing;
use domain::tried::{Deed, Tried};
use jiff::Timestamp;

use crate::command::{Action, Caller, Decided, Place, ReadRequest, Receipt, RequestKey, Snapshot, run};
use crate::downtime::commit::commit_of;
use crate::downtime::ports::DowntimeNotices;
use crate::error::AppError;
use crate::organisation::record::Party;
use crate::services::Services;

/// Gives notice for the actor's organisation. Two reads, one of them counts its open notices, and one transaction. Two people who
/// give the last two that may be given at once both get them: the bound is ours, and keeps calendars short.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::KeyReused`] (kept in the history of the actor's organisation), [`AppError::Fault`].
pub async fn declare_downtime<S: DowntimeNotices>(
    services: &Services<S>,
    actor: &Actor,
    key: &RequestKey,
    typed: &DowntimeAnswers,
) -> Result<Notice, AppError> {
    let caller = Caller { actor, key: Some(key) };
    run(services, caller, &Declare { id: services.fresh_id(), actor, typed }).await
}

struct Declare<'a> {
    id: DowntimeId,
    actor: &'a Actor,
    typed: &'a DowntimeAnswers,
}

impl<S: DowntimeNotices> Action<S> for Declare<'_> {
    type Command = ();
    type Done = Notice;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        ReadRequest::at(now).with_record(Party::of(self.actor))
    }

    fn command(&self, _: &Snapshot) -> Result<(), AppError> {
        Ok(())
    }

    fn tried(&self, (): &()) -> Tried {
        Deed::DeclareDowntime.into()
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        Place::at_home(self.actor, snapshot)
    }

    fn authorise(&self, _: &Snapshot, (): &()) -> Result<(), AppError> {
        authorise_declaring(self.actor)?;
        Ok(())
    }

    /// What an earlier try of the same request made, if it is the organisation's; one read more.
    async fn repeated(
        &self,
        services: &Services<S>,
        _: Snapshot,
        receipt: Receipt,
    ) -> Result<Notice, AppError> {
        let read = ReadRequest { downtime: receipt.downtime, ..ReadRequest::at(services.clock.now()) };
        let made = services.store.read(read).await?.downtime;
        let own = made.filter(|made| self.actor.organisation() == Some(made.organisation));
        own.ok_or(AppError::KeyReused)
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        (): (),
    ) -> Result<Decided<Notice>, AppError> {
        let own = snapshot.organisation.as_ref().ok_or(Refusal::NotFound(Thing::Organisation))?;
        let ctx = services.context();
        let open = services.store.open_notices(own.id, ctx.now).await?;
        let first = declare(self.id, self.typed, own, open, self.actor, &ctx)?;
        let trail = Trail::begin(first).ok_or(Refusal::NotFound(Thing::Downtime))?;
        let commit = commit_of(&trail, self.actor.name());
        let receipt = Receipt { downtime: Some(self.id), ..Receipt::default() };
        Ok(Decided::Write(Box::new(commit), receipt, trail.into_after()))
    }
}
