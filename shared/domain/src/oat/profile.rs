//! The find profile by which a find request was made, as results keep it (O4, Q10).

use crate::text::Name;

/// Marks a find profile: what PDP calls it, and what tells it from every other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileMark {
    /// What it is called; it may stay when the request changes.
    pub label: Name,
    /// SHA-256 of everything in it that shapes a request or its deadline. The label is not part of it.
    pub digest: [u8; 32],
}

impl ProfileMark {
    /// The longest label, in characters: every run of a request for OAT keeps one, and the request is one item.
    pub const LABEL_CHARACTERS: usize = 60;

    /// Whether requests are made otherwise by now, as far as that is known.
    pub fn has_changed_since(&self, present: Option<&Self>) -> Option<bool> {
        present.map(|present| present.digest != self.digest)
    }
}
