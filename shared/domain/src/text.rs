//! Text that people write: reasons, questions, answers, names of people and organisations, file names.

use std::fmt;

use crate::problem::Fault;

/// Text with something in it: trimmed, at most a given number of characters, no control characters but line ends and tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeText(String);

impl FreeText {
    /// Reads what a person typed. `max` is in characters.
    ///
    /// # Errors
    /// [`Fault::Missing`], [`Fault::TooLong`] or [`Fault::ControlCharacters`].
    pub fn parse(typed: &str, max: usize) -> Result<Self, Fault> {
        let text = typed.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(Fault::Missing);
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(Fault::ControlCharacters);
        }
        let characters = text.chars().count();
        if characters > max {
            return Err(Fault::TooLong { max, characters });
        }
        Ok(Self(text.to_owned()))
    }

    /// As [`FreeText::parse`], where nothing need be said: a blank is none.
    ///
    /// # Errors
    /// [`Fault::TooLong`] or [`Fault::ControlCharacters`].
    pub fn parse_optional(typed: &str, max: usize) -> Result<Option<Self>, Fault> {
        if typed.trim().is_empty() { Ok(None) } else { Self::parse(typed, max).map(Some) }
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
    /// The longest name, in characters; a bound of ours.
    pub const MAX: usize = 200;

    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`Fault::Missing`], [`Fault::TooLong`] or [`Fault::ControlCharacters`].
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let name = typed.trim();
        if name.is_empty() {
            return Err(Fault::Missing);
        }
        // The separators break lines too, and are no control characters.
        if name.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err(Fault::ControlCharacters);
        }
        let characters = name.chars().count();
        if characters > Self::MAX {
            return Err(Fault::TooLong { max: Self::MAX, characters });
        }
        Ok(Self(name.to_owned()))
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
    /// [`Fault::Missing`], [`Fault::TooLong`] or [`Fault::ControlCharacters`].
    pub fn parse(sent: &str) -> Result<Self, Fault> {
        let last = sent.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        if last.is_empty() {
            return Err(Fault::Missing);
        }
        if last.chars().any(char::is_control) {
            return Err(Fault::ControlCharacters);
        }
        let characters = last.chars().count();
        if characters > Self::MAX {
            return Err(Fault::TooLong { max: Self::MAX, characters });
        }
        Ok(Self(last.to_owned()))
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
