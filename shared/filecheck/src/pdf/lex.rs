//! Tokens of a PDF (ISO 32000-2, 7.2 and 7.3). Must not know what any of them means, nor fail: anything else is
//! [`Token::Odd`], and the lexer continues after it.

use memchr::memchr2;

/// The longest name that means anything here, in characters.
const LONGEST: usize = 24;

/// A decoded name. One that is too long to mean anything is kept as an empty one.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Name {
    characters: [u8; LONGEST],
    length: usize,
}

impl Name {
    /// The decoded characters.
    pub(super) fn characters(&self) -> &[u8] {
        self.characters.get(..self.length).unwrap_or_default()
    }

    /// Decodes `#xx` escapes; a `#` before anything else stands for itself.
    fn decode(mut raw: &[u8]) -> Self {
        let mut name = Self::default();
        while let Some((first, after)) = raw.split_first() {
            let (character, after) = match (first, after) {
                (b'#', [high, low, after @ ..]) => match (hexadecimal(*high), hexadecimal(*low)) {
                    (Some(high), Some(low)) => (high << 4 | low, after),
                    _ => (b'#', raw.get(1..).unwrap_or_default()),
                },
                _ => (*first, after),
            };
            let Some(place) = name.characters.get_mut(name.length) else { return Self::default() };
            *place = character;
            name.length += 1;
            raw = after;
        }
        name
    }
}

/// A reference to an object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) number: u32,
    pub(super) generation: u32,
}

/// A token; a reference is taken as one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'b> {
    Name(Name),
    /// A whole number without a sign.
    Integer(u32),
    /// Any other number.
    Number,
    /// A string, with its delimiters.
    String(&'b [u8]),
    Reference(Reference),
    ArrayStart,
    ArrayEnd,
    DictionaryStart,
    DictionaryEnd,
    Keyword(&'b [u8]),
    /// Nothing that belongs in a PDF, or something that never ends.
    Odd,
    End,
}

/// Reads one token after another.
#[derive(Clone)]
pub(super) struct Lexer<'b> {
    bytes: &'b [u8],
    at: usize,
    work: usize,
}

impl<'b> Lexer<'b> {
    pub(super) const fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at, work: 0 }
    }

    /// How many bytes were read, counting repeated reads. It bounds the time.
    pub(super) const fn work(&self) -> usize {
        self.work
    }

    /// Where the next token starts, or what is before it.
    pub(super) const fn position(&self) -> usize {
        self.at
    }

    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Crosses white space and comments, and returns their end.
    pub(super) fn skip_space(&mut self) -> usize {
        loop {
            match self.bytes.get(self.at) {
                Some(byte) if is_white(*byte) => self.at += 1,
                Some(b'%') => {
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    self.at += memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
                }
                _ => return self.at,
            }
        }
    }

    /// The next token, with two numbers and an `R` as a reference.
    pub(super) fn next(&mut self) -> Token<'b> {
        let token = self.single();
        let Token::Integer(number) = token else { return token };
        let after = self.at;
        if let Token::Integer(generation) = self.digits()
            && self.single() == Token::Keyword(b"R")
        {
            return Token::Reference(Reference { number, generation });
        }
        self.at = after;
        token
    }

    /// The next token if it starts with a digit; spares looking ahead at everything else.
    fn digits(&mut self) -> Token<'b> {
        self.skip_space();
        match self.bytes.get(self.at) {
            Some(byte) if byte.is_ascii_digit() => self.single(),
            _ => Token::Odd,
        }
    }

    /// The next token; a reference is three.
    pub(super) fn single(&mut self) -> Token<'b> {
        let before = self.at;
        let start = self.skip_space();
        let rest = self.bytes.get(start..).unwrap_or_default();
        let (token, length) = match rest {
            [] => (Token::End, 0),
            [b'/', name @ ..] => {
                let length = regular(name);
                (Token::Name(Name::decode(name.get(..length).unwrap_or_default())), 1 + length)
            }
            [b'(', ..] => string(rest),
            [b'<', b'<', ..] => (Token::DictionaryStart, 2),
            [b'>', b'>', ..] => (Token::DictionaryEnd, 2),
            [b'<', ..] => hexadecimal_string(rest),
            [b'[', ..] => (Token::ArrayStart, 1),
            [b']', ..] => (Token::ArrayEnd, 1),
            [b')' | b'>' | b'{' | b'}', ..] => (Token::Odd, 1),
            _ => {
                let length = regular(rest);
                (word(rest.get(..length).unwrap_or_default()), length)
            }
        };
        self.work = self.work.saturating_add(start + length - before);
        self.at = start + length;
        token
    }
}

/// A number or a keyword.
fn word(word: &[u8]) -> Token<'_> {
    if word.iter().all(u8::is_ascii_digit) {
        let number = word
            .iter()
            .try_fold(0_u32, |number, digit| number.checked_mul(10)?.checked_add(u32::from(digit - b'0')));
        return number.map_or(Token::Number, Token::Integer);
    }
    let digits = word.iter().any(u8::is_ascii_digit);
    if digits && word.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')) {
        return Token::Number;
    }
    Token::Keyword(word)
}

/// A string in parentheses, which nest.
fn string(bytes: &[u8]) -> (Token<'_>, usize) {
    let (mut open, mut at) = (0_usize, 0);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'(' => open += 1,
            b')' if open == 1 => return (Token::String(bytes.get(..at).unwrap_or_default()), at),
            b')' => open -= 1,
            _ => {}
        }
    }
    (Token::Odd, bytes.len())
}

/// A string in angle brackets.
fn hexadecimal_string(bytes: &[u8]) -> (Token<'_>, usize) {
    let inside = bytes.iter().skip(1).take_while(|byte| byte.is_ascii_hexdigit() || is_white(**byte)).count();
    match bytes.get(1 + inside) {
        Some(b'>') => (Token::String(bytes.get(..inside + 2).unwrap_or_default()), inside + 2),
        _ => (Token::Odd, 1),
    }
}

/// How many regular characters there are.
fn regular(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| !is_white(**byte) && !is_delimiter(**byte)).count()
}

/// White space as PDF has it: NUL included.
pub(super) const fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

pub(super) fn hexadecimal(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
