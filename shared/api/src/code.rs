//! Values of closed lists, as their codes.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{EnumAccess, Error, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A closed list that the document publishes.
pub trait Listed: Copy + Eq + 'static {
    /// Its name in the document.
    const NAME: &'static str;

    /// What the document says of it.
    const DESCRIPTION: &'static str;

    /// Every code, in the order of the list.
    const CODES: &'static [&'static str];

    /// The code.
    fn text(self) -> &'static str;

    /// The value with this code, if there is one.
    fn of_text(text: &str) -> Option<Self>;
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
        serializer.serialize_str(self.0.text())
    }
}

impl<'de, T: Listed> Deserialize<'de> for Code<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum(T::NAME, T::CODES, OneOf(PhantomData))
    }
}

/// Reads one of the codes of a list.
struct OneOf<T>(PhantomData<T>);

impl<'de, T: Listed> Visitor<'de> for OneOf<T> {
    type Value = Code<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one of: {}", T::CODES.join(", "))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Code<T>, A::Error> {
        let (text, rest) = data.variant::<String>()?;
        rest.unit_variant()?;
        T::of_text(&text).map(Code).ok_or_else(|| A::Error::unknown_variant(&text, T::CODES))
    }
}

/// The schema of a list of codes.
pub(crate) fn schema_of(description: &'static str, codes: &[&'static str]) -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String).description(Some(description));
    text.enum_values(Some(codes.iter().copied())).into()
}

impl<T: Listed> PartialSchema for Code<T> {
    fn schema() -> RefOr<Schema> {
        schema_of(T::DESCRIPTION, T::CODES)
    }
}

impl<T: Listed> ToSchema for Code<T> {
    fn name() -> Cow<'static, str> {
        T::NAME.into()
    }
}
