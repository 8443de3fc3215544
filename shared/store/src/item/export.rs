//! An export and its state with its place in the queue, and the people who got a link to an export of the register.

use std::borrow::Cow;

use app::{DueExport, Fault};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::By;
use domain::export::{Export, ExportFailure, ExportState, Product, Readers, RegisterFormat, Subject};
use domain::ids::{ChangeId, ExportId, OrganisationId};
use domain::text::Name;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::parts::{ByItem, written};
use super::receipt::EXPIRES_AT;
use super::stored::{Stored, stored_enum, stored_struct};
use super::values::Instant;
use super::{Code, Item, Text};
use crate::table::keys::{DUE, Key, PK, QUEUE, number, text};
use crate::table::kinds::export_of_key;

/// The attribute that compare-and-set compares.
pub(crate) const STATE: &str = "state";

/// The queue of exports that somebody has to look at, by when.
pub(crate) const EXPORTS: &str = "export";

/// Marks items for the filters of the stream.
const KIND: &str = "kind";
/// Marks exports that are asked for.
const EXPORT: &str = "export";

/// The item of an export.
pub(crate) fn write(export: &Export) -> Result<Item, Fault> {
    let content = ExportItem {
        id: Text(export.id),
        subject: match export.subject {
            Subject::EvidenceBundle(change) => SubjectItem::EvidenceBundle { change: Text(change) },
            Subject::Register(format) => SubjectItem::Register { format: Code(format) },
        },
        readers: match export.readers {
            Readers::Organisation(id) => ReadersItem::Organisation { id: Text(id) },
            Readers::Pdp => ReadersItem::Pdp {},
        },
        requested_by: export.requested_by.into(),
        requested_at: Text(export.requested_at),
        state: export.state.item(),
    };
    let mut item = super::write(Key::export(export.id), &content)?;
    item.insert(KIND.to_owned(), text(EXPORT));
    item.insert(EXPIRES_AT.to_owned(), number(export.expires_at().as_second()));
    if let Some(due) = export.next_look() {
        item.insert(QUEUE.to_owned(), text(EXPORTS));
        item.insert(DUE.to_owned(), text(Instant(due)));
    }
    Ok(item)
}

/// The export in `item`, unless it has expired: the table forgets some time later.
pub(crate) fn read(item: Item, now: Timestamp) -> Result<Option<Export>, Fault> {
    let item = super::read::<ExportItem<'static>>(item)?;
    let export = Export {
        id: item.id.0,
        subject: match item.subject {
            SubjectItem::EvidenceBundle { change } => Subject::EvidenceBundle(change.0),
            SubjectItem::Register { format } => Subject::Register(format.0),
        },
        readers: match item.readers {
            ReadersItem::Organisation { id } => Readers::Organisation(id.0),
            ReadersItem::Pdp {} => Readers::Pdp,
        },
        requested_by: item.requested_by.into(),
        requested_at: item.requested_at.0,
        state: ExportState::restore(item.state),
    };
    Ok(Some(export).filter(|export| !export.is_expired(now)))
}

/// The export in a row of the queue.
pub(crate) fn read_due(item: Item) -> Result<DueExport, Fault> {
    let id = item.get(PK).and_then(|pk| export_of_key(pk.as_s().ok()?));
    let id = id.ok_or_else(|| Fault::lasting("read an item", "its key is of no export"))?;
    let DueItem { due } = super::read(item)?;
    Ok(DueExport { id, since: due.0 })
}

/// The state as an attribute. Equal states are equal attributes.
pub(crate) fn write_state(state: &ExportState) -> Result<AttributeValue, Fault> {
    super::write_value(&state.item())
}

/// The item of a link to an export of the register that was handed out.
pub(crate) fn write_download(
    key: Key,
    export: ExportId,
    at: Timestamp,
    by: By,
    name: Option<&Name>,
) -> Result<Item, Fault> {
    let name = written(name);
    super::write(key, &DownloadItem { export: Text(export), at: Text(at), by: by.into(), name })
}

#[derive(Debug, Deserialize)]
struct DueItem {
    due: Text<Timestamp>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ExportItem<'a> {
    id: Text<ExportId>,
    subject: SubjectItem,
    readers: ReadersItem,
    requested_by: ByItem,
    requested_at: Text<Timestamp>,
    state: StateItem<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SubjectItem {
    EvidenceBundle { change: Text<ChangeId> },
    Register { format: Code<RegisterFormat> },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReadersItem {
    Organisation { id: Text<OrganisationId> },
    Pdp {},
}

stored_enum! {
    StateItem for ExportState {
        Requested { builds: u32, rests_until: Option<Timestamp> },
        Building { build: u32, until: Timestamp },
        Ready(Product),
        Failed { reason: ExportFailure, at: Timestamp },
    }
}

stored_struct!(ProductItem for Product { build: u32, bytes: u64, sha256: [u8; 32], at: Timestamp });

#[derive(Debug, Serialize)]
struct DownloadItem<'a> {
    export: Text<ExportId>,
    at: Text<Timestamp>,
    by: ByItem,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
}
