//! Text that people write: reasons, questions, answers, names of people and organisations, file names.
//!
//! One reading for all of them: blanks at both ends are left out, text without visible characters counts as none, and a
//! character that cannot be shown is refused by name and place. Lengths are counted after that, in Unicode characters, a line
//! end as one, as in the API document (JSON Schema). Browsers count some characters twice, so what they let pass is never too
//! long here.

use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::characters::{
    Stray, is_blank, is_blank_at_an_end, is_invisible, is_no_character, joins, separates_lines, turns_text,
};
use crate::problem::Violation;

/// Whether nothing can be read of it.
pub fn is_blank_text(typed: &str) -> bool {
    typed.chars().all(is_blank)
}

/// What is kept of a text in which no character `is_unfit` (given with the one before it).
fn read(typed: &str, max: usize, is_unfit: impl Fn(Option<char>, char) -> bool) -> Result<&str, Violation> {
    let kept = typed.trim_matches(is_blank_at_an_end);
    if is_blank_text(kept) {
        return Err(Violation::Missing);
    }
    // Places are those of what was typed; what is left out before it is blank.
    let start = typed.len() - typed.trim_start_matches(is_blank_at_an_end).len();
    let unfit = |before, c: char| is_unfit(before, c) || is_no_character(c) || turns_text(c);
    let mut before = None;
    for (at, c) in kept.char_indices() {
        if unfit(before, c)
            && let Some(stray) = Stray::at(&typed[..start + kept.len()], start + at)
        {
            return Err(Violation::HiddenCharacter { stray });
        }
        before = Some(c);
    }
    fits(kept, max).map(|()| kept)
}

fn fits(text: &str, max: usize) -> Result<(), Violation> {
    let characters = text.chars().count();
    if characters > max { Err(Violation::TooLong { max, characters }) } else { Ok(()) }
}

/// One spelling for names that look the same (Unicode's normal form C).
fn composed(name: &str) -> String {
    const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
    NFC.normalize(name).into_owned()
}

/// Text with something in it: trimmed, at most a given number of characters, no control characters but line ends and tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeText(String);

impl FreeText {
    /// Reads what a person typed. `max` is in characters.
    ///
    /// # Errors
    /// [`Violation::Missing`], [`Violation::TooLong`] or [`Violation::HiddenCharacter`].
    pub fn parse(typed: &str, max: usize) -> Result<Self, Violation> {
        let text = typed.replace("\r\n", "\n");
        let kept = read(&text, max, |_, c| c.is_control() && c != '\n' && c != '\t')?;
        Ok(Self(kept.to_owned()))
    }

    /// As [`FreeText::parse`], where nothing need be said: a blank is none.
    ///
    /// # Errors
    /// [`Violation::TooLong`] or [`Violation::HiddenCharacter`].
    pub fn parse_optional(typed: &str, max: usize) -> Result<Option<Self>, Violation> {
        if is_blank_text(typed) { Ok(None) } else { Self::parse(typed, max).map(Some) }
    }

    /// Takes back what [`FreeText::parse`] accepted when it was stored; limits may have changed since.
    pub fn restore(stored: String) -> Self {
        Self(stored)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FreeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a person or an organisation is called: one line, which subjects and greetings can hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// The longest name, in characters; our own bound.
    pub const MAX: usize = 200;

    /// Reads what a person typed: on one line, without characters that cannot be seen, so that no two names look the same. What
    /// joins letters of other scripts may stand in it.
    ///
    /// # Errors
    /// [`Violation::Missing`], [`Violation::TooLong`] or [`Violation::HiddenCharacter`].
    pub fn parse(typed: &str) -> Result<Self, Violation> {
        let is_unfit = |before: Option<char>, c: char| {
            let joins_letters = joins(c) && before.is_some_and(|before| !before.is_ascii());
            c.is_control() || separates_lines(c) || (is_invisible(c) && !joins_letters)
        };
        // Read again as it is kept: composing makes a name shorter, and a few letters plain.
        let name = composed(read(typed, usize::MAX, is_unfit)?);
        read(&name, Self::MAX, is_unfit)?;
        Ok(Self(name))
    }

    /// Takes back what [`Name::parse`] accepted when it was stored.
    pub fn restore(stored: String) -> Self {
        Self(stored)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name a person's own file has, kept only to be shown (E4). Never part of a storage key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// The longest name kept, in characters.
    pub const MAX: usize = 255;

    /// Keeps the last part of what the browser sent (some send whole paths).
    ///
    /// # Errors
    /// [`Violation::Missing`], [`Violation::TooLong`] or [`Violation::HiddenCharacter`].
    pub fn parse(sent: &str) -> Result<Self, Violation> {
        let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = composed(read(last, usize::MAX, |_, c| c.is_control() || separates_lines(c))?);
        fits(&name, Self::MAX)?;
        Ok(Self(name))
    }

    /// Takes back what [`FileName::parse`] accepted when it was stored.
    pub fn restore(stored: String) -> Self {
        Self(stored)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
