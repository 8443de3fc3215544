//! Days and times as they are sent.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::text::written;

/// A day: `2026-12-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayText(pub Date);

/// What clocks in London show: `2026-12-01T10:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LondonTimeText(pub DateTime);

impl From<Date> for DayText {
    fn from(day: Date) -> Self {
        Self(day)
    }
}

impl From<DateTime> for LondonTimeText {
    fn from(time: DateTime) -> Self {
        Self(time)
    }
}

impl Serialize for DayText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Serialize for LondonTimeText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.strftime("%Y-%m-%dT%H:%M:%S"))
    }
}

impl<'de> Deserialize<'de> for DayText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A time as well would be ignored: only a day is a day.
        let read = |text: &str| if text.len() == 10 { text.parse().ok() } else { None };
        written(deserializer, "a day like 2026-12-01", read).map(Self)
    }
}

impl<'de> Deserialize<'de> for LondonTimeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = |text: &str| {
            // Only what the document shows: an offset would be ignored, a leap second moved.
            let signs = |at: usize| text.as_bytes().get(at).copied();
            let plain = signs(10) == Some(b'T') && signs(13) == Some(b':');
            let whole = match text.len() {
                16 => true,
                19 => signs(16) == Some(b':') && !text.ends_with(":60"),
                _ => false,
            };
            if plain && whole { text.parse().ok() } else { None }
        };
        written(deserializer, "the date and time in London, like 2026-12-01T10:00", read).map(Self)
    }
}

impl PartialSchema for DayText {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Date);
        let described = "A day in London, like 2026-12-01";
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(format))
            .description(Some(described))
            .examples(["2026-12-01"])
            .into()
    }
}

impl ToSchema for DayText {
    fn name() -> Cow<'static, str> {
        "Day".into()
    }
}

impl PartialSchema for LondonTimeText {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"))
            .description(Some("What clocks in London show, like 2026-12-01T10:00"))
            .examples(["2026-12-01T10:00"])
            .into()
    }
}

impl ToSchema for LondonTimeText {
    fn name() -> Cow<'static, str> {
        "LondonTime".into()
    }
}
