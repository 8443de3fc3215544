//! Notes: what PDP's people write down for each other about a change, a request for OAT or an organisation. Only PDP sees them, and
//! nobody changes them afterwards.

use jiff::Timestamp;

use crate::actor::{Actor, By, PdpRole, Role};
use crate::ids::{ChangeId, NoteId, OatId, OrganisationId};
use crate::policy::Limits;
use crate::problem::{Field, Problem};
use crate::refusal::{Refusal, Thing};
use crate::text::{FreeText, Name};

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteOn {
    Change(ChangeId),
    Oat(OatId),
    Organisation(OrganisationId),
}

impl NoteOn {
    /// What does not exist, for those who may not know.
    pub const fn thing(self) -> Thing {
        match self {
            Self::Change(_) => Thing::Change,
            Self::Oat(_) => Thing::Oat,
            Self::Organisation(_) => Thing::Organisation,
        }
    }
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub id: NoteId,
    pub at: Timestamp,
    /// Who, in which role.
    pub by: By,
    /// What they were called then; none when that is not known.
    pub name: Option<Name>,
    pub text: FreeText,
}

/// Whether `actor` may read notes: everybody at PDP. To others there is nothing here.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn may_read_notes(on: NoteOn, actor: &Actor) -> Result<(), Refusal> {
    if actor.is_staff() { Ok(()) } else { Err(Refusal::NotFound(on.thing())) }
}

/// Whether `actor` may write notes: everybody at PDP with a role.
///
/// # Errors
/// As [`may_read_notes`], and [`Refusal::RoleRequired`].
pub fn may_note(on: NoteOn, actor: &Actor) -> Result<By, Refusal> {
    may_read_notes(on, actor)?;
    match (actor.person(), actor.roles().first()) {
        (Some(person), Some(role)) => Ok(By::Person { person, role: *role }),
        _ => Err(Refusal::RoleRequired { roles: PdpRole::ALL.iter().copied().map(Role::Pdp).collect() }),
    }
}

/// The note of this text, as typed.
///
/// # Errors
/// As [`may_note`], and [`Refusal::Invalid`].
pub fn note(
    id: NoteId,
    on: NoteOn,
    text: &str,
    actor: &Actor,
    limits: &Limits,
    now: Timestamp,
) -> Result<Note, Refusal> {
    let by = may_note(on, actor)?;
    let text = FreeText::parse(text, limits.note_characters)
        .map_err(|violation| Refusal::invalid(Problem::new(Field::NoteText, violation)))?;
    Ok(Note { id, at: now, by, name: actor.name().cloned(), text })
}
