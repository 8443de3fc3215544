//! Characters that people did not mean to type: the name and the place of each.
//!
//! The only place that names a character, for every kind of text. Must not: decide which text may hold which.

use std::fmt;

/// How much of the text before a character is quoted, in characters.
const QUOTED: usize = 20;

/// A character that may not stand where it stands. Shown as “a zero width space (U+200B) at character 13, after “find””.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    pub character: char,
    /// Its line, from 1.
    pub line: usize,
    /// Its place in that line, from 1, in characters.
    pub place: usize,
    /// Whether the text has more than one line.
    pub many_lines: bool,
    /// What stands right before it; nothing at the beginning of a line.
    pub after: String,
}

impl Stray {
    /// The character that begins at this byte of `text`; none at its end.
    pub fn at(text: &str, byte: usize) -> Option<Self> {
        let character = text.get(byte..)?.chars().next()?;
        let before = text.get(..byte)?;
        let line = before.rsplit('\n').next().unwrap_or_default();
        Some(Self {
            character,
            line: before.matches('\n').count() + 1,
            place: line.chars().count() + 1,
            many_lines: text.contains('\n') && character != '\n' || before.contains('\n'),
            after: quoted(line).to_owned(),
        })
    }

    /// The first character of `text` that `is_unfit`.
    pub fn first(text: &str, is_unfit: impl Fn(char) -> bool) -> Option<Self> {
        Self::at(text, text.find(is_unfit)?)
    }
}

impl fmt::Display for Stray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = u32::from(self.character);
        match name(self.character) {
            Some(name) if is_seen(self.character) => write!(f, "{name} (“{}”)", self.character)?,
            Some(name) => write!(f, "{name} (U+{code:04X})")?,
            None => write!(f, "“{}”", self.character)?,
        }
        if self.many_lines {
            write!(f, " on line {}, character {}", self.line, self.place)?;
        } else {
            write!(f, " at character {}", self.place)?;
        }
        if self.after.is_empty() { Ok(()) } else { write!(f, ", after “{}”", self.after) }
    }
}

/// The last word of a line, with the sign that follows it, if one does.
fn quoted(line: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric();
    let visible = |c: char| !is_blank(c) && !c.is_control();
    let tail_from = |line: &str, keep: &dyn Fn(char) -> bool| {
        let kept = line.char_indices().rev().take_while(|(_, c)| keep(*c)).take(QUOTED);
        kept.last().map_or(line.len(), |(at, _)| at)
    };
    let line = line.trim_end_matches(|c| !visible(c));
    let sign = line.chars().next_back().filter(|c| !is_word(*c)).map_or(0, char::len_utf8);
    let word = &line[..line.len() - sign];
    &line[tail_from(word, &is_word)..]
}

/// Whether it leaves no mark on a page: white space, and what Unicode calls ignorable by default.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || c == '\u{2800}'
}

/// Whether text stays the same without it at its beginning or end.
pub fn is_blank_at_an_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

/// Whether it cannot be seen although it is no white space and no control character (Default_Ignorable_Code_Point).
pub const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Whether it turns the direction of the text after it, so that what is read is not what is there.
pub const fn turns_text(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether it breaks a line without being a control character.
pub const fn separates_lines(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether Unicode keeps it for no character at all.
pub const fn is_no_character(c: char) -> bool {
    c as u32 & 0xFFFE == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}')
}

/// Whether it joins or styles what stands before it, as in emoji and in scripts that are not Latin.
pub const fn joins(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

fn is_seen(c: char) -> bool {
    !is_blank(c) && !c.is_control() && !is_no_character(c)
}

/// What it is called, when people would not know it by its look.
fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{0}' => "a null character",
        '\u{7}' => "a bell character",
        '\u{8}' => "a backspace character",
        '\t' => "a tab",
        '\n' => "a line break",
        '\u{B}' => "a vertical tab",
        '\u{C}' => "a form feed",
        '\r' => "a carriage return",
        '\u{1B}' => "an escape character",
        '\u{7F}' => "a delete character",
        '\u{85}' => "a next line character",
        ' ' => "a space",
        '\u{A0}' => "a no-break space",
        '\u{AD}' => "a soft hyphen",
        '\u{34F}' => "a combining grapheme joiner",
        '\u{61C}' => "an Arabic letter mark",
        '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' => "a Hangul filler",
        '\u{180E}' => "a Mongolian vowel separator",
        '\u{2007}' => "a figure space",
        '\u{2009}' => "a thin space",
        '\u{200A}' => "a hair space",
        '\u{200B}' => "a zero width space",
        '\u{200C}' => "a zero width non-joiner",
        '\u{200D}' => "a zero width joiner",
        '\u{200E}' => "a left-to-right mark",
        '\u{200F}' => "a right-to-left mark",
        '\u{2010}' => "a typographic hyphen",
        '\u{2011}' => "a non-breaking hyphen",
        '\u{2013}' => "an en dash",
        '\u{2014}' => "an em dash",
        '\u{2018}' | '\u{2019}' => "a curly apostrophe",
        '\u{201C}' | '\u{201D}' => "a curly quotation mark",
        '\u{2026}' => "an ellipsis",
        '\u{2028}' => "a line separator",
        '\u{2029}' => "a paragraph separator",
        '\u{202A}' => "a left-to-right embedding",
        '\u{202B}' => "a right-to-left embedding",
        '\u{202C}' => "a pop directional formatting character",
        '\u{202D}' => "a left-to-right override",
        '\u{202E}' => "a right-to-left override",
        '\u{202F}' => "a narrow no-break space",
        '\u{2060}' => "a word joiner",
        '\u{2061}'..='\u{2064}' => "an invisible operator",
        '\u{2066}' => "a left-to-right isolate",
        '\u{2067}' => "a right-to-left isolate",
        '\u{2068}' => "a first strong isolate",
        '\u{2069}' => "a pop directional isolate",
        '\u{2800}' => "a blank braille pattern",
        '\u{3000}' => "an ideographic space",
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => "a variation selector",
        '\u{FEFF}' => "a byte order mark",
        '\u{E0000}'..='\u{E007F}' => "a tag character",
        c if c.is_control() => "a control character",
        c if c.is_whitespace() => "a kind of space",
        c if is_invisible(c) => "an invisible character",
        c if is_no_character(c) => "a code that is no character",
        _ => return None,
    })
}
