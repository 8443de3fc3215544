//! Reads attributes as the types of items: as `serde_dynamo` does, which reads every single value, and keeps what nobody asks for.
//!
//! It copies only what tells the elements of lists apart. A code that this version does not know is one fault, and damage is another.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::value::{StrDeserializer, StringDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::read_past::{BESIDE, Step, Telling, Unknown, Which};
use crate::table::keys::Item;

/// Why content cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// A closed list has something that is not known here. A newer release may know it.
    #[error("{0}")]
    Unknown(serde_dynamo::Error),
    #[error(transparent)]
    Other(#[from] serde_dynamo::Error),
}

impl serde::de::Error for ReadError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Other(serde_dynamo::Error::custom(message))
    }

    fn unknown_variant(found: &str, known: &'static [&'static str]) -> Self {
        Self::Unknown(serde_dynamo::Error::unknown_variant(found, known))
    }
}

/// Where a value is in an item, from the inside to the outside.
#[derive(Clone, Copy)]
enum Place<'p> {
    Item,
    Named(&'p Self, &'p str),
    Case(&'p Self, &'p str),
    /// One of the elements that are told apart like this.
    Element(&'p Self, &'p [Option<Telling>], usize),
}

impl Place<'_> {
    fn steps(&self) -> Vec<Step> {
        let (outside, step) = match self {
            Self::Item => return Vec::new(),
            Self::Named(outside, name) => (outside, Step::Named((*name).to_owned())),
            Self::Case(outside, case) => (outside, Step::Case((*case).to_owned())),
            Self::Element(outside, all, place) => (outside, Step::Element(Which::of(all, *place))),
        };
        let mut steps = outside.steps();
        steps.push(step);
        steps
    }
}

/// A value that is read.
pub(super) struct Reading<'r> {
    value: AttributeValue,
    place: &'r Place<'r>,
    /// What nobody asked for.
    unknown: &'r mut Vec<Unknown>,
}

impl<'r> Reading<'r> {
    /// The content of `item`.
    pub(super) fn of(item: Item, unknown: &'r mut Vec<Unknown>) -> Self {
        Self { value: AttributeValue::M(item), place: &Place::Item, unknown }
    }

    fn keep(self) {
        if !matches!(self.place, Place::Named(Place::Item, name) if BESIDE.contains(name)) {
            self.unknown.push(Unknown { at: self.place.steps(), value: self.value });
        }
    }
}

/// Values without others inside.
macro_rules! single_values {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            Ok(serde_dynamo::Deserializer::from_attribute_value(self.value.into()).$method(visitor)?)
        }
    )+};
}

impl<'de> Deserializer<'de> for Reading<'_> {
    type Error = ReadError;

    single_values! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16
        deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64 deserialize_char deserialize_bytes
        deserialize_byte_buf deserialize_unit
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let Self { value, place, unknown } = self;
        match value {
            AttributeValue::S(text) => visitor.visit_string(text),
            AttributeValue::M(map) => {
                visitor.visit_map(Attributes { left: map.into_iter(), next: None, place, unknown })
            }
            AttributeValue::L(list) => {
                let told_apart = list.iter().map(Telling::of).collect();
                visitor.visit_seq(Elements { left: list.into_iter(), told_apart, place, unknown })
            }
            other => {
                Ok(serde_dynamo::Deserializer::from_attribute_value(other.into()).deserialize_any(visitor)?)
            }
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.value {
            AttributeValue::S(text) => visitor.visit_string(text),
            other => {
                Ok(serde_dynamo::Deserializer::from_attribute_value(other.into()).deserialize_str(visitor)?)
            }
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.value {
            AttributeValue::L(_) => self.deserialize_any(visitor),
            other => {
                Ok(serde_dynamo::Deserializer::from_attribute_value(other.into()).deserialize_seq(visitor)?)
            }
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.value {
            AttributeValue::M(_) => self.deserialize_any(visitor),
            other => {
                Ok(serde_dynamo::Deserializer::from_attribute_value(other.into()).deserialize_map(visitor)?)
            }
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.value {
            AttributeValue::Null(true) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        cases: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let Self { value, place, unknown } = self;
        match value {
            AttributeValue::S(case) => {
                let case: StringDeserializer<ReadError> = case.into_deserializer();
                visitor.visit_enum(case)
            }
            AttributeValue::M(map) if map.len() == 1 => {
                let Some((case, content)) = map.into_iter().next() else {
                    return Err(ReadError::custom("no case"));
                };
                visitor.visit_enum(Case { case, content, place, unknown })
            }
            other => {
                let value = serde_dynamo::Deserializer::from_attribute_value(other.into());
                Ok(value.deserialize_enum(name, cases, visitor)?)
            }
        }
    }

    /// Nobody asked for it.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.keep();
        visitor.visit_unit()
    }
}

/// The attributes of a map.
struct Attributes<'r> {
    left: std::collections::hash_map::IntoIter<String, AttributeValue>,
    next: Option<(String, AttributeValue)>,
    place: &'r Place<'r>,
    unknown: &'r mut Vec<Unknown>,
}

impl<'de> MapAccess<'de> for Attributes<'_> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        self.next = self.left.next();
        let Some((name, _)) = &self.next else { return Ok(None) };
        let name: StrDeserializer<'_, ReadError> = name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, ReadError> {
        let Some((name, value)) = self.next.take() else {
            return Err(ReadError::custom("no name before a value"));
        };
        let place = Place::Named(self.place, &name);
        seed.deserialize(Reading { value, place: &place, unknown: self.unknown })
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

/// The elements of a list.
struct Elements<'r> {
    left: std::vec::IntoIter<AttributeValue>,
    told_apart: Vec<Option<Telling>>,
    place: &'r Place<'r>,
    unknown: &'r mut Vec<Unknown>,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = ReadError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, ReadError> {
        let at = self.told_apart.len() - self.left.len();
        let Some(value) = self.left.next() else { return Ok(None) };
        let place = Place::Element(self.place, &self.told_apart, at);
        seed.deserialize(Reading { value, place: &place, unknown: self.unknown }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

/// A case of an enumeration, with what it has.
struct Case<'r> {
    case: String,
    content: AttributeValue,
    place: &'r Place<'r>,
    unknown: &'r mut Vec<Unknown>,
}

impl<'de> EnumAccess<'de> for Case<'_> {
    type Error = ReadError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), ReadError> {
        let case: StrDeserializer<'_, ReadError> = self.case.as_str().into_deserializer();
        Ok((seed.deserialize(case)?, self))
    }
}

impl<'de> VariantAccess<'de> for Case<'_> {
    type Error = ReadError;

    /// The case had nothing yet.
    fn unit_variant(self) -> Result<(), ReadError> {
        let place = Place::Case(self.place, &self.case);
        Reading { value: self.content, place: &place, unknown: self.unknown }.keep();
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, ReadError> {
        let place = Place::Case(self.place, &self.case);
        seed.deserialize(Reading { value: self.content, place: &place, unknown: self.unknown })
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ReadError> {
        let place = Place::Case(self.place, &self.case);
        Reading { value: self.content, place: &place, unknown: self.unknown }.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let place = Place::Case(self.place, &self.case);
        Reading { value: self.content, place: &place, unknown: self.unknown }.deserialize_map(visitor)
    }
}
