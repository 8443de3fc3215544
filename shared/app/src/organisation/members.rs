//! The port to memberships.

use std::future::Future;

use domain::actor::Actor;
use domain::ids::{OrganisationId, PersonId, SignInId};
use domain::organisation::{Organisation, PdpTeam};

use crate::error::Fault;

/// What the membership records have of somebody, found by what they sign in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing: they never were a member of anything.
    Unknown,
    /// They were a member of something and left; they are still the same person.
    Left(PersonId),
    Member(Actor),
}

impl Standing {
    /// The actor who they are, if they are a member of anything.
    pub fn into_actor(self) -> Option<Actor> {
        match self {
            Self::Member(actor) => Some(actor),
            Self::Unknown | Self::Left(_) => None,
        }
    }
}

/// Membership records: the only source of organisation and role (P3).
pub trait Members: Send + Sync {
    /// What is known of who signs in with this.
    fn standing(&self, sign_in: SignInId) -> impl Future<Output = Result<Standing, Fault>> + Send;

    /// An organisation and its people.
    fn organisation(
        &self,
        id: OrganisationId,
    ) -> impl Future<Output = Result<Option<Organisation>, Fault>> + Send;

    /// PDP's people.
    fn pdp_team(&self) -> impl Future<Output = Result<PdpTeam, Fault>> + Send;
}
