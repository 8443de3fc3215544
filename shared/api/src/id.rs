//! Ids as callers write them: in the one spelling that the document shows.

use std::borrow::Cow;
use std::str::FromStr;

use domain::ids::{ChangeId, EndpointId, FindRequestId, OatId, PersonId, PreFlightId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::text::written;

/// The length of an id: 32 digits in five groups. A UUID without hyphens or in braces is no other name of the same thing.
const LENGTH: usize = 36;

/// The id that is written so, if it is one.
pub fn read_id<T: FromStr>(text: &str) -> Option<T> {
    if text.len() == LENGTH { text.parse().ok() } else { None }
}

/// Ids in bodies that are sent; `what` says of what, as the end of "This must be …".
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $id:ident, $what:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(pub $id);

        impl From<$id> for $name {
            fn from(id: $id) -> Self {
                Self(id)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                written(deserializer, $what, read_id).map(Self)
            }
        }
    )+};
}

ids! {
    /// The id of a technical change.
    ChangeIdText = ChangeId, "the id of a technical change";
    /// The id of an endpoint.
    EndpointIdText = EndpointId, "the id of an endpoint";
    /// The id of a request for OAT.
    OatIdText = OatId, "the id of a request for OAT";
    /// The id of a pre-flight.
    PreFlightIdText = PreFlightId, "the id of a pre-flight";
    /// The id of a find request.
    FindRequestText = FindRequestId, "the request id of an attempt";
    /// The id of a person.
    PersonIdText = PersonId, "the id of a person";
}

/// An id: a UUID.
pub struct IdText;

impl PartialSchema for IdText {
    fn schema() -> RefOr<Schema> {
        let format = Some(SchemaFormat::Custom("uuid".to_owned()));
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(format)
            .description(Some("An id: a UUID"))
            .into()
    }
}

impl ToSchema for IdText {
    fn name() -> Cow<'static, str> {
        "Id".into()
    }
}

/// The most characters of a host name in DNS.
pub const HOST_CHARACTERS: usize = 253;

/// A host.
pub struct HostText;

impl PartialSchema for HostText {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(HOST_CHARACTERS))
            .description(Some("The name of a host"))
            .into()
    }
}

impl ToSchema for HostText {
    fn name() -> Cow<'static, str> {
        "Host".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = "0190a0b0-0000-7000-8000-000000000001";
        assert!(read_id::<ChangeId>(id).is_some());
        let plain = id.replace('-', "");
        for other in
            [plain.as_str(), &format!("{{{id}}}"), &format!("urn:uuid:{id}"), "", &format!(" {plain}   ")]
        {
            assert_eq!(read_id::<ChangeId>(other), None, "{other}");
        }
    }
}
