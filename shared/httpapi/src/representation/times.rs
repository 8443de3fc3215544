//! Days and times as callers write them.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// A day: `2026-12-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayText(pub Date);

/// What clocks in London show: `2026-12-01T10:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LondonTimeText(pub DateTime);

impl<'de> Deserialize<'de> for DayText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // A time as well would be ignored: only a day is a day.
        let day = if text.len() == 10 { text.parse().ok() } else { None };
        day.map(Self).ok_or_else(|| D::Error::custom("write a day like 2026-12-01"))
    }
}

impl<'de> Deserialize<'de> for LondonTimeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // An offset would be ignored: times are those of clocks in London.
        let plain = text.get(10..).is_some_and(|time| !time.contains(['+', '-', 'Z', 'z', '[']));
        let time = if plain && text.as_bytes().get(10) == Some(&b'T') { text.parse().ok() } else { None };
        let fault = || D::Error::custom("write the date and time in London like 2026-12-01T10:00");
        time.map(Self).ok_or_else(fault)
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
            .pattern(Some("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"))
            .description(Some("What clocks in London show, like 2026-12-01T10:00"))
            .into()
    }
}

impl ToSchema for LondonTimeText {
    fn name() -> Cow<'static, str> {
        "LondonTime".into()
    }
}
