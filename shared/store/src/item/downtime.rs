//! A notice of downtime as an organisation declared it, beside the change that needs it (D2, O11).

use app::Fault;
use domain::change::downtime::{DeclaredDowntime, DowntimeWindow};
use domain::ids::{ChangeId, DowntimeId, OrganisationId};

use super::Item;
use super::stored::{Stored, stored_struct};
use crate::table::keys::Key;

stored_struct! {
    DeclaredItem for DeclaredDowntime {
        id: DowntimeId, organisation: OrganisationId, change: ChangeId, window: DowntimeWindow, in_force: bool
    }
}

/// The item of a notice. One that is not in force any more stays, and says so: functions overwrite and never delete.
pub(crate) fn write(declared: &DeclaredDowntime) -> Result<Item, Fault> {
    let key = Key::downtime(declared.organisation, declared.window.end, declared.id);
    super::write(key, &declared.item())
}

/// The notice in `item`.
pub(crate) fn read(item: Item) -> Result<DeclaredDowntime, Fault> {
    super::read::<DeclaredItem<'static>>(item).map(DeclaredDowntime::restore)
}
