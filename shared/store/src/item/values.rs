//! How single values are written: ids, instants and days as text, closed lists by their stable codes, digests in hex.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};

use app::mail::MailReference;
use domain::codes::Coded;
use domain::reference::{
    AnyReference, OatReference, PreFlightReference, Reference, SupportReference, WrittenReference,
};
use domain::task::TaskId;
use domain::tried::Tried;
use jiff::Timestamp;
use jiff::civil::Date;
use newtype_uuid::{TypedUuid, TypedUuidKind};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value written as its own text.
pub(crate) trait Written: Display + Sized {
    /// What it is, for errors.
    const WHAT: &'static str;
    /// Whether it is of a closed list, of which a newer release may know more.
    const IS_LISTED: bool = false;
    /// Reads the text back.
    fn read(text: &str) -> Option<Self>;
}

impl Written for Timestamp {
    const WHAT: &'static str = "an RFC 3339 instant";
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Written for Date {
    const WHAT: &'static str = "a day";
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Written for Reference {
    const WHAT: &'static str = "a reference";
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Written for SupportReference {
    const WHAT: &'static str = "a reference of a support request";
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Written for PreFlightReference {
    const WHAT: &'static str = "a reference of a pre-flight";
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Written for OatReference {
    const WHAT: &'static str = "a reference of an OAT request";
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Written for AnyReference {
    const WHAT: &'static str = "a reference";
    fn read(text: &str) -> Option<Self> {
        // Written with its prefix, it is one reference only.
        WrittenReference::parse(text).ok()?.candidates().into_iter().next()
    }
}

impl Written for TaskId {
    const WHAT: &'static str = "the id of a task";
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Written for MailReference {
    const WHAT: &'static str = "a reference of what a notification is about";
    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Written for Tried {
    const WHAT: &'static str = "a command";
    const IS_LISTED: bool = true;
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl<K: TypedUuidKind> Written for TypedUuid<K> {
    const WHAT: &'static str = "a UUID";
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Written for IpAddr {
    const WHAT: &'static str = "an IP address";
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Written for SocketAddr {
    const WHAT: &'static str = "an IP address and a port";
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// A [`Written`] value in an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Text<T>(pub(crate) T);

impl<T: Written> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: Written> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        T::read(&text).map(Self).ok_or_else(|| match T::IS_LISTED {
            true => D::Error::unknown_variant(&text, &[]),
            false => D::Error::invalid_value(Unexpected::Str(&text), &T::WHAT),
        })
    }
}

/// An instant written to the millisecond and always as long, so that it sorts as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instant(pub(crate) Timestamp);

impl Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer).map(|Text(at)| Self(at))
    }
}

/// A value of a closed list in an item, written as its stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Code<T>(pub(crate) T);

impl<T: Coded> Serialize for Code<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.code())
    }
}

impl<'de, T: Coded> Deserialize<'de> for Code<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        T::from_code(&code).map(Self).ok_or_else(|| D::Error::unknown_variant(&code, T::CODES))
    }
}

/// A set of values, as written.
pub(super) fn codes<T: Coded>(values: &BTreeSet<T>) -> BTreeSet<Code<T>> {
    values.iter().copied().map(Code).collect()
}

/// A set of values, taken back.
pub(super) fn uncoded<T: Coded>(codes: BTreeSet<Code<T>>) -> BTreeSet<T> {
    codes.into_iter().map(|code| code.0).collect()
}

/// A SHA-256, in hex.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Digest(pub(crate) [u8; 32]);

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(self.0))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut digest = [0; 32];
        match hex::decode_to_slice(&text, &mut digest) {
            Ok(()) => Ok(Self(digest)),
            Err(_) => Err(D::Error::invalid_value(Unexpected::Str(&text), &"a SHA-256 in hex")),
        }
    }
}

/// Bytes as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bytes<'a>(pub(crate) Cow<'a, [u8]>);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(BytesVisitor).map(|bytes| Self(Cow::Owned(bytes)))
    }
}

struct BytesVisitor;

impl Visitor<'_> for BytesVisitor {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(bytes)
    }
}
