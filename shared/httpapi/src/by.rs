//! Who did or tried something, as histories show it: readable also when the person has left.

use api::{ByBody, HistoryByBody, NamedPersonBody};
use app::{RefusedCommand, UnknownEntry};
use domain::actor::By;
use domain::ids::PersonId;
use domain::text::Name;

use crate::shown::Of;

impl Of<&By> for ByBody {
    fn of(by: &By) -> Self {
        match by {
            By::Person { person, role } => {
                Self { person: Some(*person), role: Some((*role).into()), process: None }
            }
            By::Reader { person } => Self { person: Some(*person), role: None, process: None },
            By::System(process) => Self { person: None, role: None, process: Some((*process).into()) },
        }
    }
}

impl Of<&(PersonId, Name)> for NamedPersonBody {
    fn of((id, name): &(PersonId, Name)) -> Self {
        Self { id: *id, name: name.to_string() }
    }
}

/// Who did it, under this name.
pub(crate) fn history_by(by: &By, name: Option<&Name>) -> HistoryByBody {
    let ByBody { person, role, process } = Of::of(by);
    HistoryByBody { person, name: name.map(|name| name.as_str().to_owned()), role, roles: None, process }
}

impl Of<&UnknownEntry> for HistoryByBody {
    fn of(unknown: &UnknownEntry) -> Self {
        match &unknown.by {
            Some(by) => history_by(by, unknown.name.as_ref()),
            None => Self { person: None, name: None, role: None, roles: None, process: None },
        }
    }
}

impl Of<&RefusedCommand> for HistoryByBody {
    fn of(refused: &RefusedCommand) -> Self {
        Self {
            person: refused.person,
            name: refused.name.as_ref().map(|name| name.as_str().to_owned()),
            role: None,
            roles: refused.roles.as_ref().map(|roles| roles.iter().copied().map(Of::of).collect()),
            process: None,
        }
    }
}
