//! A note of PDP's people, in the partition of what it is about (Q1). Written once.

use app::Fault;
use domain::actor::By;
use domain::ids::NoteId;
use domain::task::{Note, NoteOn};
use domain::text::{FreeText, Name};
use jiff::Timestamp;

use super::Item;
use super::stored::{Stored, stored_struct};
use crate::table::keys::Key;

pub(crate) fn write(on: NoteOn, note: &Note) -> Result<Item, Fault> {
    super::write(Key::note(on, note.id), &note.item())
}

pub(crate) fn read(item: Item) -> Result<Note, Fault> {
    super::read::<NoteItem<'static>>(item).map(Note::restore)
}

stored_struct! {
    NoteItem for Note { id: NoteId, at: Timestamp, by: By, text: FreeText, name: Option<Name> }
}
