//! Who did or tried something, as histories show it: readable also when the person has left.

use app::Attempt;
use domain::actor::By;
use domain::text::Name;
use serde::Serialize;
use utoipa::ToSchema;

use super::codes::{ProcessCode, RoleCode};
use super::words::ByBody;

/// Who did or tried something: a person under the name they had then, or a part of the system.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryByBody {
    /// The person's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, format = "uuid")]
    pub person: Option<String>,
    /// What the person was called then. Left out of entries from before names were kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub name: Option<String>,
    /// The role they acted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = RoleCode)]
    pub role: Option<&'static str>,
    /// Every role they held then, when they were refused: none of them need be one that could have done it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = Vec<RoleCode>)]
    pub roles: Option<Vec<&'static str>>,
    /// The part of the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = ProcessCode)]
    pub process: Option<&'static str>,
}

impl HistoryByBody {
    /// Who did it, under this name.
    pub(super) fn of(by: &By, name: Option<&Name>) -> Self {
        let ByBody { person, role, process } = by.into();
        Self { person, name: name.map(|name| name.as_str().to_owned()), role, roles: None, process }
    }
}

impl From<&Attempt> for HistoryByBody {
    fn from(attempt: &Attempt) -> Self {
        Self {
            person: attempt.person.map(|person| person.to_string()),
            name: attempt.name.as_ref().map(|name| name.as_str().to_owned()),
            role: None,
            roles: attempt.roles.as_ref().map(|roles| roles.iter().map(|role| role.code()).collect()),
            process: None,
        }
    }
}
