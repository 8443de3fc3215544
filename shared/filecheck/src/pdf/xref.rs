//! The cross-reference of a PDF, followed as readers follow it (ISO 32000-2, 7.5.4 and 7.5.8): from `startxref` over
//! everything before it. Must not trust it: the user of an entry checks its place.

use std::borrow::Cow;

use super::filter::{Budget, decode};
use super::lex::{Lexer, Reference, Token, is_white};
use super::stream;
use super::value::{Dictionary, Notes, integer, integers, reference, walk};

/// The most sections that are followed. Each signature or change of a document adds one.
const MOST_SECTIONS: usize = 1_024;

/// The most bytes that are looked at for it, roughly. Sections may overlap, so the size of the file is no bound.
const MOST_WORK: usize = 64 << 20;

/// The most entries that are kept: a file of 25MB has no room for more objects than these.
pub(super) const MOST_ENTRIES: usize = 400_000;

/// Where an object is said to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At this offset.
    At(u32),
    /// In this object stream.
    In(u32),
}

/// An entry for an object in use.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) number: u32,
    pub(super) generation: u16,
    pub(super) place: Place,
}

/// The content of the cross-reference.
#[derive(Default)]
pub(super) struct CrossReference {
    /// By number; of one number the newest first.
    pub(super) entries: Vec<Entry>,
    /// Whether all of it was read.
    pub(super) sound: bool,
    /// Whether a trailer names a root.
    pub(super) root: bool,
    /// The encryption dictionary, as the newest trailer that has one gives it: its value's bytes.
    pub(super) encryption: Option<Vec<u8>>,
    /// The value of the identifier beside it.
    pub(super) id: Vec<u8>,
    /// Where its sections start, the newest first.
    pub(super) starts: Vec<usize>,
    /// How many bytes were looked at.
    work: usize,
}

impl CrossReference {
    /// Reads it, from the last `startxref` on.
    pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Self {
        let mut cross = Self { sound: true, ..Self::default() };
        let mut next = last_start(bytes);
        cross.sound &= next.is_some();
        while let Some(offset) = next {
            let many = cross.starts.len() >= MOST_SECTIONS || cross.work > MOST_WORK;
            if many || cross.starts.contains(&offset) {
                cross.sound = false;
                break;
            }
            cross.starts.push(offset);
            let mut lexer = Lexer::new(bytes, offset);
            let section = cross.section(bytes, &mut lexer, budget);
            cross.work = cross.work.saturating_add(lexer.work());
            next = match section {
                Some(before) => before,
                None => {
                    cross.sound = false;
                    break;
                }
            };
        }
        // Stable: newer entries of one number stay before older ones.
        cross.entries.sort_by_key(|entry| entry.number);
        cross
    }

    /// The offset of an object that is not in an object stream.
    pub(super) fn offset(&self, object: Reference) -> Option<usize> {
        let first = self.entries.partition_point(|entry| entry.number < object.number);
        match self.entries.get(first) {
            Some(Entry { number, place: Place::At(offset), .. }) if *number == object.number => {
                usize::try_from(*offset).ok()
            }
            _ => None,
        }
    }

    /// The number that a value is, or refers to.
    pub(super) fn number(&self, bytes: &[u8], value: &[u8]) -> Option<u32> {
        let Some(reference) = reference(value) else { return integer(value) };
        let mut lexer = self.object(bytes, reference, 128)?;
        match lexer.next() {
            Token::Integer(number) => Some(number),
            _ => None,
        }
    }

    /// A lexer before the content of an object, of which so many bytes are looked at.
    pub(super) fn object<'b>(&self, bytes: &'b [u8], object: Reference, reach: usize) -> Option<Lexer<'b>> {
        let offset = self.offset(object)?;
        let seen = bytes.get(..offset.checked_add(reach)?.min(bytes.len()))?;
        let mut lexer = Lexer::new(seen, offset);
        let head = (lexer.next(), lexer.next(), lexer.next());
        let expected =
            (Token::Integer(object.number), Token::Integer(object.generation), Token::Keyword(b"obj"));
        (head == expected).then_some(lexer)
    }

    /// Reads one section. Returns the place of the one before it; none when it could not be read.
    fn section(&mut self, bytes: &[u8], lexer: &mut Lexer<'_>, budget: &mut Budget) -> Option<Option<usize>> {
        let (dictionary, table) = match lexer.next() {
            Token::Keyword(b"xref") => {
                self.table(lexer)?;
                (trailer(lexer)?, true)
            }
            Token::Integer(_) => {
                if !matches!((lexer.next(), lexer.next()), (Token::Integer(_), Token::Keyword(b"obj"))) {
                    return None;
                }
                (self.stream(bytes, lexer, budget)?, false)
            }
            _ => return None,
        };
        let value = |key: &[u8]| bytes.get(dictionary.get(key)?);
        self.root |= value(b"Root").is_some_and(|root| reference(root).is_some());
        if let (None, Some(encryption)) = (&self.encryption, value(b"Encrypt"))
            && encryption != b"null"
        {
            self.encryption = Some(encryption.to_vec());
            self.id = value(b"ID").unwrap_or_default().to_vec();
        }
        if let (true, Some(hidden)) = (table, value(b"XRefStm")) {
            // A hybrid file: newer readers find further objects there.
            lexer.go_to(usize::try_from(integer(hidden)?).ok()?);
            let head = (lexer.next(), lexer.next(), lexer.next());
            if !matches!(head, (Token::Integer(_), Token::Integer(_), Token::Keyword(b"obj"))) {
                return None;
            }
            self.stream(bytes, lexer, budget)?;
        }
        match value(b"Prev") {
            Some(before) => Some(Some(usize::try_from(integer(before)?).ok()?)),
            None => Some(None),
        }
    }

    /// Reads the subsections of a table, up to `trailer`.
    fn table(&mut self, lexer: &mut Lexer<'_>) -> Option<()> {
        loop {
            let first = match lexer.single() {
                Token::Integer(first) => first,
                Token::Keyword(b"trailer") => return Some(()),
                _ => return None,
            };
            let Token::Integer(count) = lexer.single() else { return None };
            for number in first..first.checked_add(count)? {
                let Token::Integer(offset) = lexer.single() else { return None };
                let Token::Integer(generation) = lexer.single() else { return None };
                match lexer.single() {
                    // Some writers mark what is free as in use, at no offset.
                    Token::Keyword(b"n") if offset > 0 => {
                        let generation = u16::try_from(generation).ok()?;
                        self.add(Entry { number, generation, place: Place::At(offset) })?;
                    }
                    Token::Keyword(b"n" | b"f") => {}
                    _ => return None,
                }
            }
        }
    }

    /// Reads a stream of entries, whose dictionary comes next.
    fn stream(&mut self, bytes: &[u8], lexer: &mut Lexer<'_>, budget: &mut Budget) -> Option<Dictionary> {
        let value = walk(lexer, &mut Notes::default());
        let dictionary = value.dictionary.filter(|_| value.understood)?;
        let place = |key: &[u8]| bytes.get(dictionary.get(key)?);
        if place(b"Type")? != b"/XRef" {
            return None;
        }
        if lexer.single() != Token::Keyword(b"stream") {
            return None;
        }
        // The length must be direct, because without the entries no reference can be followed.
        let found =
            stream::find(bytes, lexer, place(b"Length").and_then(integer)).filter(|found| found.as_said)?;
        let data = Cow::Borrowed(bytes.get(found.data)?);
        let decoded = decode(data, &dictionary, bytes, budget).filter(|decoded| decoded.complete)?;
        let widths = integers(place(b"W")?, 8)?;
        let [kind, second, third] =
            widths.first_chunk::<3>().map(|three| three.map(|width| width as usize))?;
        let row =
            widths.iter().try_fold(0_usize, |sum, width| sum.checked_add(usize::try_from(*width).ok()?))?;
        if row == 0 || row > 64 {
            return None;
        }
        let index = match place(b"Index") {
            Some(pairs) => integers(pairs, 2 * MOST_ENTRIES)?,
            None => vec![0, integer(place(b"Size")?)?],
        };
        let mut rows = decoded.bytes.chunks_exact(row);
        for pair in index.chunks_exact(2) {
            let [first, count] = pair.first_chunk::<2>().copied()?;
            for number in first..first.checked_add(count)? {
                let row = rows.next()?;
                let (kind_field, rest) = row.split_at_checked(kind)?;
                let (second_field, rest) = rest.split_at_checked(second)?;
                let third_field = rest.get(..third)?;
                match if kind == 0 { 1 } else { number_of(kind_field)? } {
                    1 => {
                        let place = Place::At(number_of(second_field)?);
                        let generation = u16::try_from(number_of(third_field)?).ok()?;
                        self.add(Entry { number, generation, place })?;
                    }
                    2 => {
                        self.add(Entry { number, generation: 0, place: Place::In(number_of(second_field)?) })?
                    }
                    // Free, or a kind that readers treat as absent.
                    _ => {}
                }
            }
        }
        Some(dictionary)
    }

    fn add(&mut self, entry: Entry) -> Option<()> {
        (self.entries.len() < MOST_ENTRIES).then(|| self.entries.push(entry))
    }
}

/// The dictionary of a trailer.
fn trailer(lexer: &mut Lexer<'_>) -> Option<Dictionary> {
    let value = walk(lexer, &mut Notes::default());
    value.dictionary.filter(|_| value.understood)
}

/// A number of so many bytes, the highest first.
fn number_of(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0_u32, |number, byte| number.checked_mul(256)?.checked_add(u32::from(*byte)))
}

/// The offset after the last `startxref`.
fn last_start(bytes: &[u8]) -> Option<usize> {
    const KEYWORD: &[u8] = b"startxref";
    let at = memchr::memmem::rfind(bytes, KEYWORD)? + KEYWORD.len();
    let rest = bytes.get(at..)?;
    let digits = rest.get(rest.iter().take_while(|byte| is_white(**byte)).count()..)?;
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(digits.get(..count)?).ok()?.parse().ok()
}
