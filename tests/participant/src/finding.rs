//! The possible faults of a find request, in words. Must not: judge a request.

use serde::{Deserialize, Serialize};

/// Something that is wrong with a find request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub with: Part,
    /// The fault, in words.
    pub what: String,
}

/// A part of a find request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The name asked for in TLS.
    ServerName,
    /// Method, target or version.
    RequestLine,
    /// `Host`.
    Host,
    /// The header with its id.
    RequestId,
    /// Any other header.
    Header,
    Body,
    /// The form of a token, or its header.
    Token,
    /// The signature of a token, or the key it names.
    Signature,
    /// The claims of a token.
    Claims,
    /// A token that was used before.
    Replay,
}

impl Part {
    /// Whether the sender cannot be believed, rather than not understood.
    pub(crate) fn is_about_trust(self) -> bool {
        matches!(self, Self::Signature | Self::Claims | Self::Replay)
    }
}

impl Finding {
    pub(crate) fn new(with: Part, what: impl Into<String>) -> Self {
        Self { with, what: what.into() }
    }
}
