//! The people of organisations and of PDP.

use domain::ids::{PersonId, ProposalId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{OrganisationRoleWord, PdpRoleWord, PersonIdText, SignInStateCode};

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

/// A member of an organisation, and how far their sign-in is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeenMemberBody {
    /// The member.
    pub member: MemberBody,
    /// How far their sign-in is. An invitation works for 14 days.
    pub sign_in: SignInStateCode,
}

/// A member of PDP's team, and how far their sign-in is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeenTeamMemberBody {
    /// The member.
    pub member: TeamMemberBody,
    /// How far their sign-in is. An invitation works for 14 days.
    pub sign_in: SignInStateCode,
}

/// What a member is called, and where their emails go, from now on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct CorrectionBody {
    /// How to address them, one line.
    #[schema(min_length = 1, max_length = 200, pattern = "\\S")]
    pub name: String,
    /// Where emails go, and what they sign in with.
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
}

/// Roles at PDP that somebody should get: a member of its team, or somebody who joins it with them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NewRoleProposalBody {
    /// The id of the member. Leave out `name` and `email` then.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub person: Option<PersonIdText>,
    /// How to address somebody who joins, one line.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, pattern = "\\S")]
    pub name: Option<String>,
    /// Where their emails go, and what they sign in with.
    #[serde(default)]
    #[schema(min_length = 3, max_length = 254)]
    pub email: Option<String>,
    /// The roles, beside those that they hold.
    #[schema(min_items = 1)]
    pub roles: Vec<PdpRoleWord>,
}

/// Roles at PDP that one administrator proposed, and another can approve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RoleProposalBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: ProposalId,
    /// The id of the administrator who proposed it, and cannot approve it.
    #[schema(value_type = String, format = "uuid")]
    pub proposed_by: PersonId,
    /// When.
    pub at: Timestamp,
    /// The id of the member who should get the roles; none when somebody joins with them.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub person: Option<PersonId>,
    /// What somebody who joins is called.
    #[schema(required = true)]
    pub name: Option<String>,
    /// Where their emails go.
    #[schema(required = true)]
    pub email: Option<String>,
    /// The roles, beside those that they hold.
    pub roles: Vec<PdpRoleWord>,
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
    /// Roles that wait for a second administrator, the oldest proposal first.
    pub role_proposals: Vec<RoleProposalBody>,
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
    /// Must be empty: a role at PDP takes a second administrator, so it is proposed.
    pub roles: Vec<PdpRoleWord>,
}

/// The roles of a member of PDP's team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct TeamRolesBody {
    /// Those that they keep of the roles they hold; may be empty. Others are proposed.
    pub roles: Vec<PdpRoleWord>,
}
