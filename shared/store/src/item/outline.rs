//! What can be read of an entry of a history that a newer release recorded, whatever it is: whose it is, when it was, and who did it.
//!
//! Every entry has that in the same places, also those of a kind to come (`docs/roll-back.md`).

use app::{Fault, UnknownEntry};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::OrganisationId;
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::parts::ByItem;
use super::{Item, ReadError, Text, Unreadable};
use crate::table::kinds::version_of;

/// The kind of entry that is an event.
const HAPPENED: &str = "happened";

#[derive(Debug, thiserror::Error)]
#[error("an entry that a newer version recorded, without {0}")]
struct Lacks(&'static str);

/// The outline of an entry.
#[derive(Debug)]
pub(super) struct Outline {
    version: Option<u64>,
    is_event: bool,
    organisation: Option<AttributeValue>,
    at: Option<AttributeValue>,
    by: Option<AttributeValue>,
    name: Option<String>,
}

impl Outline {
    /// That of `item`. It is taken before the entry is read, which leaves nothing.
    pub(super) fn of(item: &Item) -> Self {
        let entry =
            item.get("entry").and_then(|entry| entry.as_m().ok()).and_then(|entry| entry.iter().next());
        let part = |name| entry.and_then(|(_, content)| content.as_m().ok()?.get(name));
        Self {
            version: version_of(item),
            is_event: entry.is_some_and(|(kind, _)| kind == HAPPENED),
            organisation: item.get("organisation").cloned(),
            at: part("at").cloned(),
            by: part("by").cloned(),
            name: part("name").and_then(|name| name.as_s().ok()).cloned(),
        }
    }

    /// Whose history it is in.
    pub(super) fn organisation(&self) -> Result<OrganisationId, Fault> {
        let own = read::<Text<OrganisationId>>(self.organisation.clone());
        Ok(own.ok_or_else(|| Fault::lasting("read an item", Lacks("an organisation")))?.0)
    }

    /// The entry, if it could not be read because it has what nobody here knows.
    pub(super) fn instead_of(self, error: Unreadable) -> Result<UnknownEntry, Fault> {
        if !matches!(error, Unreadable::Content(ReadError::Unknown(_))) {
            return Err(error.into());
        }
        let lacks = |what| move || Fault::lasting("read an item", Lacks(what));
        Ok(UnknownEntry {
            is_event: self.is_event,
            version: self.version.ok_or_else(lacks("a version"))?,
            at: read::<Text<Timestamp>>(self.at).ok_or_else(lacks("an instant"))?.0,
            by: read::<ByItem>(self.by).map(Into::into),
            name: super::parts::restored(self.name.map(Into::into)),
        })
    }
}

fn read<T: DeserializeOwned>(value: Option<AttributeValue>) -> Option<T> {
    serde_dynamo::from_attribute_value(value?).ok()
}
