//! A walk over one object of a PDF. It notes every name, and keeps the places of the dictionary entries that the walk
//! over the file needs. Must not build objects, so that no file decides how much memory is held.

use std::ops::Range;

use super::PdfFlags;
use super::lex::{Lexer, Name, Reference, Token};

/// How deep arrays and dictionaries may nest. Readers stop at less.
const DEEPEST: usize = 256;

/// The most references to attachments that are kept.
const MOST_ATTACHMENTS: usize = 4_096;

/// The keys whose values are needed.
const KEYS: [&[u8]; 34] = [
    b"Type",
    b"Length",
    b"Filter",
    b"DecodeParms",
    b"F",
    b"DP",
    b"FDecodeParms",
    b"FFilter",
    b"N",
    b"First",
    b"W",
    b"Index",
    b"Size",
    b"Prev",
    b"XRefStm",
    b"Root",
    b"Encrypt",
    b"ID",
    b"Predictor",
    b"Colors",
    b"BitsPerComponent",
    b"Columns",
    b"V",
    b"R",
    b"O",
    b"U",
    b"UE",
    b"P",
    b"EncryptMetadata",
    b"CF",
    b"StdCF",
    b"StmF",
    b"CFM",
    b"Subtype",
];

/// The entries of a dictionary that are needed.
#[derive(Clone)]
pub(super) struct Dictionary {
    values: [Option<(usize, usize)>; KEYS.len()],
}

impl Default for Dictionary {
    fn default() -> Self {
        Self { values: [None; KEYS.len()] }
    }
}

impl Dictionary {
    /// The place of the value of a key in the bytes that were walked over.
    pub(super) fn get(&self, key: &[u8]) -> Option<Range<usize>> {
        let index = KEYS.iter().position(|known| *known == key)?;
        self.values.get(index).copied().flatten().map(|(start, end)| start..end)
    }

    pub(super) fn has(&self, key: &[u8]) -> bool {
        self.get(key).is_some()
    }

    /// Keeps a value; false if the key has one already, because readers differ in their choice.
    fn keep(&mut self, key: &Name, value: (usize, usize)) -> bool {
        let index = KEYS.iter().position(|known| *known == key.characters());
        match index.and_then(|index| self.values.get_mut(index)) {
            Some(place) => place.replace(value).is_none(),
            None => true,
        }
    }
}

/// The notes of a walk.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) flags: PdfFlags,
    /// An encryption is named.
    pub(super) encrypted: bool,
    /// The objects that an `/EF` entry names.
    pub(super) attachments: Vec<u32>,
}

impl Notes {
    fn name(&mut self, name: &Name) {
        self.encrypted |= name.characters() == b"Encrypt";
        self.flags.note(name.characters());
    }

    fn attachment(&mut self, reference: Reference) {
        if self.attachments.len() < MOST_ATTACHMENTS {
            self.attachments.push(reference.number);
        }
    }
}

/// The result of a walk.
pub(super) struct Value {
    /// Its entries, if it is a dictionary.
    pub(super) dictionary: Option<Dictionary>,
    pub(super) understood: bool,
}

/// The open containers, and in a dictionary the key whose value comes next.
struct Frame {
    dictionary: bool,
    key: Option<(Name, usize)>,
    /// Whether references are to attachments.
    attachments: bool,
}

impl Frame {
    /// A value is complete.
    fn complete(&mut self) -> Option<(Name, usize)> {
        self.key.take()
    }

    fn names_attachments(&self) -> bool {
        self.attachments || self.key.is_some_and(|(key, _)| key.characters() == b"EF")
    }
}

/// Walks over the object at the lexer. If it breaks off, the lexer is before the token that did not belong there.
pub(super) fn walk(lexer: &mut Lexer<'_>, notes: &mut Notes) -> Value {
    let mut value = Value { dictionary: None, understood: true };
    let mut dictionary = Dictionary::default();
    let mut open: Vec<Frame> = Vec::new();
    loop {
        let start = lexer.skip_space();
        let token = lexer.next();
        let depth = open.len();
        match token {
            Token::Name(name) => {
                notes.name(&name);
                if let Some(Frame { dictionary: true, key: key @ None, .. }) = open.last_mut() {
                    *key = Some((name, lexer.skip_space()));
                    continue;
                }
            }
            Token::ArrayStart | Token::DictionaryStart => {
                let attachments = match open.last() {
                    Some(frame) => {
                        value.understood &= !frame.dictionary || frame.key.is_some();
                        frame.names_attachments()
                    }
                    None => false,
                };
                if depth >= DEEPEST {
                    lexer.go_to(start);
                    value.understood = false;
                    break;
                }
                open.push(Frame { dictionary: token == Token::DictionaryStart, key: None, attachments });
                continue;
            }
            Token::ArrayEnd | Token::DictionaryEnd => {
                let Some(closed) = open.pop() else {
                    value.understood = false;
                    break;
                };
                value.understood &=
                    closed.dictionary == (token == Token::DictionaryEnd) && closed.key.is_none();
                if closed.dictionary && open.is_empty() {
                    value.dictionary = Some(dictionary.clone());
                }
            }
            Token::Reference(reference) => {
                if open.last().is_some_and(Frame::names_attachments) {
                    notes.attachment(reference);
                }
                value.understood &= has_place(open.last());
            }
            Token::Integer(_)
            | Token::Number
            | Token::String(_)
            | Token::Keyword(b"true" | b"false" | b"null") => {
                value.understood &= has_place(open.last());
            }
            Token::Keyword(_) | Token::Odd | Token::End => {
                lexer.go_to(start);
                value.understood = false;
                break;
            }
        }
        // A value is complete: it may be that of a key.
        let depth = open.len();
        let Some(frame) = open.last_mut() else { break };
        if let Some((key, from)) = frame.complete()
            && depth == 1
        {
            value.understood &= dictionary.keep(&key, (from, lexer.position()));
        }
    }
    value
}

/// Whether a value may come here. It may not where a dictionary needs a key.
fn has_place(frame: Option<&Frame>) -> bool {
    frame.is_none_or(|frame| !frame.dictionary || frame.key.is_some())
}

/// The names in a value: one, or an array of them. None if there is anything else.
pub(super) fn names(bytes: &[u8]) -> Option<Vec<Name>> {
    let mut lexer = Lexer::new(bytes, 0);
    let mut names = Vec::new();
    match lexer.next() {
        Token::Name(name) => names.push(name),
        Token::ArrayStart => loop {
            match lexer.next() {
                Token::Name(name) if names.len() < 16 => names.push(name),
                Token::ArrayEnd => break,
                _ => return None,
            }
        },
        _ => return None,
    }
    Some(names)
}

/// The only number in a value.
pub(super) fn integer(bytes: &[u8]) -> Option<u32> {
    match Lexer::new(bytes, 0).next() {
        Token::Integer(number) => Some(number),
        _ => None,
    }
}

/// The numbers of an array of at most so many.
pub(super) fn integers(bytes: &[u8], most: usize) -> Option<Vec<u32>> {
    let mut lexer = Lexer::new(bytes, 0);
    let mut numbers = Vec::new();
    if lexer.next() != Token::ArrayStart {
        return None;
    }
    loop {
        match lexer.single() {
            Token::Integer(number) if numbers.len() < most => numbers.push(number),
            Token::ArrayEnd => return Some(numbers),
            _ => return None,
        }
    }
}

/// The reference that a value is.
pub(super) fn reference(bytes: &[u8]) -> Option<Reference> {
    match Lexer::new(bytes, 0).next() {
        Token::Reference(reference) => Some(reference),
        _ => None,
    }
}
