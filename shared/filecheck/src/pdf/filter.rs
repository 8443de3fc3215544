//! Decodes the streams that hold structure: object streams and cross-reference streams (ISO 32000-2, 7.4). Pictures, fonts
//! and page contents are never decoded. Must not produce more bytes than the budget allows, whatever the data claims.

use std::borrow::Cow;

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use super::lex::Lexer;
use super::value::{Dictionary, Notes, integer, names, walk};

/// The most bytes one stream may decode to. Writers put some hundred objects into one, a few hundred kilobytes.
const LARGEST: usize = 8 << 20;

/// The most bytes that all of them may decode to: a deflate bomb costs less than half a second.
const BUDGET: usize = 64 << 20;

/// The cost of starting a stream: many tiny ones are as slow as one large.
const COST: usize = 1 << 10;

/// The longest row of a predictor, in bytes.
const LONGEST_ROW: usize = 1 << 16;

/// The remaining budget for decoding.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(BUDGET)
    }
}

/// The result of decoding a stream.
pub(super) struct Decoded<'b> {
    pub(super) bytes: Cow<'b, [u8]>,
    pub(super) complete: bool,
}

/// Decodes `data` with its dictionary and the bytes that the dictionary's places are in. None when it cannot be decoded
/// here.
pub(super) fn decode<'b>(
    data: Cow<'b, [u8]>,
    dictionary: &Dictionary,
    source: &[u8],
    budget: &mut Budget,
) -> Option<Decoded<'b>> {
    // Data in another file, and keys that belong to pictures inside a page: readers differ.
    if [&b"F"[..], b"DP", b"FFilter", b"FDecodeParms"].iter().any(|key| dictionary.has(key)) {
        return None;
    }
    budget.0 = budget.0.checked_sub(COST)?;
    let filters = match dictionary.get(b"Filter") {
        Some(place) => names(source.get(place)?)?,
        None => Vec::new(),
    };
    match filters.as_slice() {
        [] => {
            budget.0 = budget.0.checked_sub(data.len())?;
            (!dictionary.has(b"DecodeParms")).then_some(Decoded { bytes: data, complete: true })
        }
        [only] if only.characters() == b"FlateDecode" => {
            let predictor = Predictor::read(dictionary, source)?;
            let (inflated, complete) = inflate(&data, budget);
            let bytes = predictor.undo(inflated)?;
            Some(Decoded { bytes: Cow::Owned(bytes), complete })
        }
        _ => None,
    }
}

fn inflate(data: &[u8], budget: &mut Budget) -> (Vec<u8>, bool) {
    let limit = budget.0.min(LARGEST);
    let (bytes, complete) = match decompress_to_vec_zlib_with_limit(data, limit) {
        Ok(bytes) => (bytes, true),
        // Readers ignore the checksum.
        Err(error) => (error.output, error.status == TINFLStatus::Adler32Mismatch),
    };
    budget.0 = budget.0.saturating_sub(bytes.len());
    (bytes, complete)
}

/// How bytes were changed before they were compressed.
enum Predictor {
    None,
    /// Rows of this many bytes, each after a byte that says how; pixels of this many bytes.
    Rows {
        row: usize,
        pixel: usize,
    },
}

impl Predictor {
    fn read(dictionary: &Dictionary, source: &[u8]) -> Option<Self> {
        let Some(place) = dictionary.get(b"DecodeParms") else { return Some(Self::None) };
        let bytes = source.get(place)?;
        let mut lexer = Lexer::new(bytes, 0);
        let parameters = walk(&mut lexer, &mut Notes::default());
        if !parameters.understood {
            return None;
        }
        let Some(parameters) = parameters.dictionary else {
            // `null`, or an array of one; anything longer is not expected of a structure.
            let inside = bytes.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]"))?;
            return (walk_only(inside)?)
                .map_or(Some(Self::None), |(dictionary, inside)| Self::of(&dictionary, inside));
        };
        Self::of(&parameters, bytes)
    }

    fn of(parameters: &Dictionary, bytes: &[u8]) -> Option<Self> {
        let number = |key: &[u8], default: u32| match parameters.get(key) {
            Some(place) => integer(bytes.get(place)?),
            None => Some(default),
        };
        match number(b"Predictor", 1)? {
            1 => Some(Self::None),
            10..=15 => {
                let bits = number(b"Colors", 1)?.checked_mul(number(b"BitsPerComponent", 8)?)?;
                let row = usize::try_from(bits.checked_mul(number(b"Columns", 1)?)?.div_ceil(8)).ok()?;
                let pixel = usize::try_from(bits.div_ceil(8)).ok()?;
                (row > 0 && row <= LONGEST_ROW).then_some(Self::Rows { row, pixel })
            }
            _ => None,
        }
    }

    /// Takes the prediction back, in place.
    fn undo(&self, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
        let Self::Rows { row, pixel } = *self else { return Some(bytes) };
        let count = bytes.len().div_ceil(row + 1);
        for number in 0..count {
            let kind = *bytes.get(number * (row + 1))?;
            let (from, to) = (number * (row + 1) + 1, number * row);
            for at in 0..row.min(bytes.len() - from) {
                let value = |from: usize| bytes.get(from).copied().unwrap_or_default();
                let left = if at >= pixel { value(to + at - pixel) } else { 0 };
                let up = if number > 0 { value(to + at - row) } else { 0 };
                let corner = if number > 0 && at >= pixel { value(to + at - row - pixel) } else { 0 };
                let predicted = match kind {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => u8::midpoint(left, up),
                    4 => paeth(left, up, corner),
                    _ => return None,
                };
                let sum = value(from + at).wrapping_add(predicted);
                *bytes.get_mut(to + at)? = sum;
            }
        }
        bytes.truncate(bytes.len() - count);
        Some(bytes)
    }
}

/// The only value in these bytes: a dictionary with the bytes it is in, or none for `null`.
fn walk_only(bytes: &[u8]) -> Option<Option<(Dictionary, &[u8])>> {
    let mut lexer = Lexer::new(bytes, 0);
    let value = walk(&mut lexer, &mut Notes::default());
    let alone = lexer.skip_space() == bytes.len();
    (value.understood && alone).then_some(value.dictionary.map(|dictionary| (dictionary, bytes)))
}

/// The neighbour that is nearest to their linear combination (W3C PNG, 9.4).
fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |neighbour: u8| (estimate - i16::from(neighbour)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}
