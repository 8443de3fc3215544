//! Who did something.

use domain::ids::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ProcessCode, RoleCode};

/// Who did something: a person in a role, or a part of the system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ByBody {
    /// The person's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = Option<String>, format = "uuid")]
    pub person: Option<PersonId>,
    /// The role they acted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = RoleCode)]
    pub role: Option<RoleCode>,
    /// The part of the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = ProcessCode)]
    pub process: Option<ProcessCode>,
}

/// Who did or tried something: a person under the name they had then, or a part of the system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryByBody {
    /// The person's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = Option<String>, format = "uuid")]
    pub person: Option<PersonId>,
    /// What the person was called then. Left out of entries from before names were kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub name: Option<String>,
    /// The role they acted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = RoleCode)]
    pub role: Option<RoleCode>,
    /// Every role they held then, when they were refused: none of them need be one that could have done it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = Vec<RoleCode>)]
    pub roles: Option<Vec<RoleCode>>,
    /// The part of the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = ProcessCode)]
    pub process: Option<ProcessCode>,
}

/// A person, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NamedPersonBody {
    /// The person's id.
    #[schema(value_type = String, format = "uuid")]
    pub id: PersonId,
    /// What they are called.
    pub name: String,
}
