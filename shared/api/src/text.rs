//! Values that are written as texts.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};

/// Reads a text that stands for something else.
struct Written<R> {
    /// For what, and how it is written.
    what: &'static str,
    read: R,
}

impl<T, R: FnOnce(&str) -> Option<T>> Visitor<'_> for Written<R> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let Self { what, read } = self;
        read(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &what))
    }
}

/// Reads a text that stands for something else: `what` says for what and how it is written, as the end of "This must be …".
pub fn written<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    what: &'static str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Written { what, read })
}
