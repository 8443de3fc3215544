//! Organisations, their people and endpoints, PDP's team, and which emails reached whom.

use api::{
    CorrectionBody, EndpointPage, MailFeedbackPage, MembersBody, NewMemberBody, NewRoleProposalBody,
    NewTeamMemberBody, OrganisationNameBody, OrganisationPage, OrganisationRecordBody, ProposedSchemeBody,
    RecordHistoryBody, RestorationDecisionBody, RetirementBody, RolesBody, SeenMemberBody,
    SeenTeamMemberBody, SuspensionBody, TeamBody, TeamRolesBody,
};
use domain::ids::{EndpointId, OrganisationId, PersonId, ProposalId};

use super::operations;
use crate::query::{Paging, WhichEndpoints, WhichOrganisations};

operations! {
    /// Lists the organisations that PDP knows, or those with something in their names, by name.
    list_organisations = GET "/organisations" () asks [WhichOrganisations] => OrganisationPage;
    /// Makes an organisation known, as yet without people and endpoints.
    register_organisation = POST "/organisations" () sends [OrganisationNameBody] => OrganisationRecordBody;
    /// Reads an organisation: its people and live endpoints.
    read_organisation = GET "/organisations/{id}" (id: OrganisationId) => OrganisationRecordBody;
    /// Gives an organisation another name.
    rename_organisation = PUT "/organisations/{id}" (id: OrganisationId) if seen
        sends [OrganisationNameBody] => OrganisationRecordBody;
    /// Reads what happened to an organisation and was tried on it, oldest first.
    read_organisation_history = GET "/organisations/{id}/history" (id: OrganisationId) asks [Paging] => RecordHistoryBody;
    /// Lists the people of an organisation with their roles.
    list_members = GET "/organisations/{id}/members" (id: OrganisationId) => MembersBody;
    /// Adds a person to an organisation; who has no sign-in yet is invited by email.
    add_member = POST "/organisations/{id}/members" (id: OrganisationId) if seen
        sends [NewMemberBody] => OrganisationRecordBody;
    /// Gives a member of an organisation these roles and no other. Tokens follow within 15 minutes.
    change_roles = PUT "/organisations/{id}/members/{person_id}" (id: OrganisationId, person_id: PersonId) if seen
        sends [RolesBody] => OrganisationRecordBody;
    /// Removes a person from an organisation. Their tokens end within 15 minutes, and get no successor.
    remove_member = POST "/organisations/{id}/members/{person_id}/removal"
        (id: OrganisationId, person_id: PersonId) if seen => OrganisationRecordBody;
    /// Reads a member of an organisation, and how far their sign-in is.
    read_member = GET "/organisations/{id}/members/{person_id}"
        (id: OrganisationId, person_id: PersonId) => SeenMemberBody;
    /// Corrects the name or the email address of a member. They sign in with the new address; an email goes to both.
    correct_member = POST "/organisations/{id}/members/{person_id}/correction"
        (id: OrganisationId, person_id: PersonId) if seen sends [CorrectionBody] => OrganisationRecordBody;
    /// Sends the invitation of a member again, who has never signed in.
    invite_again = POST "/organisations/{id}/members/{person_id}/invitation"
        (id: OrganisationId, person_id: PersonId) if seen => OrganisationRecordBody;
    /// Lets emails go to a member's address again that some came back from, and sends one that says so.
    try_address = POST "/organisations/{id}/members/{person_id}/address-trial"
        (id: OrganisationId, person_id: PersonId) if seen => OrganisationRecordBody;
    /// Takes a live endpoint out of use: at once and for good.
    retire_endpoint = POST "/organisations/{id}/endpoints/{endpoint_id}/retirement"
        (id: OrganisationId, endpoint_id: EndpointId) if seen sends [RetirementBody] => OrganisationRecordBody;
    /// Suspends a live endpoint in an emergency, at once.
    suspend_endpoint = POST "/organisations/{id}/endpoints/{endpoint_id}/suspension"
        (id: OrganisationId, endpoint_id: EndpointId) if seen sends [SuspensionBody] => OrganisationRecordBody;
    /// Proposes that a suspended endpoint is live again.
    propose_restoration = POST "/organisations/{id}/endpoints/{endpoint_id}/restoration"
        (id: OrganisationId, endpoint_id: EndpointId) if seen sends [SuspensionBody] => OrganisationRecordBody;
    /// Approves that a suspended endpoint is live again, or declines it.
    decide_restoration = POST "/organisations/{id}/endpoints/{endpoint_id}/restoration/decision"
        (id: OrganisationId, endpoint_id: EndpointId) if seen sends [RestorationDecisionBody] => OrganisationRecordBody;
    /// Records the vouching scheme of an organisation that has no live endpoints, in place of one recorded before.
    propose_vouching_scheme = POST "/organisations/{id}/vouching-scheme" (id: OrganisationId) if seen
        sends [ProposedSchemeBody] => OrganisationRecordBody;
    /// Lists the register of endpoints: an organisation's, in every state, or everybody's in one state.
    list_endpoints = GET "/endpoints" () asks [WhichEndpoints] => EndpointPage;
    /// Reads PDP's team.
    read_team = GET "/pdp-team" () => TeamBody;
    /// Reads what happened to PDP's team and was tried on it, oldest first.
    read_team_history = GET "/pdp-team/history" () asks [Paging] => RecordHistoryBody;
    /// Adds a person to PDP's team without a role; who has no sign-in yet is invited by email. Roles are proposed.
    add_team_member = POST "/pdp-team/members" () if seen sends [NewTeamMemberBody] => TeamBody;
    /// Takes all roles from a member of PDP's team but these. Tokens follow within 15 minutes. Other roles are proposed.
    change_team_roles = PUT "/pdp-team/members/{person_id}" (person_id: PersonId) if seen
        sends [TeamRolesBody] => TeamBody;
    /// Removes a person from PDP's team. Their tokens end within 15 minutes, and get no successor.
    remove_team_member = POST "/pdp-team/members/{person_id}/removal" (person_id: PersonId) if seen => TeamBody;
    /// Reads a member of PDP's team, and how far their sign-in is.
    read_team_member = GET "/pdp-team/members/{person_id}" (person_id: PersonId) => SeenTeamMemberBody;
    /// Corrects the name or the email address of a member of PDP's team. They sign in with the new address; an email goes to both.
    correct_team_member = POST "/pdp-team/members/{person_id}/correction" (person_id: PersonId) if seen
        sends [CorrectionBody] => TeamBody;
    /// Sends the invitation of a member of PDP's team again, who has never signed in.
    invite_team_member_again = POST "/pdp-team/members/{person_id}/invitation" (person_id: PersonId) if seen => TeamBody;
    /// Lets emails go to the address of a member of PDP's team again that some came back from, and sends one that says so.
    try_team_address = POST "/pdp-team/members/{person_id}/address-trial" (person_id: PersonId) if seen => TeamBody;
    /// Proposes roles at PDP, for a member of its team or for somebody who joins it with them. Another administrator can approve them.
    propose_roles = POST "/pdp-team/role-proposals" () if seen sends [NewRoleProposalBody] => TeamBody;
    /// Approves roles that another administrator proposed: the member gets them, or who joins with them is invited by email.
    approve_roles = POST "/pdp-team/role-proposals/{proposal_id}/approval" (proposal_id: ProposalId) if seen => TeamBody;
    /// Withdraws a proposal of roles. Any administrator can.
    withdraw_roles = POST "/pdp-team/role-proposals/{proposal_id}/withdrawal" (proposal_id: ProposalId) if seen => TeamBody;
    /// Lists which emails to the contacts of an organisation were delivered, came back or were reported.
    read_mail_feedback = GET "/organisations/{id}/mail-feedback" (id: OrganisationId) asks [Paging] => MailFeedbackPage;
    /// Lists the same of emails to PDP's own people.
    read_own_mail_feedback = GET "/pdp-team/mail-feedback" () asks [Paging] => MailFeedbackPage;
}
