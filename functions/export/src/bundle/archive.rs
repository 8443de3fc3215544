//! A ZIP that is written once, from its beginning to its end, into parts. Nothing is compressed, because evidence
//! already is. The directory at its end has names, sizes and checksums; sizes beyond 4 GB use ZIP64.

use std::io::Write;

use app::{Fault, MakeFault};
use jiff::Timestamp;
use rawzip::ZipArchiveWriter;
use rawzip::time::UtcDateTime;
use sha2::{Digest, Sha256};

use super::chunks::Chunks;
use crate::files::Upload;
use crate::parts::{Buffer, Parts};

/// A plain file that its owner may write and everybody read.
const PLAIN_FILE: u32 = 0o100_644;

/// An entry under one name.
#[derive(Debug, Clone)]
pub struct Entry {
    pub name: String,
    pub bytes: u64,
    pub sha256: [u8; 32],
}

/// A ZIP on its way out.
pub struct Archive<'p, U> {
    zip: ZipArchiveWriter<Buffer>,
    parts: &'p mut Parts<U>,
}

impl<'p, U: Upload> Archive<'p, U> {
    /// A ZIP that is written to `parts`.
    pub fn new(parts: &'p mut Parts<U>) -> Self {
        Self { zip: ZipArchiveWriter::new(parts.buffer()), parts }
    }

    /// Writes `content` under `name`, which must be our own, with the time `at`.
    pub async fn add(
        &mut self,
        name: String,
        at: Timestamp,
        mut content: impl Chunks,
    ) -> Result<Entry, MakeFault> {
        let of_ours = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '.');
        if !name.chars().all(of_ours) || name.contains("..") {
            return Err(Fault::lasting("name a file in a bundle", "the name is not one of ours").into());
        }
        let new = self.zip.new_file(name.as_str());
        let new = new.last_modified(UtcDateTime::from_unix(at.as_second())).unix_permissions(PLAIN_FILE);
        let (mut entry, config) = new.start().map_err(unwritten)?;
        let mut data = config.wrap(&mut entry);
        let (mut bytes, mut digest) = (0, Sha256::new());
        while let Some(piece) = content.next().await? {
            data.write_all(&piece).map_err(unwritten)?;
            bytes += piece.len() as u64;
            digest.update(&piece);
            self.parts.send_full().await?;
        }
        let (_, descriptor) = data.finish().map_err(unwritten)?;
        entry.finish(descriptor).map_err(unwritten)?;
        Ok(Entry { name, bytes, sha256: digest.finalize().into() })
    }

    /// Writes the directory.
    pub fn finish(self) -> Result<(), MakeFault> {
        self.zip.finish().map_err(unwritten)?;
        Ok(())
    }
}

fn unwritten(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::lasting("write a bundle", error)
}
