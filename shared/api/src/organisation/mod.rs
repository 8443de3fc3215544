//! Organisations, their people and endpoints, and PDP’s team.

mod endpoints;
mod history;
mod me;
mod members;
mod record;
mod vouching;

pub use self::endpoints::{
    EndpointPage, RegisteredEndpointBody, RestorationBody, RestorationDecisionBody, RetirementBody,
    SuspensionBody,
};
pub use self::history::{RecordEntryBody, RecordHistoryBody};
pub use self::me::{LiveEndpointBody, MeBody, OrganisationBody};
pub use self::members::{
    CorrectionBody, MemberBody, MembersBody, NewMemberBody, NewRoleProposalBody, NewTeamMemberBody,
    RoleProposalBody, RolesBody, SeenMemberBody, SeenTeamMemberBody, TeamBody, TeamMemberBody, TeamRolesBody,
};
pub use self::record::{
    OrganisationNameBody, OrganisationPage, OrganisationRecordBody, OrganisationRowBody, RecordBody,
};
pub use self::vouching::{ProposedSchemeBody, SchemeEndpointBody, VouchingSchemeBody};
