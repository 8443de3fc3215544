//! Notes that only PDP sees (Q1).

use domain::actor::Actor;
use domain::ids::NoteId;
use domain::refusal::Refusal;
use domain::task::{Note, NoteOn, may_note, may_read_notes, note};
use domain::tried::{Deed, Tried};
use jiff::Timestamp;

use crate::command::{
    Action, Caller, CommandStore, Commit, Decided, Effect, Place, ReadRequest, Receipt, RequestKey, Snapshot,
    run,
};
use crate::error::AppError;
use crate::organisation::record::Party;
use crate::page::{Page, PageRequest};
use crate::services::Services;
use crate::work::ports::Notes;

/// Writes a note. One read and one transaction.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::KeyReused`] (kept in the history of the actor's record), [`AppError::Fault`].
pub async fn add_note<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    key: &RequestKey,
    on: NoteOn,
    text: &str,
) -> Result<Note, AppError> {
    let id = services.fresh_id();
    run(services, Caller { actor, key: Some(key) }, &AddNote { id, actor, on, text }).await
}

/// The notes about something, newest first. Two round trips: notes do not say whether it exists.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`], also to everybody who is not of PDP; [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn list_notes<S: Notes>(
    services: &Services<S>,
    actor: &Actor,
    on: NoteOn,
    page: &PageRequest,
) -> Result<Page<Note>, AppError> {
    may_read_notes(on, actor)?;
    let snapshot = services.store.read(about(on, ReadRequest::at(services.clock.now()))).await?;
    exists(on, &snapshot)?;
    Ok(services.store.notes(on, page).await?)
}

struct AddNote<'a> {
    id: NoteId,
    actor: &'a Actor,
    on: NoteOn,
    text: &'a str,
}

impl<S: CommandStore> Action<S> for AddNote<'_> {
    type Command = ();
    type Done = Note;

    /// Of people who are not of PDP only their own record: to them there is nothing to write about.
    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        let read = ReadRequest::at(now).with_record(Party::of(self.actor));
        if self.actor.is_staff() { about(self.on, read) } else { read }
    }

    fn command(&self, snapshot: &Snapshot) -> Result<(), AppError> {
        if self.actor.is_staff() { Ok(exists(self.on, snapshot)?) } else { Ok(()) }
    }

    fn tried(&self, (): &()) -> Tried {
        Deed::AddNote.into()
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        Place::at_home(self.actor, snapshot)
    }

    fn authorise(&self, _: &Snapshot, (): &()) -> Result<(), AppError> {
        may_note(self.on, self.actor)?;
        Ok(())
    }

    /// What an earlier try of the same request wrote; one read more.
    async fn repeated(
        &self,
        services: &Services<S>,
        _: Snapshot,
        receipt: Receipt,
    ) -> Result<Note, AppError> {
        let note = receipt.note.map(|id| (self.on, id));
        let read = ReadRequest { note, ..ReadRequest::at(services.clock.now()) };
        let written = services.store.read(read).await?.note;
        Ok(written.ok_or(Refusal::NotFound(self.on.thing()))?)
    }

    async fn decide(&self, services: &Services<S>, _: &Snapshot, (): ()) -> Result<Decided<Note>, AppError> {
        let ctx = services.context();
        let limits = &ctx.policy.limits;
        let note = note(self.id, self.on, self.text, self.actor, limits, ctx.now)?;
        let mut commit = Commit::empty(ctx.now);
        commit.effects.push(Effect::Note(self.on, note.clone()));
        let receipt = Receipt { note: Some(self.id), ..Receipt::default() };
        Ok(Decided::Write(Box::new(commit), receipt, note))
    }
}

/// With what the notes are about.
fn about(on: NoteOn, read: ReadRequest<'_>) -> ReadRequest<'_> {
    match on {
        NoteOn::Change(id) => ReadRequest { change: Some(id), ..read },
        NoteOn::Oat(id) => ReadRequest { oat: Some(id), ..read },
        NoteOn::Organisation(id) => ReadRequest { organisation: Some(id), ..read },
    }
}

fn exists(on: NoteOn, snapshot: &Snapshot) -> Result<(), Refusal> {
    let exists = match on {
        NoteOn::Change(_) => snapshot.change.is_some(),
        NoteOn::Oat(_) => snapshot.oat.is_some(),
        NoteOn::Organisation(_) => snapshot.organisation.is_some(),
    };
    if exists { Ok(()) } else { Err(Refusal::NotFound(on.thing())) }
}
