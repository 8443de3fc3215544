//! Quotations in notifications.

use domain::text::FreeText;

use crate::words;

/// The lines of a quotation, mostly of a person's text.
pub(crate) struct UserText {
    pub lines: Vec<String>,
}

impl From<&FreeText> for UserText {
    fn from(text: &FreeText) -> Self {
        Self { lines: words::lines(text.as_str()) }
    }
}
