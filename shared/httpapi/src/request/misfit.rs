//! Says in words which field of a body or a query does not have the shape of the document, and what it may hold.
//!
//! Objects are objects at every depth: derived readers would also take a list of the fields in their order.

use std::fmt;

use api::FieldProblem;
use serde::Deserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Error, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    Visitor,
};

use crate::request::tree::Tree;

/// The first thing that does not fit.
#[derive(Debug)]
pub(crate) struct Misfit {
    /// Where, the innermost part first.
    path: Vec<Part>,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Field(String),
    At(usize),
}

#[derive(Debug)]
enum Kind {
    /// It must be what the text says.
    Wrong(String),
    /// It must be one of a list.
    Unlisted(&'static [&'static str]),
    /// There is no such field; there are these.
    Unknown(&'static [&'static str]),
    Missing,
    Twice,
}

/// Reads a `T`. `again` gives the same tree once more.
///
/// # Errors
/// The first thing in it that does not fit.
pub(crate) fn read<T: DeserializeOwned>(
    tree: Tree,
    again: impl FnOnce() -> Option<Tree>,
) -> Result<T, FieldProblem> {
    T::deserialize(tree).map_err(|misfit| {
        let mut message = misfit.message();
        if matches!(misfit.kind, Kind::Missing) {
            // The type of the field says what it has to be, when the value fits nothing.
            let other = again().and_then(|tree| T::deserialize(tree.wanting(&misfit.path)).err());
            if let Some(other) = other.filter(|other| other.path == misfit.path) {
                message = format!("{message}. It must be {}", other.needed());
            }
        }
        FieldProblem::new(misfit.field(), misfit.code(), message)
    })
}

impl Misfit {
    const fn new(kind: Kind) -> Self {
        Self { path: Vec::new(), kind }
    }

    fn of_field(name: &str, kind: Kind) -> Self {
        Self { path: vec![Part::Field(name.to_owned())], kind }
    }

    fn inside(mut self, part: Part) -> Self {
        self.path.push(part);
        self
    }

    fn field(&self) -> String {
        let mut field = String::new();
        for part in self.path.iter().rev() {
            match part {
                Part::Field(name) if field.is_empty() => field.push_str(name),
                Part::Field(name) => field.extend([".", name]),
                Part::At(place) => field.push_str(&format!("[{place}]")),
            }
        }
        if field.is_empty() { "body".to_owned() } else { field }
    }

    const fn code(&self) -> &'static str {
        match self.kind {
            Kind::Wrong(_) => "wrong_type",
            Kind::Unlisted(_) => "unknown_value",
            Kind::Unknown(_) => "unknown_field",
            Kind::Missing => "missing",
            Kind::Twice => "duplicate_field",
        }
    }

    /// What would have to be there.
    fn needed(&self) -> String {
        match &self.kind {
            Kind::Wrong(words) => words.clone(),
            Kind::Unlisted(listed) => one_of(listed),
            Kind::Unknown(_) | Kind::Missing | Kind::Twice => String::new(),
        }
    }

    fn message(&self) -> String {
        match &self.kind {
            Kind::Wrong(_) | Kind::Unlisted(_) => format!("This must be {}", self.needed()),
            Kind::Unknown([]) => "Remove this: nothing is sent here".to_owned(),
            Kind::Unknown(known) => {
                format!("This name is not known here. Remove it, or use {}", one_of(known))
            }
            Kind::Missing => "Add this field".to_owned(),
            Kind::Twice => "Send this only once".to_owned(),
        }
    }
}

fn one_of(listed: &[&str]) -> String {
    match listed {
        [one] => (*one).to_owned(),
        _ => format!("one of: {}", listed.join(", ")),
    }
}

/// What a reader asks for, in words. What it says of itself is kept, if it does.
fn words(expected: &dyn Expected) -> String {
    let said = expected.to_string();
    match said.as_str() {
        "a string" => "text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "u32" => "a whole number from 0 to 4,294,967,295".to_owned(),
        _ => said,
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field(), self.message())
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    fn custom<T: fmt::Display>(said: T) -> Self {
        Self::new(Kind::Wrong(said.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Kind::Wrong(words(expected)))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Kind::Wrong(words(expected)))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new(Kind::Wrong(words(expected)))
    }

    fn unknown_variant(_: &str, listed: &'static [&'static str]) -> Self {
        Self::new(Kind::Unlisted(listed))
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self::of_field(name, Kind::Unknown(known))
    }

    fn missing_field(name: &'static str) -> Self {
        Self::of_field(name, Kind::Missing)
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::of_field(name, Kind::Twice)
    }
}

impl Tree {
    /// The same with a question at a place that is missing.
    fn wanting(mut self, path: &[Part]) -> Self {
        let Some((missing, outer)) = path.split_first() else { return self };
        let mut place = &mut self;
        for part in outer.iter().rev() {
            let inner = match (part, place) {
                (Part::Field(name), Self::Object(fields)) => {
                    fields.iter_mut().find(|(field, _)| field == name).map(|(_, value)| value)
                }
                (Part::At(at), Self::List(items)) => items.get_mut(*at),
                _ => None,
            };
            match inner {
                Some(inner) => place = inner,
                None => return self,
            }
        }
        if let (Part::Field(name), Self::Object(fields)) = (missing, place) {
            fields.push((name.clone(), Self::Wanted));
        }
        self
    }
}

/// Reads a number as whichever kind it is, so that the visitor says what does not fit.
macro_rules! numbers {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            let Self::Number(number) = self else { return Err(wrong(&visitor)) };
            match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_u64(number),
                (_, Some(number), _) => visitor.visit_i64(number),
                (.., Some(number)) => visitor.visit_f64(number),
                _ => Err(wrong(&visitor)),
            }
        }
    )+};
}

fn wrong(expected: &dyn Expected) -> Misfit {
    Misfit::new(Kind::Wrong(words(expected)))
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Number(_) => self.deserialize_f64(visitor),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(_) => self.deserialize_seq(visitor),
            Self::Object(_) => self.deserialize_map(visitor),
            Self::Wanted => Err(wrong(&visitor)),
        }
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if let Self::Bool(value) = self { visitor.visit_bool(value) } else { Err(wrong(&visitor)) }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if let Self::Text(text) = self { visitor.visit_string(text) } else { Err(wrong(&visitor)) }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self == Self::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self == Self::Null { visitor.visit_unit() } else { Err(wrong(&visitor)) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let Self::List(items) = self else { return Err(wrong(&visitor)) };
        visitor.visit_seq(Items { rest: items.into_iter().enumerate() })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let Self::Object(fields) = self else { return Err(wrong(&visitor)) };
        visitor.visit_map(Fields { rest: fields.into_iter(), value: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        listed: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self {
            Self::Text(text) if listed.contains(&text.as_str()) => {
                visitor.visit_enum(text.into_deserializer())
            }
            _ => Err(Misfit::new(Kind::Unlisted(listed))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_string(visitor)
    }

    serde::forward_to_deserialize_any! { char bytes byte_buf unit_struct tuple tuple_struct }
}

struct Items {
    rest: std::iter::Enumerate<std::vec::IntoIter<Tree>>,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        let Some((at, item)) = self.rest.next() else { return Ok(None) };
        seed.deserialize(item).map(Some).map_err(|misfit| misfit.inside(Part::At(at)))
    }
}

struct Fields {
    rest: std::vec::IntoIter<(String, Tree)>,
    value: Option<(String, Tree)>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Misfit;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        let key = seed.deserialize(name.as_str().into_deserializer()).map(Some);
        self.value = Some((name, value));
        key
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Misfit> {
        let (name, value) = self.value.take().ok_or_else(|| Misfit::custom("a value after each name"))?;
        seed.deserialize(value).map_err(|misfit| misfit.inside(Part::Field(name)))
    }
}

#[cfg(test)]
mod tests;
