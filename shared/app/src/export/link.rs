//! Hands out a one-minute link to an export, and records each one (A1).

use domain::actor::Actor;
use domain::change::Refusal;
use domain::evidence::FileOwner;
use domain::export::Subject;
use domain::refusal::Thing;
use domain::tried::{Deed, Tried};
use jiff::Timestamp;

use crate::command::{
    Action, Caller, CommandStore, Commit, Decided, Download, Downloaded, Effect, Place, ReadRequest, Receipt,
    RequestKey, Snapshot, run,
};
use crate::error::AppError;
use crate::evidence::ports::DownloadLink;
use crate::export::place::{ExportPlace, found, place_of, read_of, seen};
use crate::export::ports::ExportLinks;
use crate::services::Services;

/// A link to what was made, for everybody who may see it. In the history of the change it stands as a download; one of the register
/// is on record beside the export. A repeated request gets another link, and that is another entry.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::Refused`] as for reading, and while there is nothing to fetch;
/// [`AppError::KeyReused`]; all of them kept in the history of the change, or of the actor's own record. [`AppError::Fault`].
pub async fn link_export<S: CommandStore, L: ExportLinks>(
    services: &Services<S>,
    links: &L,
    actor: &Actor,
    key: &RequestKey,
    place: ExportPlace,
) -> Result<DownloadLink, AppError> {
    let caller = Caller { actor, key: Some(key) };
    let ready = run(services, caller, &Link { actor, place }).await?;
    Ok(links.link_export(place.id, ready.build, ready.subject, &ready.file_name).await?)
}

struct Link<'a> {
    actor: &'a Actor,
    place: ExportPlace,
}

/// What a link is made to.
struct Ready {
    build: u32,
    subject: Subject,
    file_name: String,
}

impl<S: CommandStore> Action<S> for Link<'_> {
    type Command = ();
    type Done = Ready;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        ReadRequest { export: Some(self.place.id), ..read_of(self.place.change, self.actor, now) }
    }

    fn command(&self, _: &Snapshot) -> Result<(), AppError> {
        Ok(())
    }

    fn tried(&self, (): &()) -> Tried {
        match self.place.change {
            Some(_) => Deed::LinkBundle.into(),
            None => Deed::LinkRegister.into(),
        }
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        place_of(self.place.change, self.actor, snapshot)
    }

    fn authorise(&self, snapshot: &Snapshot, (): &()) -> Result<(), AppError> {
        seen(self.place.change, snapshot, self.actor)?;
        found(snapshot, self.actor, self.place)?;
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
    ) -> Result<Decided<Ready>, AppError> {
        let change = seen(self.place.change, snapshot, self.actor)?;
        let export = found(snapshot, self.actor, self.place)?;
        let by = self.actor.reading().ok_or(Refusal::NotFound(Thing::Change))?;
        let (at, note, name) = (services.clock.now(), services.fresh_uuid(), self.actor.name().cloned());
        let product = export.product(at)?;
        let mut commit = Commit::empty(at);
        commit.effects.push(match change {
            Some(change) => Effect::Downloaded {
                from: FileOwner::Change(change.id),
                organisation: change.organisation,
                version: change.version,
                note,
                download: Download { of: Downloaded::Bundle(export.id), at, by, name },
            },
            None => Effect::RegisterDownloaded { export: export.id, note, at, by, name },
        });
        let ready = Ready {
            build: product.build,
            subject: export.subject,
            file_name: export.file_name(change.and_then(|change| change.reference())),
        };
        Ok(Decided::Write(Box::new(commit), Receipt { export: Some(export.id), ..Receipt::default() }, ready))
    }
}
