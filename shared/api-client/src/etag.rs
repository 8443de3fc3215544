//! Entity tags: versions as headers carry them.

use std::fmt;

/// The version of something that was seen: what a command on it has to name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ETag(String);

impl ETag {
    /// Of this version.
    pub fn of(version: u64) -> Self {
        Self(format!("\"{version}\""))
    }

    /// Whatever the version is by now. It overwrites what nobody saw: for repairs.
    pub fn any() -> Self {
        Self("*".to_owned())
    }

    /// Reads what [`ETag::as_str`] gave, after a form had it.
    pub fn parse(text: &str) -> Option<Self> {
        let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'))?;
        version.parse().ok().map(Self::of)
    }

    /// As it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
