//! Values of closed lists, as their codes.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use domain::codes::Coded;
use serde::de::{EnumAccess, Error, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A closed list that the document publishes.
pub trait Listed: Coded {
    /// Its name in the document.
    const NAME: &'static str;

    /// What the document says of it.
    const DESCRIPTION: &'static str;

    /// How its values are written, in the order of the list.
    const WORDS: &'static [&'static str] = Self::CODES;

    /// How it is written.
    fn word(self) -> &'static str {
        self.code()
    }
}

/// A value of a closed list of the domain, written and read as its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code<T>(pub T);

impl<T> Deref for Code<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Code<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: PartialEq> PartialEq<T> for Code<T> {
    fn eq(&self, other: &T) -> bool {
        self.0 == *other
    }
}

impl<T: Listed> Serialize for Code<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<'de, T: Listed> Deserialize<'de> for Code<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum(T::NAME, T::WORDS, OneOf(PhantomData))
    }
}

/// Reads one of the codes of a list.
struct OneOf<T>(PhantomData<T>);

impl<'de, T: Listed> Visitor<'de> for OneOf<T> {
    type Value = Code<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one of: {}", T::WORDS.join(", "))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Code<T>, A::Error> {
        let (text, rest) = data.variant::<String>()?;
        rest.unit_variant()?;
        let found = T::ALL.iter().copied().find(|value| value.word() == text);
        found.map(Code).ok_or_else(|| A::Error::unknown_variant(&text, T::WORDS))
    }
}

impl<T: Listed> PartialSchema for Code<T> {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).description(Some(T::DESCRIPTION));
        text.enum_values(Some(T::WORDS.iter().copied())).into()
    }
}

impl<T: Listed> ToSchema for Code<T> {
    fn name() -> Cow<'static, str> {
        T::NAME.into()
    }
}
