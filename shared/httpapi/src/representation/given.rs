//! What callers give to more than one function.

use domain::ids::{ChangeId, EndpointId};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::times::DayText;
use crate::id;

/// A new connection date.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ConnectionDateBody {
    /// The date.
    pub connection_date: DayText,
}

/// The id of a technical change.
#[derive(Debug, Clone, Copy)]
pub struct ChangeIdText(pub ChangeId);

impl<'de> Deserialize<'de> for ChangeIdText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        id(deserializer, "the id of a technical change").map(Self)
    }
}

/// The id of an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct EndpointIdText(pub EndpointId);

impl<'de> Deserialize<'de> for EndpointIdText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        id(deserializer, "the id of an endpoint").map(Self)
    }
}
