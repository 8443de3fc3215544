//! Organisations' requests about OAT, as sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ChangeIdText, DayText};

/// A request for OAT: of a technical change, or of the organisation's initial connection when none is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct OatRequestBody {
    /// The id of the technical change. Left out: the initial connection of your organisation.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub technical_change: Option<ChangeIdText>,
    /// Is your live cryptographic material deployed?
    #[serde(default)]
    pub material_deployed: Option<bool>,
    /// Is your connection ready to be tested?
    #[serde(default)]
    pub connection_ready: Option<bool>,
    /// Is your organisation ready to transition into the live environment?
    #[serde(default)]
    pub organisation_ready: Option<bool>,
    /// The connection date: at least 7 calendar days after today, in London. Needed unless the endpoints are live already: they are
    /// tested as they are, and what is given here does not count.
    #[serde(default)]
    pub connection_date: Option<DayText>,
}

/// A re-test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct RetestBody {
    /// What was fixed.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub fixed: String,
}

/// Another connection date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct OtherDateBody {
    /// The date: at least 7 calendar days after today, in London.
    pub connection_date: DayText,
    /// Why.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub reason: String,
}

/// A support request about an initial connection: a support session, or a delay of going live.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct SupportSessionBody {
    /// What it is about, in the person's own words.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub text: String,
    /// Whether it asks for a delay of going live. It holds going live until PDP answers.
    #[serde(default)]
    pub delay: Option<bool>,
    /// For a delay: until which day. Until further notice when left out.
    #[serde(default)]
    pub until: Option<DayText>,
}
