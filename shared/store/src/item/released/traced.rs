//! Notes what a reader asks an item for: which cases an enumeration has and which of them the items had, which fields a structure
//! has and which of them were there. So nobody keeps a list of what is stored beside the code that stores it.
//!
//! `item::read` calls it in tests, whatever is read.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

use crate::item::Item;

type Names = &'static [&'static str];

/// Names of a type and of everything it can have; what of it was met.
type Met = BTreeMap<(&'static str, Names), BTreeSet<String>>;

thread_local! {
    /// What was noted on this thread; none as long as nobody asked for it.
    static SEEN: RefCell<Option<Met>> = const { RefCell::new(None) };
}

/// Notes what reading `item` as a `T` asks for.
pub(in crate::item) fn note<T: DeserializeOwned>(item: &Item) {
    if SEEN.with_borrow(Option::is_none) {
        return;
    }
    let value = AttributeValue::M(item.clone());
    // The reader reports what it cannot read.
    let _ = T::deserialize(Traced(&value));
}

/// What is asked for on this thread during `reading`, as `EventItem::oat_settled`, `FindingItem::note`; and what of it was there.
pub(super) fn asked_for_and_met(reading: impl FnOnce()) -> [BTreeSet<String>; 2] {
    SEEN.set(Some(BTreeMap::new()));
    reading();
    let seen = SEEN.take().unwrap_or_default();
    let named = |name: &str, one: &str| format!("{name}::{one}");
    let asked = seen.keys().flat_map(|(name, all)| all.iter().map(|one| named(name, one)));
    let met = seen.iter().flat_map(|((name, _), met)| met.iter().map(|one| named(name, one)));
    [asked.collect(), met.collect()]
}

fn met<'m>(name: &'static str, all: Names, these: impl IntoIterator<Item = &'m String>) {
    SEEN.with_borrow_mut(|seen| {
        let Some(seen) = seen else { return };
        let known = seen.entry((name, all)).or_default();
        known.extend(these.into_iter().filter(|one| all.contains(&one.as_str())).cloned());
    });
}

struct Traced<'v>(&'v AttributeValue);

impl<'v> IntoDeserializer<'_, Error> for Traced<'v> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

fn entries(map: &Item) -> impl Iterator<Item = (String, Traced<'_>)> {
    map.iter().map(|(name, value)| (name.clone(), Traced(value)))
}

impl<'de> Deserializer<'de> for Traced<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            AttributeValue::S(text) => visitor.visit_str(text),
            AttributeValue::N(number) => match (number.parse(), number.parse()) {
                (Ok(number), _) => visitor.visit_u64(number),
                (_, Ok(number)) => visitor.visit_i64(number),
                _ => Err(Error::custom("no whole number")),
            },
            AttributeValue::Bool(value) => visitor.visit_bool(*value),
            AttributeValue::B(bytes) => visitor.visit_bytes(bytes.as_ref()),
            AttributeValue::L(values) => visitor.visit_seq(SeqDeserializer::new(values.iter().map(Traced))),
            AttributeValue::M(map) => visitor.visit_map(MapDeserializer::new(entries(map))),
            _ => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            AttributeValue::Null(_) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: Names,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if let AttributeValue::M(map) = self.0 {
            met(name, fields, map.keys());
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        cases: Names,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (case, value) = match self.0 {
            AttributeValue::S(case) => (case, None),
            AttributeValue::M(map) => match map.iter().next() {
                Some((case, value)) => (case, Some(value)),
                None => return Err(Error::custom("no case")),
            },
            _ => return Err(Error::custom("no case")),
        };
        met(name, cases, [case]);
        let case =
            cases.iter().copied().find(|one| one == case).ok_or_else(|| Error::custom("unknown case"))?;
        visitor.visit_enum(Case { case, value })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

struct Case<'v> {
    case: &'static str,
    value: Option<&'v AttributeValue>,
}

impl<'de, 'v> EnumAccess<'de> for Case<'v> {
    type Error = Error;
    type Variant = Self;
    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        let name: StringDeserializer<Error> = self.case.to_owned().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'v> Case<'v> {
    fn content(&self) -> Result<&'v AttributeValue, Error> {
        self.value.ok_or_else(|| Error::custom("a case without content"))
    }
}

impl<'de> VariantAccess<'de> for Case<'_> {
    type Error = Error;
    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }
    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(Traced(self.content()?))
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        Traced(self.content()?).deserialize_any(visitor)
    }
    fn struct_variant<V: Visitor<'de>>(self, fields: Names, visitor: V) -> Result<V::Value, Error> {
        Traced(self.content()?).deserialize_struct(self.case, fields, visitor)
    }
}
