//! A field of an item that may be older than the field.

use std::fmt::{self, Debug, Formatter};

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::stored::Stored;

/// A value in an item. Where there is none it reads as [`Stored::absent`], if there is such a value: so a flag, a number, a text or
/// a list that is added to a structure does not make the items unreadable that were written before.
pub(crate) struct Held<'a, T: Stored + 'a>(pub(crate) T::Item<'a>);

impl<'a, T: Stored> Held<'a, T> {
    /// Whether it is not written.
    pub(crate) fn is_left_out(&self) -> bool {
        T::is_left_out(&self.0)
    }
}

impl<'a, T: Stored> Debug for Held<'a, T>
where
    T::Item<'a>: Debug,
{
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'a, T: Stored> Serialize for Held<'a, T>
where
    T::Item<'a>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, 'a, T: Stored> Deserialize<'de> for Held<'a, T>
where
    T::Item<'a>: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match T::absent() {
            // Only what may be absent is asked for as an option, so that an error names the field.
            Some(absent) => deserializer.deserialize_option(OrAbsent::<T>(absent)).map(Self),
            None => T::Item::deserialize(deserializer).map(Self),
        }
    }
}

struct OrAbsent<'a, T: Stored + 'a>(T::Item<'a>);

impl<'de, 'a, T: Stored> Visitor<'de> for OrAbsent<'a, T>
where
    T::Item<'a>: Deserialize<'de>,
{
    type Value = T::Item<'a>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a value or none")
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(self.0)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Deserialize::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use domain::ids::PersonId;
    use domain::policy::Step;
    use domain::text::FreeText;
    use serde::Serialize;
    use serde_json::json;

    use crate::item::stored::{Stored, stored_enum, stored_struct};

    #[derive(Debug, PartialEq)]
    struct Before {
        id: PersonId,
    }

    #[derive(Debug, PartialEq)]
    struct After {
        id: PersonId,
        flag: bool,
        count: u32,
        words: String,
        list: Vec<FreeText>,
        set: BTreeSet<Step>,
        map: BTreeMap<Step, FreeText>,
        perhaps: Option<FreeText>,
    }

    #[derive(Debug, PartialEq)]
    enum Case {
        One { id: PersonId, flag: bool, list: Vec<FreeText> },
    }

    stored_struct!(BeforeItem for Before { id: PersonId });
    stored_struct! {
        AfterItem for After {
            id: PersonId, flag: bool, count: u32, words: String, list: Vec<FreeText>, set: BTreeSet<Step>,
            map: BTreeMap<Step, FreeText>, perhaps: Option<FreeText>
        }
    }
    stored_enum!(CaseItem for Case { One { id: PersonId, flag: bool, list: Vec<FreeText> }, });

    fn written(item: impl Serialize) -> aws_sdk_dynamodb::types::AttributeValue {
        crate::item::write_value(&item).unwrap()
    }

    #[test]
    fn a_new_field_has_its_default_in_items_from_before() {
        let id = PersonId::nil();
        let item: AfterItem<'static> =
            serde_dynamo::from_attribute_value(written(Before { id }.item())).unwrap();
        let expected = After {
            id,
            flag: false,
            count: 0,
            words: String::new(),
            list: Vec::new(),
            set: BTreeSet::new(),
            map: BTreeMap::new(),
            perhaps: None,
        };
        assert_eq!(After::restore(item), expected);
        let case = written(json!({ "one": { "id": id.to_string() } }));
        let item: CaseItem<'static> = serde_dynamo::from_attribute_value(case).unwrap();
        assert_eq!(Case::restore(item), Case::One { id, flag: false, list: Vec::new() });
    }

    #[test]
    fn what_nothing_can_stand_for_is_missed_by_its_name() {
        let item = serde_dynamo::from_attribute_value::<_, BeforeItem<'static>>(written(json!({})));
        assert!(item.unwrap_err().to_string().contains("`id`"));
    }
}
