//! The records of organisations and of PDP’s team, and the register of endpoints.

use api::{
    EndpointPage, MemberBody, MembersBody, OrganisationRecordBody, OrganisationRowBody, RecordBody,
    RegisteredEndpointBody, RestorationBody, RoleProposalBody, SeenMemberBody, SeenTeamMemberBody, TeamBody,
    TeamMemberBody,
};
use app::{OrganisationRow, Record, RegisterPage, SeenMember};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::ids::EndpointId;
use domain::organisation::{Organisation, PdpTeam, Person, ProposedRestoration, RoleProposal, Whom};
use domain::register::RegisteredEndpoint;

use super::me::live_endpoints;
use crate::page::not_shown;
use crate::shown::Of;

impl Of<&Organisation> for OrganisationRecordBody {
    fn of(own: &Organisation) -> Self {
        Self {
            id: own.id,
            version: own.version,
            name: own.name.to_string(),
            live_endpoints: live_endpoints(own),
            proposed_restorations: own.restorations.iter().map(Of::of).collect(),
            vouching_scheme: own.vouching.as_ref().map(Of::of),
            members: members(own),
        }
    }
}

impl Of<&Organisation> for MembersBody {
    fn of(own: &Organisation) -> Self {
        Self { version: own.version, members: members(own) }
    }
}

fn members(own: &Organisation) -> Vec<MemberBody> {
    own.people.iter().map(Of::of).collect()
}

impl Of<&Person<OrganisationRole>> for MemberBody {
    fn of(person: &Person<OrganisationRole>) -> Self {
        Self {
            id: person.id,
            name: person.name.to_string(),
            email: person.email.to_string(),
            roles: person.roles.iter().copied().map(Of::of).collect(),
        }
    }
}

impl Of<&Person<PdpRole>> for TeamMemberBody {
    fn of(person: &Person<PdpRole>) -> Self {
        Self {
            id: person.id,
            name: person.name.to_string(),
            email: person.email.to_string(),
            roles: person.roles.iter().copied().map(Of::of).collect(),
        }
    }
}

impl Of<&SeenMember<OrganisationRole>> for SeenMemberBody {
    fn of(seen: &SeenMember<OrganisationRole>) -> Self {
        Self { member: Of::of(&seen.person), sign_in: seen.sign_in.into() }
    }
}

impl Of<&SeenMember<PdpRole>> for SeenTeamMemberBody {
    fn of(seen: &SeenMember<PdpRole>) -> Self {
        Self { member: Of::of(&seen.person), sign_in: seen.sign_in.into() }
    }
}

impl Of<&PdpTeam> for TeamBody {
    fn of(team: &PdpTeam) -> Self {
        Self {
            version: team.version,
            members: team.people.iter().map(Of::of).collect(),
            role_proposals: team.proposals.iter().map(Of::of).collect(),
        }
    }
}

impl Of<&RoleProposal> for RoleProposalBody {
    fn of(proposal: &RoleProposal) -> Self {
        let (person, contact) = match &proposal.whom {
            Whom::Member(id) => (Some(*id), None),
            Whom::Newcomer(contact) => (None, Some(contact)),
        };
        Self {
            id: proposal.id,
            proposed_by: proposal.by,
            at: proposal.at,
            person,
            name: contact.map(|contact| contact.name.to_string()),
            email: contact.map(|contact| contact.email.to_string()),
            roles: proposal.roles.iter().copied().map(Of::of).collect(),
        }
    }
}

impl Of<&Record> for RecordBody {
    fn of(record: &Record) -> Self {
        match record {
            Record::Organisation(own) => Self::Organisation(Of::of(own)),
            Record::Pdp(team) => Self::Pdp(Of::of(team)),
        }
    }
}

impl Of<&OrganisationRow> for OrganisationRowBody {
    fn of(row: &OrganisationRow) -> Self {
        Self { id: row.id, name: row.name.to_string() }
    }
}

impl Of<(&EndpointId, &ProposedRestoration)> for RestorationBody {
    fn of((endpoint, proposed): (&EndpointId, &ProposedRestoration)) -> Self {
        Self {
            endpoint: *endpoint,
            proposed_at: proposed.at,
            proposed_by: Of::of(&proposed.by),
            reason: proposed.reason.to_string(),
        }
    }
}

impl Of<&RegisteredEndpoint> for RegisteredEndpointBody {
    fn of(entry: &RegisteredEndpoint) -> Self {
        Self {
            id: entry.id,
            organisation: entry.organisation,
            endpoint_type: entry.endpoint.endpoint_type.into(),
            url: entry.endpoint.url.to_string(),
            state: entry.state.into(),
            since: entry.since,
            goes_live_on: entry.goes_live_on,
            change: entry.change,
            suspended_because: entry.suspended_because.as_ref().map(ToString::to_string),
        }
    }
}

impl Of<(RegisterPage, &Actor)> for EndpointPage {
    fn of((register, reader): (RegisterPage, &Actor)) -> Self {
        Self {
            not_shown: not_shown(register.page.unreadable, reader),
            items: register.page.items.iter().map(Of::of).collect(),
            organisations: register.organisations.iter().map(Of::of).collect(),
            next: register.page.next.map(|cursor| cursor.0),
        }
    }
}
