//! One entry of the history of a change, of a request for OAT or of a notice of downtime: an event, a refused command, a download, or
//! what an operator put right. Written once,
//! never again (A1). Entries of records are in `record_entry`.

use std::borrow::Cow;

use app::{Download, Downloaded, Entry, Fault, Mending, Party, Recorded, RefusedCommand};
use domain::aggregate::{Aggregate, Event};
use domain::codes::Coded;
use domain::ids::{EvidenceId, ExportId, OrganisationId};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::mended::MendedItem;
use super::outline::Outline;
use super::parts::{ByItem, restored, written};
use super::refused::RefusedItem;
use super::stored::Stored;
use super::{Code, Item, Text};
use crate::table::keys::Key;

/// The attribute that says whose history it is.
pub(crate) const ORGANISATION: &str = "organisation";

/// An aggregate of which events are kept.
pub(crate) trait Historic: Aggregate<Status: Coded, Kind: Stored + 'static> {}

impl<A: Aggregate<Status: Coded, Kind: Stored + 'static>> Historic for A {}

type KindItem<'a, A> = <<A as Aggregate>::Kind as Stored>::Item<'a>;
type Happened<'a, A> = RecordedItem<'a, <A as Aggregate>::Status, KindItem<'a, A>>;

/// The item of something that happened.
pub(crate) fn write_happened<'a, A: Historic>(
    key: Key,
    organisation: OrganisationId,
    recorded: &'a Recorded<A>,
) -> Result<Item, Fault>
where
    KindItem<'a, A>: Serialize,
{
    write(key, organisation, EntryItem::<Happened<'a, A>>::Happened(recorded.into()))
}

/// The item of a refused command.
pub(crate) fn write_refused(
    key: Key,
    organisation: OrganisationId,
    refused: &RefusedCommand,
) -> Result<Item, Fault> {
    write(key, organisation, EntryItem::<'_, ()>::Refused(refused.into()))
}

/// The item of a link that was handed out.
pub(crate) fn write_download(
    key: Key,
    organisation: OrganisationId,
    download: &Download,
) -> Result<Item, Fault> {
    let (at, by, name) = (Text(download.at), download.by.into(), written(download.name.as_ref()));
    let entry = match download.of {
        Downloaded::Evidence(id) => EntryItem::Downloaded::<()> { evidence: Text(id), at, by, name },
        Downloaded::Bundle(id) => EntryItem::BundleDownloaded::<()> { export: Text(id), at, by, name },
    };
    write(key, organisation, entry)
}

/// The item of what an operator put right.
pub(crate) fn write_mended(key: Key, organisation: OrganisationId, mending: &Mending) -> Result<Item, Fault> {
    write(key, organisation, EntryItem::<'_, ()>::Mended(mending.item()))
}

fn write<H: Serialize>(
    key: Key,
    organisation: OrganisationId,
    entry: EntryItem<'_, H>,
) -> Result<Item, Fault> {
    super::write(key, &HistoryItem { organisation: Text(organisation), entry })
}

/// The entry in `item`, and whose it is. One that a newer release recorded is unknown.
pub(crate) fn read<A: Historic>(item: Item) -> Result<(OrganisationId, Entry<Recorded<A>, Download>), Fault>
where
    KindItem<'static, A>: DeserializeOwned,
{
    let outline = Outline::of(&item);
    let item = match super::try_read::<HistoryItem<'static, Happened<'static, A>>>(item) {
        Ok(item) => item,
        Err(error) => return Ok((outline.organisation()?, Entry::Unknown(outline.instead_of(error)?))),
    };
    let organisation = item.organisation.0;
    let download = |of, at: Text<_>, by: ByItem, name| {
        Entry::Downloaded(Download { of, at: at.0, by: by.into(), name: restored(name) })
    };
    let entry = match item.entry {
        EntryItem::Happened(recorded) => Entry::Happened(recorded.into()),
        EntryItem::Refused(refused) => Entry::Refused(refused.of(Party::Organisation(organisation))),
        EntryItem::Downloaded { evidence, at, by, name } => {
            download(Downloaded::Evidence(evidence.0), at, by, name)
        }
        EntryItem::BundleDownloaded { export, at, by, name } => {
            download(Downloaded::Bundle(export.0), at, by, name)
        }
        EntryItem::Mended(mending) => Entry::Mended(Mending::restore(mending)),
    };
    Ok((organisation, entry))
}

/// Whose the history of this entry is; it says so also where the entry cannot be read.
pub(crate) fn owner_of(item: &Item) -> Option<OrganisationId> {
    item.get("organisation")?.as_s().ok()?.parse().ok()
}

/// As [`read`], of a history in which nothing is downloaded.
pub(crate) fn read_without_downloads<A: Historic>(
    item: Item,
) -> Result<(OrganisationId, Entry<Recorded<A>>), Fault>
where
    KindItem<'static, A>: DeserializeOwned,
{
    let (organisation, entry) = read(item)?;
    let entry = match entry {
        Entry::Happened(recorded) => Entry::Happened(recorded),
        Entry::Refused(refused) => Entry::Refused(refused),
        Entry::Mended(mending) => Entry::Mended(mending),
        Entry::Unknown(unknown) => Entry::Unknown(unknown),
        Entry::Downloaded(_) => {
            return Err(Fault::lasting("read an item", "nothing is downloaded in this history"));
        }
    };
    Ok((organisation, entry))
}

#[derive(Debug, Serialize, Deserialize)]
struct HistoryItem<'a, H> {
    organisation: Text<OrganisationId>,
    entry: EntryItem<'a, H>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EntryItem<'a, H> {
    Happened(H),
    Refused(RefusedItem<'a>),
    Downloaded {
        evidence: Text<EvidenceId>,
        at: Text<Timestamp>,
        by: ByItem,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Cow<'a, str>>,
    },
    BundleDownloaded {
        export: Text<ExportId>,
        at: Text<Timestamp>,
        by: ByItem,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Cow<'a, str>>,
    },
    Mended(MendedItem<'a>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "S: Coded, E: Serialize", deserialize = "S: Coded, E: Deserialize<'de>"))]
struct RecordedItem<'a, S, E> {
    version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<Code<S>>,
    after: Code<S>,
    at: Text<Timestamp>,
    by: ByItem,
    /// None in entries of before, and when the system did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
    event: E,
}

impl<'a, A: Historic> From<&'a Recorded<A>> for Happened<'a, A> {
    fn from(recorded: &'a Recorded<A>) -> Self {
        Self {
            version: recorded.version,
            before: recorded.before.map(Code),
            after: Code(recorded.after),
            at: Text(recorded.event.at),
            by: recorded.event.by.into(),
            name: written(recorded.name.as_ref()),
            event: recorded.event.kind.item(),
        }
    }
}

impl<A: Historic> From<Happened<'static, A>> for Recorded<A> {
    fn from(item: Happened<'static, A>) -> Self {
        Self {
            version: item.version,
            before: item.before.map(|code| code.0),
            after: item.after.0,
            event: Event { at: item.at.0, by: item.by.into(), kind: A::Kind::restore(item.event) },
            name: restored(item.name),
        }
    }
}
