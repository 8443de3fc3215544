//! The people of organisations and of PDP.

use domain::ids::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{OrganisationRoleWord, PdpRoleWord};

/// A person of an organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MemberBody {
    /// Their id.
    #[schema(value_type = String, format = "uuid")]
    pub id: PersonId,
    /// How to address them.
    pub name: String,
    /// Where emails go.
    pub email: String,
    /// Their roles.
    pub roles: Vec<OrganisationRoleWord>,
}

/// The people of an organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MembersBody {
    /// The version of the organisation: what `If-Match` compares.
    pub version: u64,
    /// All of them.
    pub members: Vec<MemberBody>,
}

/// A new member of an organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NewMemberBody {
    /// How to address them, one line.
    #[schema(min_length = 1, max_length = 200, pattern = "\\S")]
    pub name: String,
    /// Where emails go, and what they sign in with. Who has no sign-in yet is invited.
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// The roles they get; may be empty.
    pub roles: Vec<OrganisationRoleWord>,
}

/// The roles of a member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct RolesBody {
    /// All that they hold from now on; may be empty.
    pub roles: Vec<OrganisationRoleWord>,
}

/// PDP's team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TeamBody {
    /// Its version: what `If-Match` compares.
    pub version: u64,
    /// Its people.
    pub members: Vec<TeamMemberBody>,
}

/// A person of PDP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TeamMemberBody {
    /// Their id.
    #[schema(value_type = String, format = "uuid")]
    pub id: PersonId,
    /// How to address them.
    pub name: String,
    /// Where emails go.
    pub email: String,
    /// Their roles.
    pub roles: Vec<PdpRoleWord>,
}

/// A new member of PDP's team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NewTeamMemberBody {
    /// How to address them, one line.
    #[schema(min_length = 1, max_length = 200, pattern = "\\S")]
    pub name: String,
    /// Where emails go, and what they sign in with. Who has no sign-in yet is invited.
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// The roles they get; may be empty.
    pub roles: Vec<PdpRoleWord>,
}

/// The roles of a member of PDP's team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct TeamRolesBody {
    /// All that they hold from now on; may be empty.
    pub roles: Vec<PdpRoleWord>,
}
