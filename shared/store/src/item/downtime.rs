//! Downtime: a notice that an organisation gave without a change (Q6), and the copy of every notice for those who respect it (O11)
//! and for calendars (Q6).

use app::Fault;
use domain::actor::By;
use domain::downtime::{DeclaredDowntime, DowntimeWindow, EventKind, Notice, Status};
use domain::ids::{ChangeId, DowntimeId, OrganisationId};
use domain::reference::Reference;
use domain::text::Name;
use jiff::Timestamp;
use serde::Deserialize;

use super::read_past::Past;
use super::stored::{Stored, stored_enum, stored_struct};
use super::summary::SUMMARY;
use super::{Instant, Item};
use crate::table::keys::{DUE, Key, ORG_KEY, ORG_SORT, QUEUE, cancelled_notices_key, notices_key, text};

/// The queue of everybody's notices in force, by their end.
pub(crate) const IN_FORCE: &str = "downtime";
/// The queue of everybody's notices that were cancelled, by when they were.
pub(crate) const CANCELLED: &str = "downtime-cancelled";

stored_struct! {
    DeclaredItem for DeclaredDowntime {
        id: DowntimeId, organisation: OrganisationId, change: Option<ChangeId>, window: DowntimeWindow, in_force: bool,
        organisation_name: Option<String>, reference: Option<Reference>, sequence: u32, changed_at: Option<Timestamp>,
        cancelled_at: Option<Timestamp>
    }
}

/// The item of a copy, in the calendars that show it. One that is not in force any more stays, and says so: functions overwrite and
/// never delete. One that was cancelled is in other lists, and one of which the end was moved is in none.
pub(crate) fn write(declared: &DeclaredDowntime) -> Result<Item, Fault> {
    let own = declared.organisation;
    let key = Key::downtime(own, declared.window.end, declared.id);
    let mut item = super::write(key, &declared.item())?;
    let lists = match declared.cancelled_at {
        Some(at) => Some((cancelled_notices_key(own), CANCELLED, at)),
        None => declared.in_force.then(|| (notices_key(own), IN_FORCE, declared.window.end)),
    };
    if let Some((owner, queue, at)) = lists {
        item.insert(SUMMARY.to_owned(), super::write_value(&declared.item())?);
        item.insert(ORG_KEY.to_owned(), text(owner));
        item.insert(QUEUE.to_owned(), text(queue));
        let place = place(at, declared);
        item.insert(ORG_SORT.to_owned(), text(&place));
        item.insert(DUE.to_owned(), text(place));
    }
    Ok(item)
}

/// Its end is in it twice when it is in force, so that it leads to the key.
fn place(at: Timestamp, declared: &DeclaredDowntime) -> String {
    let (end, own, id) = (Instant(declared.window.end), declared.organisation, declared.id);
    format!("{}#{end}#{own}#{id}", Instant(at))
}

/// The key of the copy whose place in a list it is.
pub(crate) fn key_at(place: &str) -> Option<Key> {
    let mut parts = place.split('#').skip(1);
    let (end, own, id) = (parts.next()?, parts.next()?, parts.next()?);
    let key = Key::downtime(own.parse().ok()?, end.parse().ok()?, id.parse().ok()?);
    parts.next().is_none().then_some(key)
}

/// The copy in `item`.
pub(crate) fn read(item: Item) -> Result<DeclaredDowntime, Fault> {
    super::read::<DeclaredItem<'static>>(item).map(DeclaredDowntime::restore)
}

/// The copy in an item of an index.
pub(crate) fn read_row(item: Item) -> Result<DeclaredDowntime, Fault> {
    super::read::<Row<'static>>(item).map(|row| DeclaredDowntime::restore(row.summary))
}

#[derive(Debug, Deserialize)]
struct Row<'a> {
    summary: DeclaredItem<'a>,
}

stored_struct! {
    NoticeItem for Notice {
        id: DowntimeId, organisation: OrganisationId, organisation_name: Name, version: u64, declared_at: Timestamp,
        declared_by: By, updated_at: Timestamp, status: Status, window: DowntimeWindow
    }
}

stored_enum! {
    NoticeEventItem for EventKind {
        DowntimeDeclared { id: DowntimeId, organisation: OrganisationId, organisation_name: Name, window: DowntimeWindow },
        DowntimeMoved { from: DowntimeWindow, to: DowntimeWindow },
        DowntimeEnded { announced: Timestamp },
        DowntimeCancelled,
    }
}

/// The item of a notice that was given without a change.
pub(crate) fn write_notice(notice: &Notice) -> Result<Item, Fault> {
    super::write(Key::notice(notice.id), &notice.item())
}

/// The notice in `item`.
pub(crate) fn read_notice(item: Item, past: &mut Past) -> Result<Notice, Fault> {
    super::read_keeping::<NoticeItem<'static>>(item, past).map(Notice::restore)
}
