//! The records of organisations and of PDP's team, and the register of endpoints.

use app::{OrganisationRow, Page, Record};
use domain::organisation::{Organisation, PdpTeam, Person};
use domain::register::RegisteredEndpoint;
use serde::Serialize;
use utoipa::ToSchema;

use super::me::LiveEndpointBody;
use super::vouching::VouchingSchemeBody;
use super::words::{EndpointStateWord, EndpointTypeWord, OrganisationRoleWord, PdpRoleWord};

/// An organisation: its people and live endpoints.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrganisationRecordBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Its version: what `If-Match` compares.
    pub version: u64,
    /// Its name.
    pub name: String,
    /// Its live endpoints. The register of endpoints has all.
    pub live_endpoints: Vec<LiveEndpointBody>,
    /// The scheme with which it is connected for the first time; none when none is on record.
    #[schema(required = true)]
    pub vouching_scheme: Option<VouchingSchemeBody>,
    /// Its people.
    pub members: Vec<MemberBody>,
}

/// A person of an organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberBody {
    /// Their id.
    #[schema(format = "uuid")]
    pub id: String,
    /// How to address them.
    pub name: String,
    /// Where emails go.
    pub email: String,
    /// Their roles.
    pub roles: Vec<OrganisationRoleWord>,
}

/// The people of an organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MembersBody {
    /// The version of the organisation: what `If-Match` compares.
    pub version: u64,
    /// All of them.
    pub members: Vec<MemberBody>,
}

/// PDP's team.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TeamBody {
    /// Its version: what `If-Match` compares.
    pub version: u64,
    /// Its people.
    pub members: Vec<TeamMemberBody>,
}

/// A person of PDP.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TeamMemberBody {
    /// Their id.
    #[schema(format = "uuid")]
    pub id: String,
    /// How to address them.
    pub name: String,
    /// Where emails go.
    pub email: String,
    /// Their roles.
    pub roles: Vec<PdpRoleWord>,
}

/// A record of people: an organisation's or PDP's.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub enum RecordBody {
    /// An organisation's.
    Organisation(OrganisationRecordBody),
    /// PDP's.
    Pdp(TeamBody),
}

/// One page of organisations.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrganisationPage {
    /// The organisations, by name.
    pub items: Vec<OrganisationRowBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

/// An organisation in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrganisationRowBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Its name.
    pub name: String,
}

/// One page of the register of endpoints.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EndpointPage {
    /// The endpoints.
    pub items: Vec<RegisteredEndpointBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

/// An entry of the register of endpoints.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegisteredEndpointBody {
    /// The id of the endpoint.
    #[schema(format = "uuid")]
    pub id: String,
    /// The id of the organisation.
    #[schema(format = "uuid")]
    pub organisation: String,
    /// What it serves.
    pub endpoint_type: EndpointTypeWord,
    /// Where.
    pub url: String,
    /// Where it is on its way into and out of use.
    pub state: EndpointStateWord,
    /// Since when it is there, in UTC.
    #[schema(format = DateTime)]
    pub since: String,
    /// The day it goes live, in London; none unless it is scheduled.
    #[schema(required = true, format = Date)]
    pub goes_live_on: Option<String>,
    /// The id of the technical change that made it; none for those of a vouching scheme, and for those connected before
    /// there was this register.
    #[schema(required = true, format = "uuid")]
    pub change: Option<String>,
}

impl From<&Organisation> for OrganisationRecordBody {
    fn from(own: &Organisation) -> Self {
        let live = own.live_endpoints.iter().map(|(id, kind)| LiveEndpointBody::new(*id, *kind));
        Self {
            id: own.id.to_string(),
            version: own.version,
            name: own.name.to_string(),
            live_endpoints: live.collect(),
            vouching_scheme: own.vouching.as_ref().map(Into::into),
            members: members(own),
        }
    }
}

impl From<&Organisation> for MembersBody {
    fn from(own: &Organisation) -> Self {
        Self { version: own.version, members: members(own) }
    }
}

fn members(own: &Organisation) -> Vec<MemberBody> {
    let member = |person: &Person<_>| MemberBody {
        id: person.id.to_string(),
        name: person.name.to_string(),
        email: person.email.to_string(),
        roles: person.roles.iter().copied().map(OrganisationRoleWord::from).collect(),
    };
    own.people.iter().map(member).collect()
}

impl From<&PdpTeam> for TeamBody {
    fn from(team: &PdpTeam) -> Self {
        let member = |person: &Person<_>| TeamMemberBody {
            id: person.id.to_string(),
            name: person.name.to_string(),
            email: person.email.to_string(),
            roles: person.roles.iter().copied().map(PdpRoleWord::from).collect(),
        };
        Self { version: team.version, members: team.people.iter().map(member).collect() }
    }
}

impl From<&Record> for RecordBody {
    fn from(record: &Record) -> Self {
        match record {
            Record::Organisation(own) => Self::Organisation(own.into()),
            Record::Pdp(team) => Self::Pdp(team.into()),
        }
    }
}

impl From<Page<OrganisationRow>> for OrganisationPage {
    fn from(page: Page<OrganisationRow>) -> Self {
        let row =
            |row: OrganisationRow| OrganisationRowBody { id: row.id.to_string(), name: row.name.to_string() };
        Self { items: page.items.into_iter().map(row).collect(), next: page.next.map(|cursor| cursor.0) }
    }
}

impl From<Page<RegisteredEndpoint>> for EndpointPage {
    fn from(page: Page<RegisteredEndpoint>) -> Self {
        Self { items: page.items.iter().map(Into::into).collect(), next: page.next.map(|cursor| cursor.0) }
    }
}

impl From<&RegisteredEndpoint> for RegisteredEndpointBody {
    fn from(entry: &RegisteredEndpoint) -> Self {
        Self {
            id: entry.id.to_string(),
            organisation: entry.organisation.to_string(),
            endpoint_type: entry.endpoint.endpoint_type.into(),
            url: entry.endpoint.url.to_string(),
            state: entry.state.into(),
            since: entry.since.to_string(),
            goes_live_on: entry.goes_live_on.map(|day| day.to_string()),
            change: entry.change.map(|change| change.to_string()),
        }
    }
}
