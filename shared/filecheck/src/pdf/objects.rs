//! The walk over all objects of a PDF, in the order of its bytes, whether a cross-reference names them or not. Each
//! place that the cross-reference names must be one where the walk found an object, so a reader that follows it sees
//! nothing else. Must not trust a length, an offset or a type further than it was checked.

use std::borrow::Cow;
use std::ops::Range;

use super::PdfFlags;
use super::crypt::{Lock, string};
use super::filter::{Budget, decode};
use super::lex::{Lexer, Reference, Token, is_white};
use super::stream::{self, Found};
use super::value::{Dictionary, Notes, names, reference, walk};
use super::xref::{CrossReference, MOST_ENTRIES, Place};
use crate::fault::{Fault, Flaw};

/// The most bytes of object streams that are looked at. Their objects may overlap, so their size is no bound.
const MOST_WORK: usize = 64 << 20;

/// How far an encryption dictionary may reach, in bytes.
const LOCK_REACH: usize = 1 << 16;

/// The findings in a file.
pub(super) struct Examined {
    /// The flags for PDP's staff.
    pub(super) flags: PdfFlags,
    /// The fault that makes it no PDF, or one that does not open.
    pub(super) fault: Option<Fault>,
    /// Where the first object starts.
    pub(super) first_object: usize,
    /// Where files are attached, in the order of the file.
    pub(super) attachments: Vec<Range<usize>>,
}

/// Looks at a whole file.
pub(super) fn examine(bytes: &[u8]) -> Examined {
    let mut budget = Budget::default();
    let cross = CrossReference::read(bytes, &mut budget);
    let lock = lock(bytes, &cross);
    let mut walk = Walk {
        bytes,
        cross: &cross,
        lock: lock.as_ref(),
        budget,
        work: MOST_WORK,
        notes: Notes::default(),
        objects: Vec::new(),
        containers: Vec::new(),
        streams: Vec::new(),
        last_start: None,
        lock_in_sight: None,
        root: cross.root,
        endless: false,
        odd: !cross.sound,
    };
    walk.file();
    walk.examined()
}

/// How the file is encrypted, if it is.
fn lock(bytes: &[u8], cross: &CrossReference) -> Option<Lock> {
    let value = cross.encryption.as_deref()?;
    let (source, lexer) = match reference(value) {
        Some(object) => (bytes, cross.object(bytes, object, LOCK_REACH)),
        None => (value, Some(Lexer::new(value, 0))),
    };
    Some(lock_at(lexer, source, &cross.id))
}

/// The encryption whose dictionary comes next in `source`, with the value of the identifier beside it.
fn lock_at(lexer: Option<Lexer<'_>>, source: &[u8], id: &[u8]) -> Lock {
    let dictionary = lexer.and_then(|mut lexer| walk(&mut lexer, &mut Notes::default()).dictionary);
    let Some(dictionary) = dictionary else { return Lock::Unknown };
    let mut id = Lexer::new(id, 0);
    let id = match (id.next(), id.next()) {
        (Token::ArrayStart, Token::String(first)) => string(first).unwrap_or_default(),
        _ => Vec::new(),
    };
    Lock::open(&dictionary, source, &id)
}

/// An object outside of object streams.
struct Object {
    offset: u32,
    number: u32,
    generation: u32,
}

/// A stream, by the number of its object.
struct Stream {
    number: u32,
    start: u32,
    end: u32,
    /// It says that it is an attached file.
    attached: bool,
}

struct Walk<'b> {
    bytes: &'b [u8],
    cross: &'b CrossReference,
    lock: Option<&'b Lock>,
    budget: Budget,
    work: usize,
    notes: Notes,
    objects: Vec<Object>,
    /// The object streams that were decoded.
    containers: Vec<u32>,
    streams: Vec<Stream>,
    /// The last `startxref` outside of objects.
    last_start: Option<usize>,
    /// The values of the encryption and the identifier in the last trailer that has them, for when no cross-reference leads there.
    lock_in_sight: Option<(Range<usize>, Range<usize>)>,
    root: bool,
    /// A stream has no end.
    endless: bool,
    /// Something was not understood.
    odd: bool,
}

impl Walk<'_> {
    fn file(&mut self) {
        let mut lexer = Lexer::new(self.bytes, 0);
        let mut table = false;
        loop {
            let start = lexer.skip_space();
            match lexer.single() {
                Token::End => break,
                Token::Integer(number) => {
                    let after = lexer.clone();
                    match (lexer.single(), lexer.single()) {
                        (Token::Integer(generation), Token::Keyword(b"obj")) => {
                            table = false;
                            self.object(&mut lexer, start, Reference { number, generation });
                        }
                        _ => {
                            lexer = after;
                            self.odd |= !table;
                        }
                    }
                }
                Token::Keyword(b"xref") => table = true,
                Token::Number | Token::Keyword(b"n" | b"f") if table => {}
                Token::Keyword(b"trailer") => {
                    table = false;
                    let trailer = walk(&mut lexer, &mut self.notes);
                    self.odd |= !trailer.understood;
                    if let Some(trailer) = trailer.dictionary {
                        self.trailer(&trailer);
                    }
                }
                Token::Keyword(b"startxref") => {
                    table = false;
                    self.start(lexer.single());
                }
                _ => self.odd = true,
            }
        }
    }

    /// Notes what a trailer says.
    fn trailer(&mut self, trailer: &Dictionary) {
        self.root |= trailer.has(b"Root");
        if let Some(encryption) = trailer.get(b"Encrypt") {
            self.lock_in_sight = Some((encryption, trailer.get(b"ID").unwrap_or_default()));
        }
    }

    /// Whether readers that repair the cross-reference need a password.
    fn is_locked_in_sight(&self) -> bool {
        let Some((value, id)) = self.lock_in_sight.clone() else { return false };
        let value = self.bytes.get(value).unwrap_or_default();
        let (source, lexer) = match reference(value) {
            Some(object) => {
                let last = self.objects.iter().rev().find(|other| other.number == object.number);
                let start = last.and_then(|last| usize::try_from(last.offset).ok());
                let lexer = start.and_then(|start| {
                    let reach = start.saturating_add(LOCK_REACH).min(self.bytes.len());
                    let mut lexer = Lexer::new(self.bytes.get(..reach)?, start);
                    // Number, generation and the word `obj`.
                    for _ in 0..3 {
                        lexer.single();
                    }
                    Some(lexer)
                });
                (self.bytes, lexer)
            }
            None => (value, Some(Lexer::new(value, 0))),
        };
        matches!(lock_at(lexer, source, self.bytes.get(id).unwrap_or_default()), Lock::Closed)
    }

    /// Notes the declared start of a cross-reference. All are followed, because some readers take another than the last
    /// one. Linearised files have a 0 near their start.
    fn start(&mut self, offset: Token<'_>) {
        let offset = if let Token::Integer(offset) = offset { usize::try_from(offset).ok() } else { None };
        self.odd |= offset.is_none_or(|offset| offset > 0 && !self.cross.starts.contains(&offset));
        self.last_start = offset;
    }

    /// Goes over an object, from what follows `obj`.
    fn object(&mut self, lexer: &mut Lexer<'_>, start: usize, object: Reference) {
        match u32::try_from(start) {
            Ok(offset) if self.objects.len() < MOST_ENTRIES => {
                self.objects.push(Object { offset, number: object.number, generation: object.generation });
            }
            _ => self.odd = true,
        }
        let value = walk(lexer, &mut self.notes);
        self.odd |= !value.understood;
        let after = lexer.clone();
        match (lexer.single(), value.dictionary) {
            (Token::Keyword(b"endobj"), _) => {}
            (Token::Keyword(b"stream"), Some(dictionary)) => {
                self.stream(lexer, &dictionary, object);
                let after = lexer.clone();
                if lexer.single() != Token::Keyword(b"endobj") {
                    self.odd = true;
                    *lexer = after;
                }
            }
            _ => {
                self.odd = true;
                *lexer = after;
            }
        }
    }

    /// Goes over a stream, from what follows `stream`.
    fn stream(&mut self, lexer: &mut Lexer<'_>, dictionary: &Dictionary, object: Reference) {
        let value = |key: &[u8]| self.bytes.get(dictionary.get(key)?);
        let length = value(b"Length").and_then(|length| self.cross.number(self.bytes, length));
        let Some(found) = stream::find(self.bytes, lexer, length) else {
            self.endless = true;
            lexer.go_to(self.bytes.len());
            return;
        };
        self.odd |= !found.as_said;
        let kind =
            value(b"Type").and_then(names).and_then(|names| names.first().copied()).unwrap_or_default();
        let kind = kind.characters();
        if let (Ok(start), Ok(end)) = (u32::try_from(found.data.start), u32::try_from(found.data.end)) {
            self.streams.push(Stream {
                number: object.number,
                start,
                end,
                attached: kind == b"EmbeddedFile",
            });
        }
        if kind == b"XRef" {
            self.trailer(dictionary);
        }
        // By its type, or by the keys that only object streams have together: the type may be a reference.
        if kind == b"ObjStm" || (dictionary.has(b"N") && dictionary.has(b"First")) {
            let understood = self.object_stream(dictionary, &found, object);
            self.odd |= understood.is_none();
        }
    }

    /// Walks over the objects in an object stream; none when anything was not understood.
    fn object_stream(&mut self, dictionary: &Dictionary, found: &Found, object: Reference) -> Option<()> {
        let data = self.bytes.get(found.data.clone())?;
        let data = match self.lock {
            None => Cow::Borrowed(data),
            Some(Lock::Open(key)) => Cow::Owned(key.decrypt(data, object)?),
            Some(Lock::Closed | Lock::Unknown) => return None,
        };
        let number = |key: &[u8]| self.cross.number(self.bytes, self.bytes.get(dictionary.get(key)?)?);
        let (count, first) = (number(b"N"), number(b"First"));
        let decoded = decode(data, dictionary, self.bytes, &mut self.budget)?;
        self.containers.push(object.number);
        let (count, first) = (count?, usize::try_from(first?).ok()?);
        let mut head = Lexer::new(decoded.bytes.get(..first)?, 0);
        let mut understood = decoded.complete;
        for _ in 0..count {
            let (Token::Integer(_), Token::Integer(offset)) = (head.single(), head.single()) else {
                return None;
            };
            let start = first.checked_add(usize::try_from(offset).ok()?)?;
            let mut lexer = Lexer::new(&decoded.bytes, start);
            understood &= walk(&mut lexer, &mut self.notes).understood;
            self.work = self.work.checked_sub(lexer.work())?;
        }
        understood.then_some(())
    }

    /// Whether the walk found an object at each place that the cross-reference names.
    fn holds_all(&self) -> bool {
        let mut containers = self.containers.clone();
        containers.sort_unstable();
        self.cross.entries.iter().all(|entry| match entry.place {
            Place::In(container) => containers.binary_search(&container).is_ok(),
            Place::At(offset) => {
                // Writers point at the line end before an object, too.
                let rest =
                    self.bytes.get(usize::try_from(offset).unwrap_or(usize::MAX)..).unwrap_or_default();
                let gap = rest.iter().take(16).take_while(|byte| is_white(**byte)).count();
                let at = u64::from(offset).saturating_add(gap as u64);
                let found = self.objects.binary_search_by_key(&at, |object| u64::from(object.offset));
                found.ok().and_then(|index| self.objects.get(index)).is_some_and(|object| {
                    object.number == entry.number && object.generation == u32::from(entry.generation)
                })
            }
        })
    }

    fn examined(mut self) -> Examined {
        let locked = match self.lock {
            Some(lock) => matches!(lock, Lock::Closed),
            None => self.is_locked_in_sight(),
        };
        // Encrypted objects are examined for their structure alone.
        let encrypted = self.lock.is_some() || self.notes.encrypted;
        let mut flags = self.notes.flags;
        let same_start = self.last_start.as_ref() == self.cross.starts.first();
        flags.not_examinable = self.odd || encrypted || !same_start || !self.holds_all();
        let fault = if self.endless {
            Some(Fault::Malformed(Flaw::PdfStream))
        } else if self.objects.is_empty() || !self.root {
            Some(Fault::Malformed(Flaw::PdfObjects))
        } else if locked {
            Some(Fault::NeedsPassword)
        } else {
            None
        };
        let first_object = self.objects.first().and_then(|object| usize::try_from(object.offset).ok());
        self.notes.attachments.sort_unstable();
        let attached = self
            .streams
            .iter()
            .filter(|stream| stream.attached || self.notes.attachments.binary_search(&stream.number).is_ok());
        let place =
            |stream: &Stream| Some(usize::try_from(stream.start).ok()?..usize::try_from(stream.end).ok()?);
        Examined {
            flags,
            fault,
            first_object: first_object.unwrap_or(self.bytes.len()),
            attachments: attached.filter_map(place).collect(),
        }
    }
}
