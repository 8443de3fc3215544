//! The records of organisations.

use domain::ids::OrganisationId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{LiveEndpointBody, MemberBody, RestorationBody, TeamBody, VouchingSchemeBody};

/// An organisation: its people and live endpoints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrganisationRecordBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: OrganisationId,
    /// Its version: what `If-Match` compares.
    pub version: u64,
    /// Its name.
    pub name: String,
    /// Its live endpoints, and those that PDP has suspended. The register of endpoints has all.
    pub live_endpoints: Vec<LiveEndpointBody>,
    /// The suspended ones that somebody of PDP support proposes to make live again, while nobody else has decided on it.
    pub proposed_restorations: Vec<RestorationBody>,
    /// The scheme with which it is connected for the first time; none when none is on record.
    #[schema(required = true)]
    pub vouching_scheme: Option<VouchingSchemeBody>,
    /// Its people.
    pub members: Vec<MemberBody>,
}

/// A record of people: an organisation's or PDP's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum RecordBody {
    /// An organisation's.
    Organisation(OrganisationRecordBody),
    /// PDP's.
    Pdp(TeamBody),
}

/// One page of organisations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrganisationPage {
    /// The organisations, by name.
    pub items: Vec<OrganisationRowBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}

/// An organisation in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrganisationRowBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// What an organisation is called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct OrganisationNameBody {
    /// Its name, one line.
    #[schema(min_length = 1, max_length = 200, pattern = "\\S")]
    pub name: String,
}
