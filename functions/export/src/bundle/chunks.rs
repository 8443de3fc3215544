//! Content that comes piece by piece: a text, a kept file, a history.

use std::future::Future;

use app::{Changes, Exports, Fault, HistoryEntry, Lease, MakeFault, PageRequest, Services, read_history};
use domain::actor::Actor;
use domain::change::Version;
use domain::evidence::{AcceptedFile, FileOwner};
use domain::ids::{ChangeId, EvidenceId};
use httpapi::{Of, history_entry_for_pdp};
use serde::Serialize;

use crate::accepted::{Accepted, Piece};
use crate::fault::as_fault;
use crate::files::{EvidenceFiles, KeptFile};

/// Entries of a history that are read at once.
const PAGE: u32 = 100;

/// Content, in pieces of [`MOST_AT_ONCE`](crate::parts::MOST_AT_ONCE) bytes at most.
pub trait Chunks: Send {
    /// The next piece; none at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, MakeFault>> + Send;
}

/// Content that is there already, and small.
#[derive(Debug)]
pub struct Whole(Option<Vec<u8>>);

impl Whole {
    /// All of `content` at once.
    pub fn of(content: impl Into<Vec<u8>>) -> Self {
        Self(Some(content.into()))
    }

    /// `value` as JSON for people to read.
    ///
    /// # Errors
    /// A lasting [`Fault`] when it cannot be written.
    pub fn json(value: &impl Serialize) -> Result<Self, Fault> {
        let mut text =
            serde_json::to_vec_pretty(value).map_err(|error| Fault::lasting("write a bundle", error))?;
        text.push(b'\n');
        Ok(Self::of(text))
    }
}

impl Chunks for Whole {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, MakeFault> {
        Ok(self.0.take())
    }
}

/// A kept file, compared with the accepted one while it is read (E4).
pub struct Evidence<'a, 'l, S, F> {
    id: EvidenceId,
    content: Accepted<'a, F>,
    lease: &'a mut Lease<'l, S>,
}

impl<'a, 'l, S, F: KeptFile> Evidence<'a, 'l, S, F> {
    /// The content of the file as it was `accepted`.
    ///
    /// # Errors
    /// [`MakeFault::EvidenceDamaged`] when it is not there or has another size; [`MakeFault::Fault`].
    pub async fn open(
        files: &impl EvidenceFiles<File = F>,
        of: FileOwner,
        id: EvidenceId,
        accepted: &'a AcceptedFile,
        lease: &'a mut Lease<'l, S>,
    ) -> Result<Self, MakeFault> {
        let file = files.open(of, id, accepted.version.as_ref()).await?;
        let content = file.and_then(|file| Accepted::new(file, accepted));
        let content = content.ok_or(MakeFault::EvidenceDamaged(id))?;
        Ok(Self { id, content, lease })
    }
}

impl<S: Exports, F: KeptFile> Chunks for Evidence<'_, '_, S, F> {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, MakeFault> {
        self.lease.renew().await?;
        match self.content.next().await? {
            Piece::Bytes(piece) => Ok(Some(piece)),
            Piece::Same => Ok(None),
            Piece::Altered => Err(MakeFault::EvidenceDamaged(self.id)),
        }
    }
}

/// A history as JSON, an entry a line, as far as its reader may see it: up to the version of the change that is in the bundle.
pub struct History<'a, S> {
    services: &'a Services<S>,
    reader: &'a Actor,
    change: ChangeId,
    version: Version,
    left: Option<PageRequest>,
    begun: bool,
    ended: bool,
    /// How many entries up to here cannot be read.
    not_shown: u32,
}

impl<'a, S> History<'a, S> {
    /// The history of `change` up to `version`.
    pub fn new(services: &'a Services<S>, reader: &'a Actor, change: ChangeId, version: Version) -> Self {
        let left = Some(PageRequest { size: PAGE, cursor: None });
        Self { services, reader, change, version, left, begun: false, ended: false, not_shown: 0 }
    }
}

impl<S: Changes> Chunks for History<'_, S> {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, MakeFault> {
        let Some(wanted) = self.left.take() else {
            if self.ended {
                return Ok(None);
            }
            self.ended = true;
            let begin = if self.begun { "" } else { "{\"items\":[" };
            let not_shown = match self.not_shown {
                0 => String::new(),
                count => format!(",\"not_shown\":{count}"),
            };
            return Ok(Some(format!("{begin}\n]{not_shown}}}\n").into_bytes()));
        };
        let page = read_history(self.services, self.reader, self.change, &wanted).await;
        let page = page.map_err(|error| as_fault("read a history", error))?;
        let mut piece = Vec::new();
        let mut next = page.next;
        self.not_shown += page.unreadable;
        for entry in &page.items {
            let happened_at = match entry {
                HistoryEntry::Happened(recorded) => Some(recorded.version),
                HistoryEntry::Unknown(unknown) if unknown.is_event => Some(unknown.version),
                _ => None,
            };
            if happened_at.is_some_and(|version| version > self.version) {
                next = None;
                break;
            }
            piece.extend_from_slice(if self.begun { b",\n" } else { b"{\"items\":[\n" });
            self.begun = true;
            let body = match self.reader {
                Actor::Staff { .. } => history_entry_for_pdp(entry),
                Actor::Member { .. } | Actor::System(_) => Of::of(entry),
            };
            serde_json::to_writer(&mut piece, &body)
                .map_err(|error| Fault::lasting("write a history", error))?;
        }
        self.left = next.map(|cursor| PageRequest { size: PAGE, cursor: Some(cursor) });
        Ok(Some(piece))
    }
}
