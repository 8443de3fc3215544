//! Forms, as browsers send them.

use serde::{Deserialize, Serialize};

/// The longest form: the longest answers of all pages are much shorter.
pub const LONGEST: usize = 256 * 1024;

/// The name of the field with the secret of the session.
pub const CSRF: &str = "csrf";

/// What was typed and chosen, in the order of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the body of a request.
    pub fn read(body: &[u8]) -> Option<Self> {
        serde_urlencoded::from_bytes(body).ok().map(Self)
    }

    /// The first value of a field; empty when there is none. Line breaks are as people mean them, not as forms write them.
    pub fn value(&self, name: &str) -> String {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.replace("\r\n", "\n")).unwrap_or_default()
    }

    /// All values of a field, in their order: what is chosen of several.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
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
        Self(self.0.into_iter().filter(|(field, _)| field != CSRF).collect())
    }
}
