//! Data after the last picture of a JPEG: the trailer of Samsung's phones, a film, or foreign data.

use memchr::memmem;

use crate::fault::{Fault, Flaw};
use crate::foreign::Rules;
use crate::source::Source;
use crate::window::{Stop, Window};

/// The most blocks that a trailer may have.
const MOST_BLOCKS: u32 = 64;

/// Where a trailer of Samsung's starts, if the file ends with a whole one: blocks of names and values without gaps, a
/// directory (`SEFH`) that says where each is, the directory's size, `SEFT`.
pub(super) async fn find<S: Source>(window: &mut Window<'_, S>) -> Result<Option<u64>, Stop<S::Error>> {
    let (position, length) = (window.position(), window.length());
    // Nothing follows, or not enough for a directory with one block.
    if length - position < 8 + 24 {
        return Ok(None);
    }
    let tail = window.peek(length - 8, 8).await?;
    let Some([size @ .., b'S', b'E', b'F', b'T']) = tail.first_chunk::<8>() else { return Ok(None) };
    let size = u32::from_le_bytes(*size);
    let directory = (length - 8).checked_sub(u64::from(size)).filter(|directory| *directory > position);
    let (Some(directory), true) = (directory, size <= 12 + 12 * MOST_BLOCKS) else { return Ok(None) };
    let bytes = window.peek(directory, size as usize).await?;
    Ok(first_block(&bytes, directory).filter(|start| *start >= position))
}

/// Where the first block starts, when blocks fill all of the space before the directory.
fn first_block(bytes: &[u8], directory: u64) -> Option<u64> {
    let (head, entries) = bytes.split_at_checked(12)?;
    let count = u32_at(head, 8)?;
    if !head.starts_with(b"SEFH") || entries.len() as u64 != 12 * u64::from(count) || count == 0 {
        return None;
    }
    let mut blocks = Vec::new();
    for entry in entries.chunks_exact(12) {
        let start = directory.checked_sub(u64::from(u32_at(entry, 4)?))?;
        blocks.push((start, start.checked_add(u64::from(u32_at(entry, 8)?))?));
    }
    blocks.sort_unstable();
    let ends = blocks.iter().map(|(_, end)| *end);
    let next = blocks.iter().skip(1).map(|(start, _)| *start).chain([directory]);
    ends.eq(next).then_some(blocks.first()?.0)
}

/// Crosses a trailer to the end of the file.
pub(super) async fn cross<S: Source>(window: &mut Window<'_, S>) -> Result<(), Stop<S::Error>> {
    loop {
        let view = window.view().await?;
        if view.free == 0 {
            return Ok(());
        }
        if has_film(view.bytes) {
            return Err(Fault::Malformed(Flaw::VideoAfterEnd).into());
        }
        let free = view.free;
        window.cross(free, Rules::TRAILER)?;
    }
}

/// The most telling fault of a file that goes on here.
pub(super) async fn fault<S: Source>(window: &mut Window<'_, S>) -> Result<Fault, Stop<S::Error>> {
    if let Err(fault) = window.cross(1, Rules::JPEG_SEGMENT) {
        return Ok(fault);
    }
    loop {
        let view = window.view().await?;
        if view.free == 0 {
            return Ok(Fault::Malformed(Flaw::DataAfterEnd));
        }
        if has_film(view.bytes) {
            return Ok(Fault::Malformed(Flaw::VideoAfterEnd));
        }
        let free = view.free;
        window.cross(free, Rules::ATTACHED)?;
    }
}

/// Whether a film of the MP4 family starts here: the box `ftyp` and its brand.
fn has_film(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"ftyp").any(|at| {
        bytes
            .get(at + 4..at + 8)
            .is_some_and(|brand| brand.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b' '))
    })
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|four| u32::from_le_bytes(*four))
}
