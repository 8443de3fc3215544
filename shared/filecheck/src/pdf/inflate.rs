//! Inflates object streams with a bounded output and looks for names in it. Must not keep what it inflates.

use memchr::memchr_iter;
use miniz_oxide::inflate::stream::{InflateState, MinReset, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

use super::PdfFlags;
use super::names::Name;
use crate::window::LOOKAHEAD;

/// The most bytes that are inflated of one file. An object stream holds dictionaries, not pictures: files of 25MB stay
/// well below, and a deflate bomb costs a tenth of a second.
const BUDGET: usize = 32 << 20;

/// What starting with a stream costs of the budget: many tiny ones are as slow as one large.
const COST: usize = 1 << 10;

/// How many bytes are inflated at a time: the window of deflate, so that the inflater never holds anything back.
const CHUNK: usize = 32 << 10;

/// How far the inflater came.
#[derive(PartialEq)]
pub(super) enum Progress {
    /// It wants more.
    More,
    /// The compressed data is complete.
    Done,
    /// The data is damaged or the budget is spent.
    Failed,
}

/// Inflates one object stream after another.
#[derive(Default)]
pub(super) struct Inflater {
    state: Option<Box<InflateState>>,
    /// Output not yet looked at, at the front, then room for the next chunk.
    output: Vec<u8>,
    kept: usize,
    spent: usize,
}

impl Inflater {
    /// Starts with the next stream, if the budget allows one more.
    pub(super) fn begin(&mut self) -> bool {
        self.spent = self.spent.saturating_add(COST);
        if self.spent >= BUDGET {
            return false;
        }
        self.kept = 0;
        self.output.resize(LOOKAHEAD + CHUNK, 0);
        match &mut self.state {
            // What is left in the window of the previous stream of the same file does no harm.
            Some(state) => state.reset_as(MinReset),
            // Readers ignore the checksum, so it may not stop the inspection.
            None => self.state = Some(InflateState::new_boxed(DataFormat::ZLibIgnoreChecksum)),
        }
        true
    }

    /// Inflates the next piece.
    pub(super) fn feed(&mut self, mut input: &[u8], flags: &mut PdfFlags) -> Progress {
        let Some(state) = &mut self.state else { return Progress::Failed };
        loop {
            let room = self.output.get_mut(self.kept..).unwrap_or_default();
            let result = inflate(state, input, room, MZFlush::None);
            input = input.get(result.bytes_consumed..).unwrap_or_default();
            let written = result.bytes_written.min(BUDGET.saturating_sub(self.spent));
            self.spent += written;
            let end = self.kept + written;
            self.kept = keep_unseen(&mut self.output, end, flags);
            if written < result.bytes_written {
                return Progress::Failed;
            }
            match result.status {
                Ok(MZStatus::StreamEnd) => return Progress::Done,
                Ok(_) if result.bytes_consumed > 0 || written > 0 => {}
                Ok(_) | Err(MZError::Buf) => return Progress::More,
                Err(_) => return Progress::Failed,
            }
        }
    }

    /// Looks at the last of the output.
    pub(super) fn finish(&mut self, flags: &mut PdfFlags) {
        let last = self.output.get(..self.kept).unwrap_or_default();
        note_names(last, last.len(), flags);
        self.kept = 0;
    }
}

/// Looks at the first `end` bytes of the output, moves those that need what follows to the front and answers how many.
fn keep_unseen(output: &mut [u8], end: usize, flags: &mut PdfFlags) -> usize {
    let seen = end.saturating_sub(LOOKAHEAD);
    note_names(output.get(..end).unwrap_or_default(), seen, flags);
    if seen > 0 {
        output.copy_within(seen..end, 0);
    }
    end - seen
}

/// Notes the names that start in the first `starts` of `bytes`.
fn note_names(bytes: &[u8], starts: usize, flags: &mut PdfFlags) {
    for at in memchr_iter(b'/', bytes.get(..starts).unwrap_or_default()) {
        if let Some(name) = bytes.get(at..).and_then(Name::read) {
            flags.note(name.characters());
        }
    }
}
