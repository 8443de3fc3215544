//! Whose people these pages are about, and what they read of them.

use std::fmt::Display;
use std::str::FromStr;

use api::{RoleProposalBody, SignInStateCode};
use api_client::{Answer, Problem};
use axum::extract::{FromRequestParts, RawPathParams};
use domain::actor::{PdpRole, Role};
use domain::ids::{OrganisationId, PersonId};
use domain::organisation::Reason;
use http::request::Parts;

use crate::layout::Section;
use crate::pages::desk::only;
use crate::pages::team::people::{Member, listed, roles_of};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::Visit;

/// Whose people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Organisation(OrganisationId),
    Pdp,
}

/// One of these people.
#[derive(Debug, Clone, Copy)]
pub struct Whose {
    pub side: Side,
    pub person: PersonId,
}

/// The record of a side, as its pages read it.
pub struct Record {
    pub side: Side,
    pub version: u64,
    /// Its name, as a heading.
    pub name: String,
    pub members: Vec<Member>,
    /// Roles at PDP that wait for a second administrator.
    pub proposals: Vec<RoleProposalBody>,
}

impl<S: Send + Sync> FromRequestParts<S> for Side {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let id = value(parts, state, "id").await?;
        Ok(id.map_or(Self::Pdp, Self::Organisation))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Whose {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let side = Side::from_request_parts(parts, state).await?;
        let person = value(parts, state, "person").await?.ok_or(Trouble::NotFound)?;
        Ok(Self { side, person })
    }
}

/// What an address has in the place of this name; nothing, where it has no such place.
async fn value<T: FromStr, S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
    name: &str,
) -> Result<Option<T>, Trouble> {
    let values = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Trouble::NotFound)?;
    let found = values.iter().find(|(place, _)| *place == name);
    found.map(|(_, text)| text.parse().map_err(|_| Trouble::NotFound)).transpose()
}

impl Side {
    /// The page that its pages stand below.
    pub fn home(self) -> String {
        match self {
            Self::Organisation(id) => format!("/portal/organisations/{id}"),
            Self::Pdp => "/portal/team".to_owned(),
        }
    }

    /// A page below it.
    pub fn page(self, name: impl Display) -> String {
        format!("{}/{name}", self.home())
    }

    /// Where it stands in the navigation.
    pub const fn section(self) -> Section {
        match self {
            Self::Organisation(_) => Section::Organisations,
            Self::Pdp => Section::Team,
        }
    }

    /// Whether it is PDP's own.
    pub const fn is_pdp(self) -> bool {
        matches!(self, Self::Pdp)
    }

    /// The roles that its people can hold.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        roles_of(self.is_pdp())
    }
}

impl Whose {
    /// The person's page.
    pub fn home(self) -> String {
        self.side.page(format!("people/{}", self.person))
    }

    /// A page below it.
    pub fn page(self, name: &str) -> String {
        format!("{}/{name}", self.home())
    }
}

impl Record {
    /// Reads it.
    pub async fn read<P: Ports>(visit: &Visit<P>, side: Side) -> Result<Self, Trouble> {
        let api = visit.api()?;
        Ok(match side {
            Side::Organisation(id) => {
                let found = ask(api.read_organisation(id)).await?.body;
                let members = found.members.iter().map(Member::from).collect();
                let (version, name) = (found.version, found.name);
                Self { side, version, name, members, proposals: Vec::new() }
            }
            Side::Pdp => {
                let found = ask(api.read_team()).await?.body;
                Self {
                    side,
                    version: found.version,
                    name: "Pensions Dashboards Programme (PDP)".to_owned(),
                    members: found.members.iter().map(Member::from).collect(),
                    proposals: found.role_proposals,
                }
            }
        })
    }

    /// The member of this id, if they are there.
    pub fn find(&self, id: PersonId) -> Option<&Member> {
        self.members.iter().find(|one| one.id == id)
    }

    /// The same, for a page about them. Somebody else may have removed them meanwhile, and the page of the trouble says so.
    pub fn member(&self, id: PersonId) -> Result<&Member, Trouble> {
        self.find(id).ok_or_else(|| {
            let reason = Reason::MemberNotFound;
            Trouble::Refused(format!(
                "{reason}. They may have been removed meanwhile: the history says by whom."
            ))
        })
    }

    /// What its name is in the middle of a sentence.
    pub fn called(&self) -> &str {
        if self.side.is_pdp() { "PDP" } else { &self.name }
    }

    /// The roles of this member that nobody else holds.
    pub fn held_alone(&self, member: &Member) -> Vec<Role> {
        let others =
            |role: &Role| self.members.iter().any(|one| one.id != member.id && one.roles.contains(role));
        member.roles.iter().copied().filter(|role| !others(role)).collect()
    }

    /// What follows once nobody holds these roles, as a sentence. Nothing, when there are none.
    pub fn left_empty(&self, roles: &[Role]) -> Option<String> {
        let (these, their) = if roles.len() == 1 { ("this role", "it") } else { ("these roles", "them") };
        let follows = match self.side {
            Side::Organisation(_) => format!(
                "If work waits for {their}, PDP support gets an email and PDP’s work list shows it. For the primary business contact this always happens."
            ),
            Side::Pdp => format!("Work for {their} cannot move on until somebody gets {these}."),
        };
        (!roles.is_empty()).then(|| {
            format!("nobody at {} holds {these} any more: {}. {follows}", self.called(), listed(roles))
        })
    }
}

/// Lets administrators through to what they alone do.
pub fn only_administrators<P: Ports>(visit: &Visit<P>) -> Result<(), Trouble> {
    let words = "A PDP administrator looks after people and their roles. Ask one to do this.";
    only(visit, PdpRole::Administrator, words)
}

/// How far the sign-in of a person is.
pub async fn sign_in<P: Ports>(visit: &Visit<P>, of: Whose) -> Result<SignInStateCode, Trouble> {
    let api = visit.api()?;
    Ok(match of.side {
        Side::Organisation(id) => ask(api.read_member(id, of.person)).await?.body.sign_in,
        Side::Pdp => ask(api.read_team_member(of.person)).await?.body.sign_in,
    })
}

/// Whether a form was taken, without the answer, which differs by side.
pub type Sent = Result<Result<(), Box<Problem>>, Trouble>;

/// Leaves out what was answered.
pub fn sent<A>(taken: Result<Result<Answer<A>, Box<Problem>>, Trouble>) -> Sent {
    Ok(taken?.map(|_| ()))
}
