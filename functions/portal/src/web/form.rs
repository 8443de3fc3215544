//! Forms, as browsers send them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::multipart;

/// The longest form: the longest answers of all pages are much shorter.
pub const LONGEST: usize = 256 * 1024;

/// The name of the field with the secret of the session.
pub const CSRF: &str = "csrf";

/// What was typed and chosen, in the order of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Form {
    pub(super) fields: Vec<(String, String)>,
    /// Files are sent on or forgotten: a form that is kept has none.
    #[serde(skip)]
    pub(super) files: Vec<SentFile>,
}

/// A file that was sent with a form.
#[derive(Clone, PartialEq, Eq)]
pub struct SentFile {
    pub(super) field: String,
    pub(super) bytes: Vec<u8>,
}

/// What is in it is nobody's business.
impl fmt::Debug for SentFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes in {}", self.bytes.len(), self.field)
    }
}

impl Form {
    /// Reads the body of a request with this content type.
    pub fn sent(content_type: &str, body: &[u8]) -> Option<Self> {
        if content_type.starts_with(multipart::KIND) {
            multipart::read(content_type, body)
        } else {
            Self::read(body)
        }
    }

    /// Reads a query, or the body of a form without files.
    pub fn read(body: &[u8]) -> Option<Self> {
        let fields = serde_urlencoded::from_bytes(body).ok()?;
        Some(Self { fields, files: Vec::new() })
    }

    /// The file that was chosen in a field; none when none was, or when there is nothing in it.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        let found = self.files.iter().find(|file| file.field == name);
        found.map(|file| file.bytes.as_slice()).filter(|bytes| !bytes.is_empty())
    }

    /// The first value of a field; empty when there is none. Line breaks are as people mean them, not as forms write them.
    pub fn value(&self, name: &str) -> String {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.replace("\r\n", "\n")).unwrap_or_default()
    }

    /// All values of a field, in their order: what is chosen of several.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.fields.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
    }

    /// A text without the spaces around it; none when it is empty.
    pub fn text(&self, name: &str) -> Option<String> {
        Some(self.value(name).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The answer to a question of yes or no; none when there is none.
    pub fn yes_no(&self, name: &str) -> Option<bool> {
        match self.value(name).as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    /// The same without the secret of the session that it was sent in.
    pub fn without_secret(self) -> Self {
        let fields = self.fields.into_iter().filter(|(field, _)| field != CSRF).collect();
        Self { fields, ..self }
    }
}
