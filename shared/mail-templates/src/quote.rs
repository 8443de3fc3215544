//! What letters quote.

use domain::text::FreeText;

use crate::words;

/// What is quoted, mostly what someone wrote, in lines.
pub(crate) struct UserText {
    pub lines: Vec<String>,
}

impl From<&FreeText> for UserText {
    fn from(text: &FreeText) -> Self {
        Self { lines: words::lines(text.as_str()) }
    }
}
