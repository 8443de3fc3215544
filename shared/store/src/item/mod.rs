//! The content of each item, in the present format, and reading the format before.
//!
//! Items are private: the ports speak of domain values only. The rule for changing a format is in `docs/data-model.md`.

pub(crate) mod change;
pub(crate) mod checking;
pub(crate) mod comparison;
pub(crate) mod dispute;
pub(crate) mod downtime;
mod event;
pub(crate) mod export;
pub(crate) mod feedback;
pub(crate) mod figures;
mod format_1;
mod held;
pub(crate) mod history;
pub(crate) mod mail;
pub(crate) mod mail_state;
pub(crate) mod membership;
mod mended;
pub(crate) mod note;
mod notification;
#[cfg(test)]
mod notification_tests;
pub(crate) mod oat;
pub(crate) mod organisation;
mod outline;
mod parts;
pub(crate) mod pre_flight;
pub(crate) mod quota;
pub(crate) mod read_past;
mod reading;
pub(crate) mod receipt;
pub(crate) mod record_entry;
#[cfg(test)]
mod record_tests;
pub(crate) mod reference;
mod refused;
pub(crate) mod register;
#[cfg(test)]
mod released;
pub(crate) mod reservation;
#[cfg(test)]
mod size_tests;
mod steps;
mod stored;
pub(crate) mod summary;
pub(crate) mod task;
#[cfg(test)]
mod tests;
pub(crate) mod values;
mod vouching;

use app::Fault;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::read_past::{Past, Unknown};
use self::reading::{ReadError, Reading};

pub(crate) use crate::table::keys::Item;
use crate::table::keys::{Key, PK, SK, number};

pub(crate) use self::values::{Code, Digest, Instant, Text};

/// The format that is written. Format 1 is still read.
pub(crate) const FORMAT: u32 = 2;
pub(crate) const FORMAT_ATTRIBUTE: &str = "format";

/// Why an item cannot be understood.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("item without a format number")]
    NoFormat,
    #[error("item of format {0}, which this version does not know")]
    Format(String),
    #[error(transparent)]
    Content(#[from] ReadError),
}

impl From<Unreadable> for Fault {
    fn from(error: Unreadable) -> Self {
        match error {
            Unreadable::Content(error) => Self::lasting("read an item", without_texts(&error.to_string())),
            other => Self::lasting("read an item", other),
        }
    }
}

/// Why an item cannot be read, without the texts in it that this quotes: a log line may not have them.
fn without_texts(why: &str) -> String {
    match why.split_once('"').zip(why.rsplit_once('"')) {
        Some(((before, _), (_, after))) => format!("{before}(text){after}"),
        None => why.to_owned(),
    }
}

/// The item under `key` that holds `content`.
pub(crate) fn write(key: Key, content: &impl Serialize) -> Result<Item, Fault> {
    let mut item: Item =
        serde_dynamo::to_item(content).map_err(|error| Fault::lasting("write an item", error))?;
    item.insert(PK.to_owned(), AttributeValue::S(key.pk));
    item.insert(SK.to_owned(), AttributeValue::S(key.sk));
    item.insert(FORMAT_ATTRIBUTE.to_owned(), number(FORMAT));
    Ok(item)
}

/// One value inside an item.
pub(crate) fn write_value(content: &impl Serialize) -> Result<AttributeValue, Fault> {
    serde_dynamo::to_attribute_value(content).map_err(|error| Fault::lasting("write an item", error))
}

/// What `item` holds, whichever of the known formats it has.
pub(crate) fn read<T: DeserializeOwned>(item: Item) -> Result<T, Fault> {
    Ok(try_read(item)?)
}

/// The same of an item that is written again: `past` has by then what is not known of it.
pub(crate) fn read_keeping<T: DeserializeOwned>(item: Item, past: &mut Past) -> Result<T, Fault> {
    let (key, mut unknown) = (Key::of_item(&item), Vec::new());
    let content = content(item, &mut unknown)?;
    past.note(key, unknown);
    Ok(content)
}

/// The same as [`read`], with the reason when it cannot be read.
fn try_read<T: DeserializeOwned>(item: Item) -> Result<T, Unreadable> {
    content(item, &mut Vec::new())
}

fn content<T: DeserializeOwned>(mut item: Item, unknown: &mut Vec<Unknown>) -> Result<T, Unreadable> {
    #[cfg(test)]
    released::traced::note::<T>(&item);
    let format = match item.remove(FORMAT_ATTRIBUTE) {
        Some(AttributeValue::N(format)) => format,
        _ => return Err(Unreadable::NoFormat),
    };
    match format.as_str() {
        "2" => {}
        "1" => format_1::upgrade(&mut item),
        _ => return Err(Unreadable::Format(format)),
    }
    Ok(T::deserialize(Reading::of(item, unknown))?)
}
