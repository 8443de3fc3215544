//! Requests an export: records the request, so that the export is made in the background (A1, G5).

use domain::actor::Actor;
use domain::change::Refusal;
use domain::export::{self, Export, Subject};
use domain::ids::ExportId;
use domain::quota::{self, ExportsUnderWay};
use domain::refusal::Thing;
use domain::tried::{Deed, Tried};
use jiff::Timestamp;

use crate::command::counting::most_exports_under_way;
use crate::command::{
    Action, Caller, CommandStore, Commit, Decided, Effect, Place, ReadRequest, Receipt, RequestKey, Snapshot,
    run,
};
use crate::error::AppError;
use crate::export::place::{place_of, read_of, seen};
use crate::services::Services;

/// The export, new or from an earlier try of the same request, and the change it is about.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] when there is no such change that the actor may see (P1),
/// [`AppError::KeyReused`], [`AppError::Refused`]; all of them kept in the history of the change, or of the actor's own
/// record. [`AppError::Fault`].
pub async fn request_export<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    key: &RequestKey,
    subject: Subject,
) -> Result<Export, AppError> {
    let caller = Caller { actor, key: Some(key) };
    run(services, caller, &Ask { id: services.fresh_id(), actor, subject }).await
}

struct Ask<'a> {
    id: ExportId,
    actor: &'a Actor,
    subject: Subject,
}

impl<S: CommandStore> Action<S> for Ask<'_> {
    type Command = ();
    type Done = Export;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        let under_way = quota::whose_exports(self.actor);
        ReadRequest { under_way, ..read_of(self.subject.change(), self.actor, now) }
    }

    fn command(&self, _: &Snapshot) -> Result<(), AppError> {
        Ok(())
    }

    fn tried(&self, (): &()) -> Tried {
        match self.subject.change() {
            Some(_) => Deed::RequestBundle.into(),
            None => Deed::RequestRegister.into(),
        }
    }

    fn uses(&self) -> Option<quota::Kind> {
        Some(quota::Kind::Exports)
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        place_of(self.subject.change(), self.actor, snapshot)
    }

    fn authorise(&self, snapshot: &Snapshot, (): &()) -> Result<(), AppError> {
        seen(self.subject.change(), snapshot, self.actor)?;
        Ok(())
    }

    /// The receipt names what was made, so this reads once more.
    async fn repeated(
        &self,
        services: &Services<S>,
        _: Snapshot,
        receipt: Receipt,
    ) -> Result<Export, AppError> {
        let read = ReadRequest { export: receipt.export, ..ReadRequest::at(services.clock.now()) };
        let export = services.store.read(read).await?.export;
        Ok(export.filter(|export| export.is_for(self.actor)).ok_or(export::Reason::NotFound)?)
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        (): (),
    ) -> Result<Decided<Export>, AppError> {
        let now = services.clock.now();
        let export = Export::request(self.id, self.subject, self.actor, now)
            .ok_or(Refusal::NotFound(Thing::Change))?;
        let mut commit = Commit::empty(now);
        commit.effects.push(Effect::Export(export.clone()));
        if let Some(whose) = quota::whose_exports(self.actor) {
            let under_way = self.taking_turns(services, snapshot, now).await?;
            commit.effects.push(Effect::ExportsUnderWay(whose, under_way));
        }
        Ok(Decided::Write(Box::new(commit), Receipt { export: Some(self.id), ..Receipt::default() }, export))
    }
}

impl Ask<'_> {
    /// The exports under way with this one (Q7). Whether earlier ones are over is read when there seem to be too many, one after
    /// another, until there is room.
    async fn taking_turns<S: CommandStore>(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        now: Timestamp,
    ) -> Result<ExportsUnderWay, AppError> {
        let most = most_exports_under_way(services);
        let known = snapshot.under_way.clone().unwrap_or_default();
        let mut over = Vec::new();
        if known.is_full(most, now) {
            for id in known.unsettled(now) {
                let read = ReadRequest { export: Some(id), ..ReadRequest::at(now) };
                let export = services.store.read(read).await?.export;
                if export.is_none_or(|export| export.is_over(now)) {
                    over.push(id);
                    break;
                }
            }
        }
        Ok(known.begin(self.id, &over, most, now)?)
    }
}
